import type { CallNode } from '../run/ir.ts';
import { Optional, Uint, isMap, sizeOfMap } from '../values.ts';
import type { CelValue } from '../values.ts';
import type { CostModel } from './model.ts';

/** Going through a text costs a tenth of a unit for each character. */
const PER_CHARACTER = 0.1;
const PER_PATTERN_CHARACTER = 0.25;

/** The size that costs are counted by: characters, bytes, items; 1 for everything else. */
export function sizeOf(value: CelValue): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || value instanceof Uint) return 1;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof Optional) return value.value === undefined ? 0 : sizeOf(value.value);
  return isMap(value) ? sizeOfMap(value) : 1;
}

export function walk(size: number): number {
  return Math.ceil(size * PER_CHARACTER);
}

type Operands = readonly CelValue[];
type CallCost = (operands: Operands) => number;

const size = (operands: Operands, i: number): number => sizeOf(operands[i] ?? null);
const wholeFirst: CallCost = (operands) => walk(size(operands, 0));
const shorter: CallCost = (operands) => walk(Math.min(size(operands, 0), size(operands, 1)));
const both: CallCost = (operands) => walk(size(operands, 0) + size(operands, 1));
const product: CallCost = (operands) => walk(size(operands, 0)) * walk(size(operands, 1));
const match: CallCost = (operands) =>
  walk(1 + size(operands, 0)) * Math.ceil(size(operands, 1) * PER_PATTERN_CHARACTER);

/** What overloads cost whose work grows with their operands; every other call costs 1. */
const STANDARD: Readonly<Record<string, CallCost>> = {
  starts_with_string: wholeFirst,
  ends_with_string: wholeFirst,
  string_to_bytes: wholeFirst,
  bytes_to_string: wholeFirst,
  string_format: wholeFirst,
  strings_quote: wholeFirst,
  in_list: (operands) => size(operands, 1),
  less_string: shorter,
  less_equals_string: shorter,
  greater_string: shorter,
  greater_equals_string: shorter,
  less_bytes: shorter,
  less_equals_bytes: shorter,
  greater_bytes: shorter,
  greater_equals_bytes: shorter,
  equals: shorter,
  not_equals: shorter,
  add_string: both,
  add_bytes: both,
  matches: match,
  matches_string: match,
  contains_string: product,
};

/** The costs that Kubernetes counts. */
export const COSTS: CostModel = { callCost };

function callCost({ overloads }: CallNode): number | CallCost {
  const found = overloads.map(({ id }) => (Object.hasOwn(STANDARD, id) ? STANDARD[id] : undefined));
  const [only] = found;
  if (found.length === 1 && only !== undefined) return only;
  if (found.every((cost) => cost === undefined)) return 1;
  const dynamic = found.filter((cost) => cost !== undefined);
  return (operands) => Math.max(1, ...dynamic.map((cost) => cost(operands)));
}
