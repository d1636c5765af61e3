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
  const counts = new Map<number, number>();
  const add = (key: number): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const { rule, message } of previous) {
    add(keyOf(rule));
    add(keyOf(rule, message));
  }
  return {
    previous,
    similarity: messageSimilarity(messages, new Set(previous.map((item) => item.message))),
    messageShare: ({ rule, message }) => (counts.get(keyOf(rule, message)) ?? 1) / (counts.get(keyOf(rule)) ?? 1),
  };
}

/** One number for a rule, or for a rule and a message. */
function keyOf(rule: number, message = -1): number {
  return rule * 2 ** 26 + message + 1;
}
