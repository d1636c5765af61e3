import { atLeast } from '@sallyport/findings';
import type { ScanResult, Severity } from '@sallyport/findings';

import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { worstExit } from '../exit-codes.ts';

/** What decides how a scan ends. */
export interface ExitRules {
  /** Findings as bad as this or worse end with 1; `none` never does. */
  readonly failOn: Severity | 'none';
  /** Only findings that the baseline does not know count. */
  readonly newOnly: boolean;
  /** Parts that may be missing, by scanner id. */
  readonly allowMissing: readonly string[];
}

/** Units of content; commits without a blob (a clone that fetched none) are nothing that was looked at. */
const CONTENT = ['files', 'bytes', 'blobs', 'packages', 'checks'];

/** The exit code of a scan: findings, an incomplete part, nothing to look at; several at once are put in order by `worstExit`. */
export function scanExit(result: ScanResult, rules: ExitRules): ExitCode {
  const codes: ExitCode[] = [];
  const counting = result.findings.filter(
    (finding) => finding.suppression === undefined && (!rules.newOnly || finding.novelty !== 'existing'),
  );
  const { failOn } = rules;
  if (failOn !== 'none' && counting.some((finding) => atLeast(finding.severity, failOn))) codes.push(EXIT.findings);
  const { parts } = result.coverage;
  const lacking = parts.filter(
    (part) => (part.state === 'missing' || part.state === 'failed') && !rules.allowMissing.includes(part.scanner),
  );
  if (lacking.length > 0) codes.push(EXIT.incomplete);
  // A part that ran in part has looked at what it names.
  const ran = parts.filter((part) => part.state === 'ran' || part.state === 'missing');
  const looked = ran.some((part) => CONTENT.some((unit) => (part.looked[unit] ?? 0) > 0));
  if (!looked && lacking.length === 0) codes.push(EXIT.nothing);
  return worstExit(codes);
}
