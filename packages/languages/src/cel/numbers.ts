import { fail } from './errors.ts';
import { Double, INT_MAX, INT_MIN, UINT_MAX, Uint, doubleOf } from './values.ts';
import type { CelValue, Int } from './values.ts';

/** The one form of a 64-bit integer: a number up to 2^53. An `overflow` where 64 bits do not hold it. */
export function intOf(value: bigint): Int {
  if (value >= -9007199254740991n && value <= 9007199254740991n) return Number(value);
  return value < INT_MIN || value > INT_MAX ? fail('overflow', 'int64 overflow') : value;
}

export function uintOf(value: bigint): Uint {
  if (value < 0n || value > UINT_MAX) fail('overflow', 'uint64 overflow');
  return new Uint(value <= 9007199254740991n ? Number(value) : value);
}

/** The number in a double. */
export function toNumber(value: number | Double): number {
  return typeof value === 'number' ? value : value.value;
}

export function addInts(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return intOf(BigInt(a) + BigInt(b));
}

export function subtractInts(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return intOf(BigInt(a) - BigInt(b));
}

export function multiplyInts(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
  }
  return intOf(BigInt(a) * BigInt(b));
}

/** Integer division toward zero. */
export function divideInts(a: Int, b: Int): Int {
  if (b === 0) fail('divide_by_zero', 'division by zero');
  if (typeof a === 'number' && typeof b === 'number') {
    const quotient = Math.trunc(a / b);
    return quotient === 0 ? 0 : quotient;
  }
  return intOf(BigInt(a) / BigInt(b));
}

export function moduloInts(a: Int, b: Int): Int {
  if (b === 0) fail('divide_by_zero', 'modulus by zero');
  if (typeof a === 'number' && typeof b === 'number') {
    const rest = a % b;
    return rest === 0 ? 0 : rest;
  }
  return intOf(BigInt(a) % BigInt(b));
}

export function negateInt(a: Int): Int {
  if (typeof a === 'number') return a === 0 ? 0 : -a;
  return intOf(-a);
}

/** Two unsigned integers through an operation on bigints. */
export function onUints(a: Uint, b: Uint, run: (a: bigint, b: bigint) => bigint): Uint {
  return uintOf(run(BigInt(a.value), BigInt(b.value)));
}

export function divideUints(a: Uint, b: Uint): Uint {
  if (b.value === 0) fail('divide_by_zero', 'division by zero');
  return onUints(a, b, (x, y) => x / y);
}

export function moduloUints(a: Uint, b: Uint): Uint {
  if (b.value === 0) fail('divide_by_zero', 'modulus by zero');
  return onUints(a, b, (x, y) => x % y);
}

/** A double as an integer, its fraction cut off. */
export function doubleToInt(value: number | Double): Int {
  const number = toNumber(value);
  if (!(number > -9223372036854775808 && number < 9223372036854775808)) fail('overflow', 'range error: double to int');
  return intOf(BigInt(Math.trunc(number)));
}

export function doubleToUint(value: number | Double): Uint {
  const number = toNumber(value);
  if (!(number > -1 && number < 18446744073709551616) || number < 0) fail('overflow', 'range error: double to uint');
  return uintOf(BigInt(Math.trunc(number)));
}

export function intToDouble(value: Int): number | Double {
  return doubleOf(Number(value));
}

/** The numeric value of any number, in a form that `<` and `==` of JavaScript compare exactly; undefined for others. */
export function numeric(value: CelValue): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Uint) return value.value;
  return value instanceof Double ? value.value : undefined;
}
