import type { Severity } from '@sallyport/findings';

const WORDS: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  blocker: 'critical',
  defcon1: 'critical',
  urgent: 'critical',
  fatal: 'critical',
  high: 'high',
  error: 'high',
  important: 'high',
  major: 'high',
  serious: 'high',
  medium: 'medium',
  moderate: 'medium',
  warning: 'medium',
  warn: 'medium',
  low: 'low',
  minor: 'low',
  note: 'low',
  style: 'low',
  convention: 'low',
  optimization: 'low',
  negligible: 'info',
  info: 'info',
  informational: 'info',
  information: 'info',
  trivial: 'info',
  none: 'info',
  ignore: 'info',
};

/** The severity of a word in any of the usual scales; `unknown` for words of none. */
export function severityOf(word: string | number | undefined): Severity | 'unknown' {
  if (word === undefined) return 'unknown';
  const text = String(word).trim().toLowerCase();
  if (Object.hasOwn(WORDS, text)) return WORDS[text] ?? 'unknown';
  return 'unknown';
}

/** The severity word of a CVSS base score, by the bands of CVSS 3. */
export function severityOfScore(score: number | undefined): Severity | undefined {
  if (score === undefined) return undefined;
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'info';
}
