/** Longer integers than any real one, of which the conversion to a bigint would take long, become doubles. */
const MOST_DIGITS = 4096;

/**
 * The exact value of an integer: a number where a double holds it, else a bigint. `digits` is what JavaScript takes
 * for a number (`0x1f`, `0o17`, `0b11` included) without a sign.
 */
export function exactInteger(digits: string, negative: boolean): number | bigint {
  const double = Number(digits);
  if (Number.isSafeInteger(double) || digits.length > MOST_DIGITS) return negative ? -double : double;
  return negative ? -BigInt(digits) : BigInt(digits);
}
