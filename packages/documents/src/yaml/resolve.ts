import { exactInteger } from '../integer.ts';
import type { Scalar } from '../source.ts';

/**
 * Plain scalars mean what Go's yaml.v3 makes of them, which is what the field's tools show: YAML 1.2's core schema,
 * with YAML 1.1's octal (0644), binary and underscored numbers; `yes` and `on` are strings. Dates stay strings.
 */

const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;

/** The value of a plain scalar. */
export function resolvePlain(text: string): Scalar {
  const first = text.charCodeAt(0);
  const digitLike = (first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b || first === 0x2e;
  if (digitLike) {
    const number = numberOf(text);
    if (number !== undefined) return number;
  }
  const word = text.length <= 5 ? WORDS.get(text) : undefined;
  return word === undefined ? text : word;
}

type Convert = (value: Scalar, text: string) => Scalar | undefined;

/** What the tags of the core schema make of a scalar; undefined where the text does not fit the tag. */
const TAGGED: ReadonlyMap<string, Convert> = new Map<string, Convert>([
  ['!!int', (value) => (typeof value === 'bigint' || Number.isInteger(value) ? value : undefined)],
  ['!!float', (value) => (typeof value === 'bigint' || typeof value === 'number' ? Number(value) : undefined)],
  ['!!bool', (value, text) => (typeof value === 'boolean' ? value : legacyBoolean(text))],
  ['!!null', (value) => (value === null ? null : undefined)],
]);

/** The value of a scalar with an explicit tag (`!!int`); any tag that is not of the core schema gives a string. */
export function resolveTagged(tag: string, text: string): Scalar | undefined {
  const convert = TAGGED.get(tag);
  return convert === undefined ? text : convert(resolvePlain(text), text);
}

function legacyBoolean(text: string): boolean | undefined {
  if (/^(?:y|yes|on)$/i.test(text)) return true;
  return /^(?:n|no|off)$/i.test(text) ? false : undefined;
}

function numberOf(text: string): number | bigint | undefined {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  if (INTEGER.test(plain)) return integerOf(plain);
  return FLOAT.test(plain) ? Number(plain) : undefined;
}

function integerOf(text: string): number | bigint {
  const digits = text.replace(/^[-+]/, '').toLowerCase();
  const value = exactInteger(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits, text.startsWith('-'));
  return value === 0 ? 0 : value;
}
