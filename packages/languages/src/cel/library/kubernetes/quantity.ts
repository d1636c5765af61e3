import { fail } from '../../errors.ts';
import { INT_MAX, INT_MIN, Opaque, doubleOf } from '../../values.ts';
import { intOf } from '../../numbers.ts';
import type { CelValue, Int } from '../../values.ts';
import type { Library } from '../library.ts';

const NANO = 1_000_000_000n;
/** No quantity is larger than this. */
const CAP = INT_MAX * NANO;

/** An amount such as `1.5Gi`, exact to a billionth. */
class Quantity extends Opaque {
  readonly typeName = 'kubernetes.Quantity';
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    super();
    this.nanos = nanos;
  }

  equals(other: Opaque): boolean {
    return other instanceof Quantity && other.nanos === this.nanos;
  }

  text(): string {
    const size = this.nanos < 0n ? -this.nanos : this.nanos;
    const rest =
      size % NANO === 0n
        ? ''
        : `.${String(size % NANO)
            .padStart(9, '0')
            .replace(/0+$/, '')}`;
    return `${this.nanos < 0n ? '-' : ''}${size / NANO}${rest}`;
  }
}

const QUANTITY = /^([+-]?)(\d*)(?:\.(\d*))?(?:([KMGTPE]i)|([numkMGTPE]?)|[eE]([+-]?\d{1,10}))$/;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const MAX_DIGITS = 1_000;

/** Reads a quantity of the Kubernetes API; undefined where the text is none. */
function parse(text: string): Quantity | undefined {
  const match = QUANTITY.exec(text);
  if (match === null || text.length > MAX_DIGITS) return undefined;
  const [, sign, whole = '', fraction = '', binary, decimal = '', exponent] = match;
  if (whole === '' && fraction === '') return undefined;
  const tens = (exponent === undefined ? (DECIMAL[decimal] ?? 0) : Number(exponent)) - fraction.length + 9;
  const factor = binary === undefined ? 1n : 1024n ** BigInt(BINARY.indexOf(binary));
  const size = scaled(BigInt(whole + fraction) * factor, tens);
  return new Quantity(sign === '-' ? -size : size);
}

/** The amount in billionths, what is less rounded up; at most the largest one. */
function scaled(amount: bigint, tens: number): bigint {
  if (amount === 0n) return 0n;
  const digits = String(amount).length;
  if (digits + tens > 40) return CAP;
  if (digits + tens < 0) return 1n;
  const size = tens >= 0 ? amount * 10n ** BigInt(tens) : ceiling(amount, 10n ** BigInt(-tens));
  return size > CAP ? CAP : size;
}

function ceiling(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

function quantity(_: unknown, text: string): Quantity {
  return parse(text) ?? fail('invalid_argument', `${JSON.stringify(text.slice(0, 60))} is no quantity`);
}

function asInt({ nanos }: Quantity): bigint | undefined {
  if (nanos % NANO !== 0n || nanos === CAP || nanos === -CAP) return undefined;
  const value = nanos / NANO;
  return value < INT_MIN || value > INT_MAX ? undefined : value;
}

function asInteger(_: unknown, value: Quantity): Int {
  return intOf(asInt(value) ?? fail('invalid_argument', 'cannot convert value to integer'));
}

function asFloat(_: unknown, { nanos }: Quantity): CelValue {
  return doubleOf(Number(`${nanos}e-9`));
}

function sign(_: unknown, { nanos }: Quantity): number {
  return nanos > 0n ? 1 : nanos < 0n ? -1 : 0;
}

function order(_: unknown, a: Quantity, b: Quantity): number {
  return a.nanos > b.nanos ? 1 : a.nanos < b.nanos ? -1 : 0;
}

/** A factor or divisor, in billionths. */
function nanosOf(other: Quantity | Int): bigint {
  return other instanceof Quantity ? other.nanos : BigInt(other) * NANO;
}

const add = (_: unknown, a: Quantity, b: Quantity | Int): Quantity => new Quantity(a.nanos + nanosOf(b));
const sub = (_: unknown, a: Quantity, b: Quantity | Int): Quantity => new Quantity(a.nanos - nanosOf(b));

/** Amounts of resources. */
export const QUANTITIES: Library = {
  name: 'kubernetes.quantity',
  functions: {
    quantity: [['string_to_quantity', '(string) -> kubernetes.Quantity', quantity]],
    isQuantity: [['is_quantity_string', '(string) -> bool', (_, text: string) => parse(text) !== undefined]],
    sign: [
      ['quantity_sign', '(kubernetes.Quantity) -> int', sign],
      ['quantity_sign_method', 'kubernetes.Quantity.() -> int', sign],
    ],
    isInteger: [
      ['quantity_is_integer', 'kubernetes.Quantity.() -> bool', (_, value: Quantity) => asInt(value) !== undefined],
    ],
    asInteger: [['quantity_get_int', 'kubernetes.Quantity.() -> int', asInteger]],
    asApproximateFloat: [['quantity_get_float', 'kubernetes.Quantity.() -> double', asFloat]],
    add: [
      ['quantity_add', 'kubernetes.Quantity.(kubernetes.Quantity) -> kubernetes.Quantity', add],
      ['quantity_add_int', 'kubernetes.Quantity.(int) -> kubernetes.Quantity', add],
    ],
    sub: [
      ['quantity_sub', 'kubernetes.Quantity.(kubernetes.Quantity) -> kubernetes.Quantity', sub],
      ['quantity_sub_int', 'kubernetes.Quantity.(int) -> kubernetes.Quantity', sub],
    ],
    isGreaterThan: [
      [
        'quantity_is_greater_than',
        'kubernetes.Quantity.(kubernetes.Quantity) -> bool',
        (_, a: Quantity, b: Quantity) => a.nanos > b.nanos,
      ],
    ],
    isLessThan: [
      [
        'quantity_is_less_than',
        'kubernetes.Quantity.(kubernetes.Quantity) -> bool',
        (_, a: Quantity, b: Quantity) => a.nanos < b.nanos,
      ],
    ],
    compareTo: [['quantity_compare_to', 'kubernetes.Quantity.(kubernetes.Quantity) -> int', order]],
  },
};
