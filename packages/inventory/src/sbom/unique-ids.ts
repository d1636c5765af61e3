import type { Package } from '../package.ts';

/** Gives a package whose id another one before it has an id of its own; documents of other tools repeat references. */
export function uniqueIds(packages: readonly Package[]): Package[] {
  const seen = new Map<string, number>();
  return packages.map((found) => {
    const count = (seen.get(found.id) ?? 0) + 1;
    seen.set(found.id, count);
    return count === 1 ? found : { ...found, id: `${found.id}#${count}` };
  });
}
