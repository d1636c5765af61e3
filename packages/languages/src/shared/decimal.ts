/**
 * Numbers without loss: a double where a double holds the number exactly as written, a `bigint` for larger
 * integers, a `Decimal` for fractions that no double holds. Every function returns the smallest of the three.
 */

/** A number as mantissa × 10^exponent; only where neither a double nor a bigint holds it. */
export class Decimal {
  readonly mantissa: bigint;
  readonly exponent: number;

  constructor(mantissa: bigint, exponent: number) {
    this.mantissa = mantissa;
    this.exponent = exponent;
  }
}

export type Numeric = number | bigint | Decimal;

/** More digits than this are refused: arithmetic on them would be a way to exhaust the process. */
const MAX_NUMBER_DIGITS = 10_000;

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Reads a JSON number without loss; undefined where the text is none or has too many digits. */
export function parseNumber(text: string): Numeric | undefined {
  if (text.length < 16) {
    const quick = Number(text);
    if (Number.isSafeInteger(quick) && /^-?\d+$/.test(text)) return quick === 0 ? 0 : quick;
  }
  const match = NUMBER.exec(text);
  if (match === null || text.length > MAX_NUMBER_DIGITS) return undefined;
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText) - fraction.length;
  if (Math.abs(exponent) > MAX_NUMBER_DIGITS) return undefined;
  const digits = BigInt(whole + fraction);
  return normalise(sign === '-' ? -digits : digits, exponent);
}

/** The smallest representation of mantissa × 10^exponent. */
export function normalise(mantissa: bigint, exponent: number): Numeric {
  if (mantissa === 0n) return 0;
  let m = mantissa;
  let e = exponent;
  while (e < 0 && m % 10n === 0n) {
    m /= 10n;
    e++;
  }
  if (e >= 0) return fromBigInt(m * 10n ** BigInt(e));
  const double = Number(`${m}e${e}`);
  if (Number.isFinite(double)) {
    const [dm, de] = partsOf(double);
    if (dm === m && de === e) return double;
  }
  return new Decimal(m, e);
}

/** A double for a safe integer, else the bigint itself. */
export function fromBigInt(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** Mantissa and (never positive) exponent of a number, from the shortest text of a double. */
// oxlint-disable-next-line complexity -- one arm for each form of a number
export function partsOf(value: Numeric): [mantissa: bigint, exponent: number] {
  if (typeof value === 'bigint') return [value, 0];
  if (value instanceof Decimal) return [value.mantissa, value.exponent];
  if (Number.isInteger(value)) return [BigInt(value), 0];
  const match = NUMBER.exec(String(value));
  if (match === null) return [0n, 0];
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
  let mantissa = BigInt(whole + fraction);
  let exponent = Number(exponentText) - fraction.length;
  while (exponent < 0 && mantissa !== 0n && mantissa % 10n === 0n) {
    mantissa /= 10n;
    exponent++;
  }
  if (sign === '-') mantissa = -mantissa;
  return exponent > 0 ? [mantissa * 10n ** BigInt(exponent), 0] : [mantissa, exponent];
}

function aligned(a: Numeric, b: Numeric): [bigint, bigint, number] {
  const [ma, ea] = partsOf(a);
  const [mb, eb] = partsOf(b);
  const e = Math.min(ea, eb);
  return [ma * 10n ** BigInt(ea - e), mb * 10n ** BigInt(eb - e), e];
}

/** The order of two numbers by value: negative, zero or positive. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  if (!(a instanceof Decimal) && !(b instanceof Decimal)) return a < b ? -1 : a > b ? 1 : 0;
  const [ma, mb] = aligned(a, b);
  return ma < mb ? -1 : ma > mb ? 1 : 0;
}

/** a + b, exactly. */
export function addNumbers(a: Numeric, b: Numeric): Numeric {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum) && Number.isSafeInteger(a) && Number.isSafeInteger(b)) return sum;
  }
  const [ma, mb, e] = aligned(a, b);
  return normalise(ma + mb, e);
}

/** a − b, exactly. */
export function subtractNumbers(a: Numeric, b: Numeric): Numeric {
  return addNumbers(a, negateNumber(b));
}

export function negateNumber(value: Numeric): Numeric {
  if (typeof value === 'number') return value === 0 ? 0 : -value;
  return typeof value === 'bigint' ? fromBigInt(-value) : new Decimal(-value.mantissa, value.exponent);
}

/** a × b, exactly; undefined where the product has too many digits. */
export function multiplyNumbers(a: Numeric, b: Numeric): Numeric | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product) && Number.isInteger(a) && Number.isInteger(b)) return product === 0 ? 0 : product;
  }
  const [ma, ea] = partsOf(a);
  const [mb, eb] = partsOf(b);
  if (bits(ma) + bits(mb) > MAX_NUMBER_DIGITS * 4 || ea + eb < -MAX_NUMBER_DIGITS) return undefined;
  return normalise(ma * mb, ea + eb);
}

function bits(value: bigint): number {
  return value.toString(16).length * 4;
}

/** a ÷ b: exact where the quotient is an integer, else to the precision of a double. `b` is not zero. */
export function divideNumbers(a: Numeric, b: Numeric): Numeric {
  if (typeof a === 'number' && typeof b === 'number') {
    const quotient = a / b;
    if (!Number.isInteger(quotient) || Number.isSafeInteger(quotient)) return quotient === 0 ? 0 : quotient;
  }
  const [ma, mb] = aligned(a, b);
  if (ma % mb === 0n) return fromBigInt(ma / mb);
  const scaled = normalise((ma * 10n ** 20n) / mb, -20);
  return Number.isFinite(toDouble(scaled)) ? toDouble(scaled) : scaled;
}

export function toDouble(value: Numeric): number {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : Number(`${value.mantissa}e${value.exponent}`);
}

export function isIntegral(value: Numeric): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

/** The integer as a bigint; undefined where the number is none. */
export function toBigInt(value: Numeric): bigint | undefined {
  return isIntegral(value) ? BigInt(value) : undefined;
}

/** The JSON text of a number: the digits as written, no exponent for integers. */
export function numberText(value: Numeric): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') {
    if (Number.isInteger(value) && Math.abs(value) >= 1e21) return BigInt(value).toString();
    return exponentForm(String(value));
  }
  const negative = value.mantissa < 0n;
  const digits = (negative ? -value.mantissa : value.mantissa).toString().padStart(1 - value.exponent, '0');
  const point = digits.length + value.exponent;
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Go writes at least two digits of an exponent. */
function exponentForm(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}
