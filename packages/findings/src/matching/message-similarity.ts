import type { Interner } from './prepare.ts';

/** A word, a number, a path, or the distance of two places. */
const TOKEN = /[\p{L}\p{N}_.@/+-]+/gu;
/** The line in a place such as `parser.py:35`: it moves with the code, the distance to the other places named does not. */
const PLACE_LINE = /(?<=[\w)]):(\d{1,7})(?::\d+)?|(?<=\blines? )(\d{1,7})/g;
/** Longest part of a message that is compared. */
const MAX_CHARACTERS = 2_000;

/** Compares messages by the words they share, rare words weighing more. */
export interface MessageSimilarity {
  /** 0 (no word in common) to 1 (equal but for line numbers). Arguments are interned messages. */
  (a: number, b: number): number;
}

/** @param known Messages that the weights are learnt from: each word counts by how few of them hold it. */
export function messageSimilarity(messages: Interner, known: Iterable<number>): MessageSimilarity {
  const words = new Map<number, WordCounts>();
  const wordsOf = (message: number): WordCounts => {
    const cached = words.get(message);
    if (cached !== undefined) return cached;
    const counts = countWords(messages.texts[message] ?? '');
    words.set(message, counts);
    return counts;
  };
  const holders = new Map<string, number>();
  let total = 0;
  for (const message of known) {
    total += 1;
    for (const word of wordsOf(message).keys()) holders.set(word, (holders.get(word) ?? 0) + 1);
  }
  const weigh = (counts: WordCounts): Weighed => {
    const weights = [...counts].map(([word, count]) => {
      const weight = Math.log(1 + (total + 1) / ((holders.get(word) ?? 0) + 1));
      return [word, { count, weight }] as const;
    });
    return { words: new Map(weights), total: weights.reduce((sum, [, { count, weight }]) => sum + count * weight, 0) };
  };
  const weighed = new Map<number, Weighed>();
  const weighedOf = (message: number): Weighed => {
    const cached = weighed.get(message);
    if (cached !== undefined) return cached;
    const fresh = weigh(wordsOf(message));
    weighed.set(message, fresh);
    return fresh;
  };
  return (a, b) => (a === b ? 1 : dice(weighedOf(a), weighedOf(b)));
}

type WordCounts = ReadonlyMap<string, number>;

interface Weighed {
  readonly words: ReadonlyMap<string, { readonly count: number; readonly weight: number }>;
  readonly total: number;
}

function countWords(text: string): WordCounts {
  const counts = new Map<string, number>();
  let first: number | undefined;
  const distance = (_: string, afterColon?: string, afterWord?: string): string => {
    const line = Number(afterColon ?? afterWord);
    first ??= line;
    return ` +${line - first}`;
  };
  for (const word of text.slice(0, MAX_CHARACTERS).toLowerCase().replaceAll(PLACE_LINE, distance).match(TOKEN) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function dice(a: Weighed, b: Weighed): number {
  let shared = 0;
  for (const [word, { count, weight }] of a.words) {
    const other = b.words.get(word);
    if (other !== undefined) shared += weight * Math.min(count, other.count);
  }
  return a.total + b.total === 0 ? 0 : (2 * shared) / (a.total + b.total);
}
