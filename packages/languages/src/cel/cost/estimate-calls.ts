import type { CallNode } from '../run/ir.ts';
import type { CelType } from '../types.ts';
import type { Range } from './estimate.ts';
import { AUTHORIZATION, PER_PATTERN_CHARACTER, selectorCost, walk } from './sizes.ts';

type Types = readonly (CelType | undefined)[];
/** The cost of a call whose operands have these sizes. */
type Formula = (sizes: readonly [number, number, items: number], types: Types) => number;

const isText = (type: CelType | undefined): boolean =>
  type === undefined || type.kind === 'string' || type.kind === 'bytes' || type.kind === 'dyn';

const first: Formula = ([a]) => walk(a);
const twice: Formula = ([a]) => walk(a * 2);
const firstIfText: Formula = ([a], [type]) => (isText(type) ? walk(a) : 1);
const shorter: Formula = ([a, b]) => walk(Math.min(a, b));
const order: Formula = ([a, b], [left, right]) => (isText(left) && isText(right) ? walk(Math.min(a, b)) : 1);
const match: Formula = ([a, b]) => product(walk(1 + a), walk(b, PER_PATTERN_CHARACTER));
const through: Formula = ([a, , items], [type]) => {
  if (type?.kind === 'string') return walk(a);
  return product(a, isText(type?.params[0]) ? 1 + walk(items) : 1);
};

function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

const FORMULAS: Readonly<Record<string, Formula>> = {
  startsWith: first,
  endsWith: first,
  bytes: firstIfText,
  string: ([a], [type]) => (type?.kind === 'bytes' || type?.kind === 'dyn' ? Math.max(1, walk(a)) : 1),
  format: first,
  'strings.quote': first,
  '@in': ([, b], [, type]) => (type?.kind === 'map' ? 1 : b),
  '_<_': order,
  '_<=_': order,
  '_>_': order,
  '_>=_': order,
  '_==_': ([a, b], [type]) => (type?.kind === 'opaque' ? 1 : walk(Math.min(a, b))),
  '_!=_': shorter,
  '_+_': ([a, b], [type]) => (isText(type) ? walk(a + b) : 1),
  matches: match,
  contains: ([a, b]) => product(walk(a), walk(b)),
  check: () => AUTHORIZATION,
  fieldSelector: ([, b]) => selectorCost(b),
  labelSelector: ([, b]) => selectorCost(b),
  isSorted: through,
  sum: through,
  max: through,
  min: through,
  indexOf: through,
  lastIndexOf: through,
  url: first,
  lowerAscii: first,
  upperAscii: first,
  substring: first,
  trim: first,
  'jsonpatch.escapeKey': first,
  replace: twice,
  split: twice,
  join: ([a, b, items]) => walk((product(a, items) + product(Math.max(0, a - 1), b)) * 2),
  find: match,
  findAll: match,
  cidr: first,
  isIP: first,
  isCIDR: first,
  ip: firstIfText,
  'ip.isCanonical': twice,
  quantity: first,
  isQuantity: first,
  semver: first,
  isSemver: first,
  validate: ([, b]) => product(walk(1 + b), 250),
};

/** Comparing the bytes of addresses: 4 of IPv4, 16 of IPv6. */
const ADDRESS: Range = { min: 1, max: 4 };
const ADDRESSES: Readonly<Record<string, Range>> = {
  containsIP: ADDRESS,
  containsCIDR: { min: ADDRESS.min + 2, max: ADDRESS.max + 3 },
};

/** From the least to the most that a call costs, its operands not counted. `items` is the size of a list's items. */
// oxlint-disable-next-line max-params -- what is known of a call
export function estimateCall({ name }: CallNode, sizes: readonly Range[], types: Types, items: Range): Range {
  const least = at(sizes, items, 'min');
  const most = at(sizes, items, 'max');
  if (Object.hasOwn(ADDRESSES, name)) {
    const { min, max } = ADDRESSES[name] ?? ADDRESS;
    const isString = types[1]?.kind === 'string';
    return { min: min + (isString ? walk(least[1]) : 0), max: max + (isString ? walk(most[1]) : 0) };
  }
  const formula = Object.hasOwn(FORMULAS, name) ? FORMULAS[name] : undefined;
  return formula === undefined ? { min: 1, max: 1 } : { min: formula(least, types), max: formula(most, types) };
}

function at(sizes: readonly Range[], items: Range, end: 'min' | 'max'): [number, number, number] {
  return [sizes[0]?.[end] ?? 0, sizes[1]?.[end] ?? 0, items[end]];
}

const SAME_SIZE = new Set(['lowerAscii', 'upperAscii', 'url', 'jsonpatch.escapeKey', 'sort', 'reverse', 'dyn']);
const SMALLER = new Set(['substring', 'trim', 'find', 'findAll', 'split', 'distinct', 'slice']);

/** The size of a call's result, where it is known. */
export function sizeAfter(name: string, sizes: readonly Range[]): Range | undefined {
  const [a, b, c] = sizes;
  if (a === undefined) return undefined;
  if (SAME_SIZE.has(name)) return a;
  if (SMALLER.has(name)) return { min: 0, max: a.max };
  if (name === '_+_' && b !== undefined) return { min: a.min + b.min, max: a.max + b.max };
  if (name === 'replace' && b !== undefined && c !== undefined)
    return { min: 0, max: a.max + product(a.max + 1, c.max) };
  return undefined;
}
