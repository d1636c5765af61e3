import type { ObjectEntry, DocumentNode } from '../node.ts';

/**
 * Expands merge keys (`<<: *base`, `<<: [*a, *b]`): keys of the object itself win, then earlier sources. Merged
 * entries keep the place where they are written. A `<<` that is no object or list of objects stays a key.
 */
export function mergeEntries(entries: readonly ObjectEntry[]): readonly ObjectEntry[] {
  if (!entries.some((entry) => isMerge(entry))) return entries;
  const own = entries.filter((entry) => !isMerge(entry));
  const known = new Set(own.map((entry) => entry.key));
  const merged: ObjectEntry[] = [];
  for (const entry of entries) {
    for (const source of isMerge(entry) ? sourcesOf(entry.value) : []) {
      for (const inherited of source) {
        if (known.has(inherited.key)) continue;
        known.add(inherited.key);
        merged.push(inherited);
      }
    }
  }
  return [...own, ...merged];
}

function isMerge(entry: ObjectEntry): boolean {
  return entry.key === '<<' && entry.end - entry.start === 2 && sourcesOf(entry.value).length > 0;
}

function sourcesOf(value: DocumentNode): (readonly ObjectEntry[])[] {
  if (value.kind === 'object') return [value.entries];
  if (value.kind === 'scalar') return [];
  return value.items.flatMap((item) => (item.kind === 'object' ? [item.entries] : []));
}
