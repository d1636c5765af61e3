import { baseEcosystem, normaliseName } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';

import type { Doubt, HygieneFacts } from './doubt.ts';
import { popularNames } from './popular.ts';
import { subjectOf } from './sources.ts';

/** Shorter names have too many honest neighbours. */
const SHORTEST = 5;

/** Direct dependencies whose name is one slip of the finger away from a much used one. */
export function* checkLookalikes({ files }: HygieneFacts): Generator<Doubt> {
  for (const { packages } of files) {
    for (const found of packages) {
      if (found.relation === 'transitive' || found.resolved?.kind === 'workspace' || found.resolved?.kind === 'file')
        continue;
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

/** The popular name that a name is one slip away from; undefined for popular names themselves. */
export function lookalikeOf({ ecosystem, name }: Pick<Package, 'ecosystem' | 'name'>): string | undefined {
  const popular = popularNames(baseEcosystem(ecosystem));
  const own = normaliseName(ecosystem, name);
  if (popular.size === 0 || own.length < SHORTEST - 1 || popular.has(own)) return undefined;
  for (const candidate of slipsOf(own)) if (candidate.length >= SHORTEST && popular.has(candidate)) return candidate;
  const bare = withoutSeparators(own);
  for (const each of popular)
    if (each.length >= SHORTEST && each !== own && withoutSeparators(each) === bare) return each;
  return undefined;
}

const withoutSeparators = (name: string): string => name.replaceAll(/[-_.]/g, '');

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789-';

/** Every name that is one letter too many, too few, wrong, or two neighbours swapped away; bounded by the name's length. */
function* slipsOf(name: string): Generator<string> {
  if (name.length > 60) return;
  for (let at = 0; at <= name.length; at += 1) {
    const head = name.slice(0, at);
    const tail = name.slice(at);
    if (tail !== '') yield head + tail.slice(1);
    if (tail.length > 1) yield head + (tail[1] ?? '') + (tail[0] ?? '') + tail.slice(2);
    for (const letter of LETTERS) {
      yield head + letter + tail;
      if (tail !== '') yield head + letter + tail.slice(1);
    }
  }
}
