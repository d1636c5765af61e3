import type { VulnerabilityMatch } from '@sallyport/advisories';
import { parseRange, satisfies } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';

/** A package that asks for another, and the range in which it does. */
export interface Asker {
  readonly name: string;
  readonly range: string;
}

/** One place in which a vulnerable package is named, with who brings it. */
export interface Instance {
  readonly match: VulnerabilityMatch;
  /** The direct dependency that brings the package; the package itself where it is direct, undefined where nobody says. */
  readonly broughtBy: Package | undefined;
  /** Names from the direct dependency to the package; empty where not known. */
  readonly way: readonly string[];
  /** Packages whose range does not allow the fix; undefined where ranges are not known. */
  readonly inTheWay: readonly Asker[] | undefined;
}

/** Packages by id, and who needs each. */
export interface Graph {
  readonly byId: ReadonlyMap<string, Package>;
  readonly askersOf: (id: string) => readonly Package[];
}

export function graphOf(packages: readonly Package[]): Graph {
  let askers: Map<string, Package[]> | undefined;
  return {
    byId: new Map(packages.map((found) => [found.id, found])),
    askersOf(id) {
      if (askers === undefined) {
        askers = new Map();
        for (const found of packages) {
          for (const needed of found.dependsOn) {
            const known = askers.get(needed);
            if (known === undefined) askers.set(needed, [found]);
            else known.push(found);
          }
        }
      }
      return askers.get(id) ?? [];
    },
  };
}

/** Puts a match where it stands in its project. */
export function instanceOf(match: VulnerabilityMatch, graph: Graph): Instance {
  const found = match.package;
  const way = found.path.flatMap((id) => graph.byId.get(id) ?? []);
  const broughtBy = found.relation === 'direct' ? found : way[0];
  return { match, broughtBy, way: way.map(({ name }) => name), inTheWay: blockersOf(found, match.fix.version, graph) };
}

/**
 * Who asks for a package that others bring in a range without `version`; undefined where one of them does not say in
 * which range it asks, or nobody is known to ask.
 */
export function blockersOf(found: Package, version: string | undefined, graph: Graph): readonly Asker[] | undefined {
  const askers = version === undefined || found.relation !== 'transitive' ? [] : graph.askersOf(found.id);
  if (version === undefined || askers.length === 0) return undefined;
  const blocking: Asker[] = [];
  for (const { name, asks } of askers) {
    const range = asks !== undefined && Object.hasOwn(asks, found.name) ? asks[found.name] : undefined;
    const parsed = range === undefined ? undefined : parseRange(found.ecosystem, range);
    if (range === undefined || parsed === undefined) return undefined;
    if (!satisfies(parsed, version)) blocking.push({ name, range });
  }
  return blocking;
}
