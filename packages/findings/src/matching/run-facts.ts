import { messageSimilarity, type MessageSimilarity } from './message-similarity.ts';
import type { Interner, Prepared } from './prepare.ts';

/** What the whole previous run tells about what is common and what is rare. */
export interface RunFacts {
  readonly similarity: MessageSimilarity;
  /** Share of the results of the same rule that have the same message. */
  messageShare(item: Prepared): number;
  readonly previous: readonly Prepared[];
}

export function runFacts(previous: readonly Prepared[], messages: Interner): RunFacts {
  const counts = new Map<string, number>();
  const add = (key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const { rule, message } of previous) {
    add(`${rule}`);
    add(`${rule}|${message}`);
  }
  return {
    previous,
    similarity: messageSimilarity(messages, new Set(previous.map((item) => item.message))),
    messageShare: ({ rule, message }) => (counts.get(`${rule}|${message}`) ?? 1) / (counts.get(`${rule}`) ?? 1),
  };
}
