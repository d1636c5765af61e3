import { atLeast, hasLooked } from '@sallyport/findings';
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
  if (!parts.some(hasLooked) && lacking.length === 0) codes.push(EXIT.nothing);
  return worstExit(codes);
}
