import type { Entry } from '../../parser.ts';

/** Every key that can be come to from some, those included. */
export function reachFrom(entries: ReadonlyMap<string, Entry>, from: Iterable<string>): Set<string> {
  const reached = new Set<string>();
  for (const key of from) if (entries.has(key)) reached.add(key);
  // A set that grows while it is walked gives what was added, too.
  for (const key of reached) for (const need of entries.get(key)?.needs ?? []) if (entries.has(need)) reached.add(need);
  return reached;
}

/** What a project asks for, as keys, by how it asks. */
export interface Roots {
  readonly shipped: Iterable<string>;
  readonly dev: Iterable<string>;
  readonly optional?: Iterable<string>;
}

/**
 * Marks as dev what only development asks for, and as optional what only optional dependencies bring.
 * What nobody asks for stays as it is: it is not known to be left out.
 */
export function markReach(entries: readonly Entry[], { shipped, dev, optional = [] }: Roots): Entry[] {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const needed = reachFrom(byKey, shipped);
  const perhaps = reachFrom(byKey, optional);
  const developed = reachFrom(byKey, dev);
  return entries.map((entry) => {
    if (needed.has(entry.key)) return entry;
    if (perhaps.has(entry.key)) return { ...entry, optional: true };
    return developed.has(entry.key) ? { ...entry, dev: true } : entry;
  });
}
