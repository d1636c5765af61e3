import { baseEcosystem, normaliseName } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';

import type { Doubt, HygieneFacts } from './doubt.ts';
import { popularNames } from './popular.ts';
import { subjectOf } from './sources.ts';

/** Shorter names have too many honest neighbours. */
const SHORTEST = 5;
const LONGEST = 60;

/** Direct dependencies whose name is one slip of the finger away from a much used one. */
export function* checkLookalikes({ files }: HygieneFacts): Generator<Doubt> {
  const lookalikeOf = lookalikeSearch();
  for (const { packages } of files) {
    for (const found of packages) {
      if (found.relation === 'transitive' || ['workspace', 'file'].includes(found.resolved?.kind ?? '')) continue;
      const meant = lookalikeOf(found);
      if (meant === undefined) continue;
      yield {
        ...subjectOf(found),
        rule: 'lookalike-name',
        message: `${found.name} is one slip away from ${meant}, which many more projects use.`,
        remedy: `Make sure that ${found.name} is meant and not ${meant}.`,
        details: { meant },
      };
    }
  }
}

type Named = Pick<Package, 'ecosystem' | 'name'>;

/** Tells of a name the popular one that it is one slip away from; undefined for popular names themselves. */
export function lookalikeSearch(): (found: Named) => string | undefined {
  const searches = new Map<string, (name: string) => string | undefined>();
  return ({ ecosystem, name }) => {
    const base = baseEcosystem(ecosystem);
    let search = searches.get(base);
    if (search === undefined) {
      search = searchAmong(popularNames(base));
      searches.set(base, search);
    }
    return search(normaliseName(ecosystem, name));
  };
}

/**
 * Two names are at most one slip apart only where they are equal once a letter is taken out of one or both of them: so
 * popular names are found by themselves with each of their letters taken out, and the few that are found are compared.
 */
function searchAmong(popular: ReadonlySet<string>): (name: string) => string | undefined {
  const byVariant = new Map<string, string[]>();
  for (const each of popular) {
    if (each.length < SHORTEST) continue;
    for (const variant of variantsOf(each)) byVariant.set(variant, [...(byVariant.get(variant) ?? []), each]);
  }
  return (name) => {
    if (name.length < SHORTEST - 1 || name.length > LONGEST || popular.has(name)) return undefined;
    for (const variant of variantsOf(name)) {
      const found = byVariant.get(variant)?.find((each) => isOneSlip(name, each));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** A name, itself without separators, and itself with each letter taken out. */
function* variantsOf(name: string): Generator<string> {
  yield name;
  yield name.replaceAll(/[-_.]/g, '');
  for (let at = 0; at < name.length; at += 1) yield name.slice(0, at) + name.slice(at + 1);
}

/** One letter more, less or other, two neighbours swapped, or the separators written otherwise. */
function isOneSlip(a: string, b: string): boolean {
  if (a.replaceAll(/[-_.]/g, '') === b.replaceAll(/[-_.]/g, '')) return true;
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  const [restA, restB] = [a.slice(head), b.slice(head)];
  if (restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1)) return true;
  const swapped = `${restA[1] ?? ''}${restA[0] ?? ''}${restA.slice(2)}`;
  return swapped === restB;
}
