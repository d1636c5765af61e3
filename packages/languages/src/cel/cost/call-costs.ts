import { Format } from '../library/kubernetes/formats.ts';
import type { CallNode } from '../run/ir.ts';
import { Opaque, entriesOf, isMap } from '../values.ts';
import type { CelValue } from '../values.ts';
import type { CostModel } from './model.ts';
import { AUTHORIZATION, PER_CHARACTER, PER_PATTERN_CHARACTER, selectorCost, sizeOf, walk } from './sizes.ts';

type Operands = readonly CelValue[];
type CallCost = (operands: Operands) => number;

const size = (operands: Operands, i: number): number => sizeOf(operands[i] ?? null);
const isText = (value: CelValue | undefined): boolean => typeof value === 'string' || value instanceof Uint8Array;

const first: CallCost = (operands) => walk(size(operands, 0));
const firstTwice: CallCost = (operands) => walk(size(operands, 0) * 2);
const shorter: CallCost = (operands) => walk(Math.min(size(operands, 0), size(operands, 1)));
const firstIfText: CallCost = (operands) => (isText(operands[0]) ? first(operands) : 1);
const order: CallCost = (operands) => (isText(operands[0]) && isText(operands[1]) ? shorter(operands) : 1);
const match: CallCost = (operands) => walk(1 + size(operands, 0)) * walk(size(operands, 1), PER_PATTERN_CHARACTER);

/** No evaluation may cost as much; a value that holds another one twice could be gone through without end. */
const MOST = 50_000_000;

/** What it costs to go through a value, whatever is inside. */
function traversal(value: CelValue, spent = { cost: 0 }): number {
  if (spent.cost > MOST) return spent.cost;
  if (typeof value === 'string' || value instanceof Uint8Array) spent.cost += Math.floor(value.length * PER_CHARACTER);
  else if (Array.isArray(value)) for (const item of value as Operands) traversal(item, spent);
  else if (typeof value === 'object' && value !== null && isMap(value)) {
    for (const [key, item] of entriesOf(value)) {
      traversal(key, spent);
      traversal(item, spent);
    }
  } else spent.cost += 1;
  return spent.cost;
}

const through: CallCost = ([list]) => traversal(list ?? null);

function joinCost([list, separator]: Operands): number {
  const items = Array.isArray(list) ? (list as Operands) : [];
  const length = items.reduce((sum: number, item) => sum + sizeOf(item), 0);
  const between = typeof separator === 'string' ? separator.length * Math.max(0, items.length - 1) : 0;
  return walk((length + between) * 2);
}

/** Comparing bytes up to the prefix, and reading the other side where it is text. */
function containsIp(operands: Operands): number {
  return walk(size(operands, 0) * 2) + (typeof operands[1] === 'string' ? walk(size(operands, 1)) : 0);
}

function selector([, text]: Operands): number {
  return selectorCost(sizeOf(text ?? ''));
}

function validation([format, text]: Operands): number {
  const pattern = format instanceof Format ? format.patternLength : 60;
  return walk(1 + sizeOf(text ?? '')) * walk(pattern, PER_PATTERN_CHARACTER);
}

/** What calls cost whose work grows with their operands, and the authorizer's; every other call costs 1. */
const CALLS: Readonly<Record<string, number | CallCost>> = {
  startsWith: first,
  endsWith: first,
  bytes: firstIfText,
  string: ([value]) => (value instanceof Uint8Array ? walk(value.length) : 1),
  format: first,
  'strings.quote': first,
  '@in': ([, list]) => (Array.isArray(list) ? list.length : 1),
  '_<_': order,
  '_<=_': order,
  '_>_': order,
  '_>=_': order,
  '_==_': (operands) => (operands[0] instanceof Opaque ? 1 : shorter(operands)),
  '_!=_': shorter,
  '_+_': (operands) => (isText(operands[0]) ? walk(size(operands, 0) + size(operands, 1)) : 1),
  matches: match,
  contains: (operands) => walk(size(operands, 0)) * walk(size(operands, 1)),
  check: AUTHORIZATION,
  fieldSelector: selector,
  labelSelector: selector,
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
  replace: firstTwice,
  split: firstTwice,
  join: joinCost,
  find: match,
  findAll: match,
  cidr: first,
  isIP: first,
  isCIDR: first,
  ip: firstIfText,
  'ip.isCanonical': firstTwice,
  containsIP: containsIp,
  containsCIDR: (operands) => containsIp(operands) + walk(size(operands, 0)) + 1,
  quantity: first,
  isQuantity: first,
  semver: first,
  isSemver: first,
  validate: validation,
};

/** The costs that Kubernetes counts. */
export const COSTS: CostModel = {
  callCost({ name, args }: CallNode): number | CallCost {
    const cost = Object.hasOwn(CALLS, name) ? (CALLS[name] ?? 1) : 1;
    // A comparison with a constant that has no length costs the same whatever the other side is.
    const scalar = args.some(
      (arg) =>
        arg.n === 'const' && (typeof arg.value !== 'object' || arg.value === null) && typeof arg.value !== 'string',
    );
    return scalar && /^_(?:[<>]=?|[=!]=)_$/.test(name) ? 1 : cost;
  },
};
