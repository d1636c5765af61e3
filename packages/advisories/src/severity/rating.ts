import type { Rating } from '../model.ts';

/** The scale of CVSS 3 and 4, which is used for version 2 as well so that ratings compare. */
export function ratingOfScore(score: number): Rating {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'none';
}

const WORDS: Readonly<Record<string, Rating>> = {
  critical: 'critical',
  important: 'high',
  high: 'high',
  moderate: 'medium',
  medium: 'medium',
  low: 'low',
  minor: 'low',
  negligible: 'low',
  unimportant: 'low',
  none: 'none',
};

/** What a source's own word means on the scale. */
export function ratingOfWord(word: string): Rating | undefined {
  const lower = word.trim().toLowerCase();
  return Object.hasOwn(WORDS, lower) ? WORDS[lower] : undefined;
}
