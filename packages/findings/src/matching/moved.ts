import { matchUnique } from './fingerprints.ts';
import type { Prepared } from './prepare.ts';

/**
 * Pairs what no alignment could: code that moved past other code or to another file. Only by the hash of the place
 * and its surroundings, and only where that is unique among what is left on both sides.
 */
export function* matchMoved(
  previous: readonly Prepared[],
  current: readonly Prepared[],
): Generator<[Prepared, Prepared]> {
  yield* matchUnique(previous, current, ({ rule, item }) =>
    item.contextHash === undefined ? undefined : `${rule}|${item.contextHash}`,
  );
}
