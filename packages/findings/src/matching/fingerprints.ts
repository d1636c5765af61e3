import type { Prepared } from './prepare.ts';

/** Pairs the items whose rule and fingerprint are the same, where they are unique on both sides. */
export function* matchFingerprints(
  previous: readonly Prepared[],
  current: readonly Prepared[],
): Generator<[Prepared, Prepared]> {
  const key = ({ rule, item }: Prepared): string | undefined =>
    item.fingerprint === undefined ? undefined : `${rule}|${item.fingerprint}`;
  yield* matchUnique(previous, current, key);
}

/** Pairs the items with the same key where it is unique on both sides; items without a key stay alone. */
export function* matchUnique(
  previous: readonly Prepared[],
  current: readonly Prepared[],
  key: (item: Prepared) => string | undefined,
): Generator<[Prepared, Prepared]> {
  const news = unique(current, key);
  for (const [name, item] of unique(previous, key)) {
    const other = news.get(name);
    if (item !== undefined && other !== undefined) yield [item, other];
  }
}

/** The item of each key; undefined where several have it. */
function unique(
  items: readonly Prepared[],
  key: (item: Prepared) => string | undefined,
): Map<string, Prepared | undefined> {
  const found = new Map<string, Prepared | undefined>();
  for (const item of items) {
    const name = key(item);
    if (name !== undefined) found.set(name, found.has(name) ? undefined : item);
  }
  return found;
}
