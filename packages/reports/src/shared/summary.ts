import { atLeast, hasLooked, SEVERITIES, severityRank } from '@sallyport/findings';
import type { CoveragePart, Finding, ScanResult, Severity } from '@sallyport/findings';

import type { RenderOptions } from '../report-format.ts';

/** What decides the outcome; the same rules decide how the command ends. */
export type VerdictRules = Pick<RenderOptions, 'failOn' | 'newOnly' | 'allowMissing'>;

/**
 * What the scan says as a whole. `incomplete`: a part that should have run could not, so that the absence of findings
 * proves nothing; `nothing-scanned`: no part had anything to look at. Only `clean` is clean.
 */
export type Outcome = 'failing' | 'findings' | 'incomplete' | 'nothing-scanned' | 'clean';

interface SeverityCount {
  readonly severity: Severity;
  /** Findings that count: not suppressed. */
  readonly active: number;
  readonly new: number;
  readonly existing: number;
  readonly suppressed: number;
}

export interface ResultSummary {
  readonly outcome: Outcome;
  /** Whether a part that should have run could not, whatever the outcome. */
  readonly incomplete: boolean;
  readonly severities: readonly SeverityCount[];
  readonly active: number;
  readonly new: number;
  readonly existing: number;
  readonly suppressed: number;
  /** Active findings at or above the threshold. */
  readonly failing: number;
  /** Whether the findings were compared with a baseline. */
  readonly compared: boolean;
  readonly occurrences: number;
}

type MutableCount = { -readonly [K in keyof SeverityCount]: SeverityCount[K] };

/** Counts a result. Counts are of distinct findings; occurrences are apart. */
export function summarise(result: ScanResult, rules: VerdictRules): ResultSummary {
  const counts = new Map<Severity, MutableCount>(
    SEVERITIES.map((severity) => [severity, { severity, active: 0, new: 0, existing: 0, suppressed: 0 }]),
  );
  let failing = 0;
  let occurrences = 0;
  for (const finding of result.findings) {
    occurrences += finding.occurrences.length;
    const count = counts.get(finding.severity);
    if (count !== undefined) countFinding(count, finding);
    if (isFailure(finding, rules)) failing += 1;
  }
  const severities = [...counts.values()];
  const total = (field: 'active' | 'new' | 'existing' | 'suppressed') =>
    severities.reduce((sum, count) => sum + count[field], 0);
  const incomplete = incompleteParts(result, rules).length > 0;
  const active = total('active');
  return {
    outcome: outcomeOf(result, { failing, active, incomplete }),
    incomplete,
    severities,
    active,
    new: total('new'),
    existing: total('existing'),
    suppressed: total('suppressed'),
    failing,
    compared: result.findings.some((finding) => finding.novelty !== 'unknown'),
    occurrences,
  };
}

function countFinding(count: MutableCount, finding: Finding): void {
  if (finding.suppression !== undefined) {
    count.suppressed += 1;
    return;
  }
  count.active += 1;
  if (finding.novelty === 'new') count.new += 1;
  if (finding.novelty === 'existing') count.existing += 1;
}

function outcomeOf(result: ScanResult, facts: { failing: number; active: number; incomplete: boolean }): Outcome {
  if (facts.failing > 0) return 'failing';
  if (facts.incomplete) return 'incomplete';
  if (facts.active > 0) return 'findings';
  return result.coverage.parts.some(hasLooked) ? 'clean' : 'nothing-scanned';
}

/** Whether a finding fails the scan by the rules. */
export function isFailure(finding: Finding, { failOn, newOnly = false }: VerdictRules): boolean {
  if (finding.suppression !== undefined || failOn === 'none') return false;
  return atLeast(finding.severity, failOn) && !(newOnly && finding.novelty === 'existing');
}

/** Whether a part should have run and could not, and nobody has said that it may be missing. */
export function isIncomplete(part: CoveragePart, { allowMissing = [] }: VerdictRules): boolean {
  return (part.state === 'missing' || part.state === 'failed') && !allowMissing.includes(part.scanner);
}

/** The parts that make the scan incomplete. */
export function incompleteParts(result: ScanResult, rules: VerdictRules): CoveragePart[] {
  return result.coverage.parts.filter((part) => isIncomplete(part, rules));
}

/** The worst finding that counts: what the reader should do first. New before existing where both are as bad. */
export function biggestRisk(result: ScanResult): Finding | undefined {
  let worst: Finding | undefined;
  for (const finding of result.findings) {
    if (finding.suppression !== undefined) continue;
    if (worst === undefined || riskRank(finding) < riskRank(worst)) worst = finding;
  }
  return worst;
}

function riskRank(finding: Finding): number {
  return severityRank(finding.severity) * 2 + (finding.novelty === 'existing' ? 1 : 0);
}

/** Findings worst first, those that count before suppressed ones, otherwise in the result's order. */
export function byRisk(findings: readonly Finding[]): Finding[] {
  const suppressed = (finding: Finding) => (finding.suppression === undefined ? 0 : 100);
  return findings.toSorted((a, b) => suppressed(a) + riskRank(a) - suppressed(b) - riskRank(b));
}

/** The outcome in one sentence of plain words, without foreign text. */
export function outcomeSentence(summary: ResultSummary, rules: VerdictRules): string {
  const incomplete = summary.incomplete ? ' The scan is incomplete.' : '';
  switch (summary.outcome) {
    case 'failing':
      return `${plural(summary.failing, rules.newOnly === true ? 'new finding' : 'finding')} of severity ${orWorse(rules)}.${incomplete}`;
    case 'findings':
      return passedSentence(summary, rules);
    case 'incomplete':
      return `Incomplete: ${plural(summary.active, 'finding')} so far, but a part that should have run could not. This is no clean result.`;
    case 'nothing-scanned':
      return 'Nothing was looked at. This is no clean result.';
    case 'clean':
      return 'No findings that count.';
  }
}

function passedSentence(summary: ResultSummary, rules: VerdictRules): string {
  const count = plural(summary.active, 'finding');
  if (rules.failOn === 'none') return `${count}. None fails the scan, as asked.`;
  return `${count}, none ${rules.newOnly === true ? 'new and ' : ''}of severity ${orWorse(rules)}.`;
}

function orWorse({ failOn }: VerdictRules): string {
  return failOn === 'critical' ? 'critical' : `${failOn} or worse`;
}

/** `1 finding`, `1,204 findings`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : nouns}`;
}

/** With commas between thousands. */
export function formatNumber(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `820 ms`, `1.2 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `512 B`, `1.4 MB` (decimal). */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
  let value = bytes;
  let index = 0;
  while (value >= 1000 && index < units.length - 1) {
    value /= 1000;
    index += 1;
  }
  return `${index === 0 ? value : value.toFixed(1)} ${units[index] ?? 'TB'}`;
}
