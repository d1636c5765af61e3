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
  const words = new Map<number, ReadonlyMap<string, number>>();
  const wordsOf = (message: number): ReadonlyMap<string, number> => {
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
  const weight = (word: string): number => Math.log(1 + (total + 1) / ((holders.get(word) ?? 0) + 1));
  return (a, b) => (a === b ? 1 : dice(wordsOf(a), wordsOf(b), weight));
}

function countWords(text: string): ReadonlyMap<string, number> {
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

function dice(
  a: ReadonlyMap<string, number>,
  b: ReadonlyMap<string, number>,
  weight: (word: string) => number,
): number {
  let shared = 0;
  let all = 0;
  for (const [word, count] of a) {
    const value = weight(word);
    all += value * count;
    shared += value * Math.min(count, b.get(word) ?? 0);
  }
  for (const [word, count] of b) all += weight(word) * count;
  return all === 0 ? 0 : (2 * shared) / all;
}
