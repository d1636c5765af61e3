import type { Inventory, Package } from '@sallyport/inventory';

/**
 * One inventory of several: subject and operating system of the first that says them, and every package, in the order
 * given. An id that occurs again gets a number, and what refers to it follows.
 */
export function mergeInventories(inventories: readonly Inventory[]): Inventory {
  const taken: Taken = { ids: new Set(), numbers: new Map() };
  const packages = inventories.flatMap((inventory) => renumber(inventory.packages, taken));
  const subject = inventories.find((inventory) => inventory.subject !== undefined)?.subject;
  const operatingSystem = inventories.find((inventory) => inventory.operatingSystem !== undefined)?.operatingSystem;
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(operatingSystem === undefined ? {} : { operatingSystem }),
    packages,
  };
}

interface Taken {
  readonly ids: Set<string>;
  /** The last number that was given to an id. */
  readonly numbers: Map<string, number>;
}

function renumber(packages: readonly Package[], taken: Taken): readonly Package[] {
  const renamed = new Map<string, string>();
  for (const { id } of packages) {
    const free = freeId(id, taken);
    taken.ids.add(free);
    if (free !== id) renamed.set(id, free);
  }
  if (renamed.size === 0) return packages;
  const now = (id: string): string => renamed.get(id) ?? id;
  return packages.map((found) => ({
    ...found,
    id: now(found.id),
    path: found.path.map(now),
    dependsOn: found.dependsOn.map(now),
  }));
}

function freeId(id: string, { ids, numbers }: Taken): string {
  if (!ids.has(id)) return id;
  const base = id.replace(/#\d+$/, '');
  let number = numbers.get(base) ?? 1;
  do number += 1;
  while (ids.has(`${base}#${number}`));
  numbers.set(base, number);
  return `${base}#${number}`;
}
