import type { SecretRule } from '../rule.ts';
import type { Shape } from './shape.ts';

/** A rule as it is written down: what it is about, and the shape that finds it. */
export type Entry = Omit<SecretRule, 'pattern' | 'keywords'> & { readonly shape: Shape };

/** Entries as rules. What a shape allows and what its entry allows add up. */
export function rules(entries: readonly Entry[]): readonly SecretRule[] {
  return entries.map(({ shape, allow, ...about }) => {
    const merged = mergedAllow(shape.allow, allow);
    return {
      ...about,
      pattern: shape.pattern,
      keywords: shape.keywords,
      ...(merged === undefined ? {} : { allow: merged }),
    };
  });
}

function mergedAllow(shape: SecretRule['allow'], entry: SecretRule['allow']): SecretRule['allow'] {
  if (shape === undefined || entry === undefined) return shape ?? entry;
  return {
    ...shape,
    ...entry,
    secret: [...(shape.secret ?? []), ...(entry.secret ?? [])],
    match: [...(shape.match ?? []), ...(entry.match ?? [])],
  };
}
