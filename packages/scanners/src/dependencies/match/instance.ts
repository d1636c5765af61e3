import type { VulnerabilityMatch } from '@sallyport/advisories';
import type { Package } from '@sallyport/inventory';

/** One place in which a vulnerable package is named, with who brings it. */
export interface Instance {
  readonly match: VulnerabilityMatch;
  /** The direct dependency that brings the package; the package itself where it is direct, undefined where nobody says. */
  readonly broughtBy: Package | undefined;
  /** Names from the direct dependency to the package; empty where not known. */
  readonly way: readonly string[];
}

/** Puts a match where it stands in its project. */
export function instanceOf(match: VulnerabilityMatch, byId: ReadonlyMap<string, Package>): Instance {
  const found = match.package;
  const way = found.path.flatMap((id) => byId.get(id) ?? []);
  const broughtBy = found.relation === 'direct' ? found : way[0];
  return { match, broughtBy, way: way.map(({ name }) => name) };
}
