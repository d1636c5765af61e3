import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ReadSuppressions, SuppressionRule } from '@sallyport/findings';

import type { BaseRevision } from './base-revision.ts';

/** Those suppressions in comments whose very line stands in the base revision's file too: a change cannot excuse itself. */
export function heldByBase(
  given: readonly ReadSuppressions[],
  root: string,
  base: BaseRevision,
): readonly ReadSuppressions[] {
  const lines = new Map<string, { readonly now: readonly string[]; readonly before: ReadonlySet<string> }>();
  const linesOf = (path: string) => {
    const known = lines.get(path);
    if (known !== undefined) return known;
    const before = new Set((base.text(path) ?? '').split('\n').map((line) => line.trim()));
    const read = { now: workText(join(root, path)).split('\n'), before };
    lines.set(path, read);
    return read;
  };
  const holds = (rule: SuppressionRule): boolean => {
    if (rule.kind !== 'inline') return true;
    const { now, before } = linesOf(rule.path);
    const line = now[rule.line - 1]?.trim();
    return line !== undefined && line !== '' && before.has(line);
  };
  return given.map(({ rules, issues }) => ({ rules: rules.filter(holds), issues }));
}

function workText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // An entry of an archive, or a file of the history alone: nothing there can be compared, so it does not hold.
    return '';
  }
}
