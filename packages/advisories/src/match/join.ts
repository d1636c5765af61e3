/** Joins what shares a name, directly or over others: the aliases of one vulnerability. Keeps the order. */
export function joinByNames<T>(items: readonly T[], namesOf: (item: T) => readonly string[]): T[][] {
  const parent = items.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (parent[root] !== root) root = parent[root] ?? root;
    parent[at] = root;
    return root;
  };
  const firstWith = new Map<string, number>();
  for (const [at, item] of items.entries()) {
    for (const name of namesOf(item)) {
      const known = firstWith.get(name);
      if (known === undefined) firstWith.set(name, at);
      else parent[rootOf(at)] = rootOf(known);
    }
  }
  const groups = new Map<number, T[]>();
  for (const [at, item] of items.entries()) {
    const root = rootOf(at);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

const ORDER: readonly string[] = ['MAL-', 'CVE-', 'GHSA-'];

/** The name to show: what is known to be malicious first, then CVE, then GHSA, then what was published first by name. */
export function shownId(ids: readonly string[]): string {
  const rank = (id: string): number => {
    const at = ORDER.findIndex((start) => id.startsWith(start));
    return at < 0 ? ORDER.length : at;
  };
  return [...ids].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))[0] ?? '';
}
