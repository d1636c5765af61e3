import { Cidr } from '../library/kubernetes/addresses.ts';
import { Opaque, Optional, Uint, isMap, sizeOfMap } from '../values.ts';
import type { CelValue } from '../values.ts';

/** Going through a text costs a tenth of a unit for each character. */
export const PER_CHARACTER = 0.1;
export const PER_PATTERN_CHARACTER = 0.25;
/** So much that an expression can ask the authorizer twice. */
export const AUTHORIZATION = 350_000;

/** The size that costs are counted by: characters, bytes, items; 1 for everything else. */
export function sizeOf(value: CelValue): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || value instanceof Uint) return 1;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof Optional) return value.value === undefined ? 0 : sizeOf(value.value);
  if (value instanceof Opaque) return value instanceof Cidr ? Math.ceil(value.prefix / 8) : 1;
  return isMap(value) ? sizeOfMap(value) : 1;
}

/** What it costs to go through that much. */
export function walk(size: number, factor = PER_CHARACTER): number {
  return Math.ceil(size * factor);
}

/** Reading a selector makes a list of requirements. */
export function selectorCost(length: number): number {
  return 10 + walk(length) + Math.ceil(walk(length, 0.5) * 50);
}
