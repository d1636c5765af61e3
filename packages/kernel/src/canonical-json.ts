/**
 * JSON Canonicalization Scheme (RFC 8785): members sorted by UTF-16 code units, no white space,
 * numbers as ECMAScript prints them. Two equal values have equal bytes, so a digest can stand for a value.
 */

import { defineErrors } from './errors.ts';

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

export const canonicalJsonErrors = defineErrors('kernel', {
  NOT_JSON: {
    message: '{what} has no JSON form',
    next: 'Pass finite numbers, strings without lone surrogates, arrays and plain objects.',
    exit: 5,
  },
});

export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value as Record<string, unknown>);
  throw canonicalJsonErrors.NOT_JSON({ what: `a ${typeof value}` });
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw canonicalJsonErrors.NOT_JSON({ what: String(value) });
  return JSON.stringify(value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw canonicalJsonErrors.NOT_JSON({ what: 'a string with a lone surrogate' });
  return JSON.stringify(value);
}

function canonicalObject(value: Record<string, unknown>): string {
  // Array.prototype.sort without a comparator orders by UTF-16 code units, which is what RFC 8785 3.2.3 asks for.
  const names = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort();
  return `{${names.map((name) => `${canonicalString(name)}:${canonicalJson(value[name])}`).join(',')}}`;
}
