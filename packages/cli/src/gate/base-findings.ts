import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Finding, Suppression } from '@sallyport/findings';
import type { InputParts } from '@sallyport/policy';

import type { BaseRevision } from './base-revision.ts';

/**
 * A scan result that another step has written may hold suppressions that the change itself brought. Takes those away which the base
 * does not have: a comment whose line is not there, and an entry of a file that is not the same there.
 */
export function heldFindings(parts: InputParts, base: BaseRevision): InputParts {
  const scans = parts.scans.map(({ result, ...scan }) => ({
    ...scan,
    result: { ...result, findings: result.findings.map((finding) => held(finding, base)) },
  }));
  return { ...parts, scans };
}

function held(finding: Finding, base: BaseRevision): Finding {
  const { suppression, ...open } = finding;
  return suppression === undefined || isHeld(suppression, base) ? finding : open;
}

function isHeld({ kind, location }: Suppression, base: BaseRevision): boolean {
  if (location === undefined) return false;
  const before = base.text(location.path);
  const now = workText(join(base.root, location.path));
  if (before === undefined || now === undefined) return false;
  if (kind !== 'inline') return before === now;
  const line = now.split('\n')[(location.range?.start.line ?? 0) - 1]?.trim();
  return line !== undefined && line !== '' && before.split('\n').some((one) => one.trim() === line);
}

function workText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
