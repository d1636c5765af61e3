import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Finding, Suppression } from '@sallyport/findings';
import type { InputParts } from '@sallyport/policy';

import { heldByBase } from './base-held.ts';
import type { HeldByBase } from './base-held.ts';
import type { BaseRevision } from './base-revision.ts';

type Environment = { readonly [name: string]: string | undefined };

/**
 * A scan result that another step has written may hold suppressions that the change itself brought. Takes those away which the base
 * does not have: by a comment or for a finding that is not there, and by an entry of a file that is not the same there.
 */
export function heldFindings(parts: InputParts, base: BaseRevision, env: Environment): InputParts {
  const scans = parts.scans.map(({ result, ...scan }) => {
    const held = heldByBase(base, env, result.findings);
    return { ...scan, result: { ...result, findings: result.findings.map((finding) => kept(finding, base, held)) } };
  });
  return { ...parts, scans };
}

function kept(finding: Finding, base: BaseRevision, held: HeldByBase): Finding {
  const { suppression, ...open } = finding;
  return suppression === undefined || isHeld(finding, suppression, base, held) ? finding : open;
}

function isHeld(finding: Finding, { kind, location }: Suppression, base: BaseRevision, held: HeldByBase): boolean {
  if (location === undefined) return false;
  if (kind !== 'inline') {
    const before = base.text(location.path);
    return before !== undefined && before === workText(join(base.root, location.path));
  }
  // Of a finding in the history the comment lies beside it there.
  const isPast = finding.occurrences.every((one) => one.location.commit !== undefined);
  return held.finding(finding) && (isPast || held.line(location));
}

function workText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
