import {
  addNumbers,
  compareNumbers,
  divideNumbers,
  fromBigInt,
  isIntegral,
  multiplyNumbers,
  negateNumber,
  partsOf,
  subtractNumbers,
  toBigInt,
} from '../../shared/decimal.ts';
import type { Numeric } from '../../shared/decimal.ts';
import { StructSet, compare, equal, isNumeric } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { NUMBER, SET, binary, failed, unary, wrongType } from './builtin.ts';
import type { Builtin, BuiltinTable } from './builtin.ts';

function minus(context: Context, a: Value, b: Value): Value | undefined {
  if (isNumeric(a)) return isNumeric(b) ? subtractNumbers(a, b) : wrongType(context, 'minus', 2, 'number', b);
  if (!(a instanceof StructSet)) return wrongType(context, 'minus', 1, 'one of {number, set}', a);
  if (!(b instanceof StructSet)) return wrongType(context, 'minus', 2, 'set', b);
  return StructSet.of(a.values().filter((member) => !b.has(member)));
}

function divide(context: Context, a: Value, b: Value): Value | undefined {
  if (!isNumeric(a)) return wrongType(context, 'div', 1, 'number', a);
  if (!isNumeric(b)) return wrongType(context, 'div', 2, 'number', b);
  return compareNumbers(b, 0) === 0 ? failed(context, 'div', 'divide by zero') : divideNumbers(a, b);
}

function remainder(context: Context, a: Value, b: Value): Value | undefined {
  if (!isNumeric(a)) return wrongType(context, 'rem', 1, 'number', a);
  if (!isNumeric(b)) return wrongType(context, 'rem', 2, 'number', b);
  const [ia, ib] = [toBigInt(a), toBigInt(b)];
  if (ia === undefined || ib === undefined) return failed(context, 'rem', 'modulo on floating-point number');
  return ib === 0n ? failed(context, 'rem', 'modulo by zero') : fromBigInt(ia % ib);
}

function multiply(context: Context, a: Value, b: Value): Value | undefined {
  if (!isNumeric(a)) return wrongType(context, 'mul', 1, 'number', a);
  if (!isNumeric(b)) return wrongType(context, 'mul', 2, 'number', b);
  return multiplyNumbers(a, b) ?? failed(context, 'mul', 'number has too many digits');
}

/** Rounds towards −∞ (−1), to nearest with halves away from zero (0), or towards +∞ (1). */
function rounded(value: Numeric, mode: -1 | 0 | 1): Numeric {
  if (isIntegral(value)) return value;
  const [mantissa, exponent] = partsOf(value);
  const unit = 10n ** BigInt(-exponent);
  const whole = mantissa / unit;
  const rest = mantissa % unit;
  if (mode === 0) {
    const doubled = (rest < 0n ? -rest : rest) * 2n;
    return fromBigInt(doubled >= unit ? whole + (rest < 0n ? -1n : 1n) : whole);
  }
  return fromBigInt(mode < 0 ? (rest < 0n ? whole - 1n : whole) : rest > 0n ? whole + 1n : whole);
}

// oxlint-disable-next-line max-params -- name, context and the three operands
function range(name: string, context: Context, from: Value, to: Value, step: Value = 1): Value | undefined {
  for (const [i, value] of [from, to, step].entries()) {
    if (!isNumeric(value)) return wrongType(context, name, i + 1, 'number', value);
    if (!isIntegral(value)) {
      return context.session.fail(
        'eval_type_error',
        `${name}: operand ${i + 1} must be integer number but got floating-point number`,
      );
    }
  }
  const [a, b, s] = [BigInt(from as number), BigInt(to as number), BigInt(step as number)];
  if (s <= 0n) return failed(context, name, 'step must be a positive number above zero');
  const distance = a < b ? b - a : a - b;
  const count = distance / s + 1n;
  const values: Value[] = [];
  for (let i = 0n; i < count; i++) {
    if (i % 1000n === 0n) context.session.charge(count - i < 1000n ? Number(count - i) : 1000);
    values.push(fromBigInt(a < b ? a + i * s : a - i * s));
  }
  return values;
}

function bits(name: string, run: (a: bigint, b: bigint) => bigint, unsignedRight = false): Builtin {
  return (context, a: Value, b: Value) => {
    const operands: bigint[] = [];
    for (const [i, value] of [a, b].entries()) {
      if (!isNumeric(value)) return wrongType(context, name, i + 1, 'number', value);
      if (!isIntegral(value)) {
        const message = `${name}: operand ${i + 1} must be integer number but got floating-point number`;
        return context.session.fail('eval_type_error', message);
      }
      operands.push(BigInt(value));
    }
    const [left = 0n, right = 0n] = operands;
    if (unsignedRight && right < 0n) {
      const message = `${name}: operand 2 must be an unsigned integer number but got a negative integer`;
      return context.session.fail('eval_type_error', message);
    }
    if (unsignedRight && right > 30_000n) return failed(context, name, 'shift is too far');
    return fromBigInt(run(left, right));
  };
}

function negate(context: Context, value: Value): Value | undefined {
  if (!isNumeric(value)) return wrongType(context, 'bits.negate', 1, 'number', value);
  if (isIntegral(value)) return fromBigInt(~BigInt(value));
  const message = 'bits.negate: operand 1 must be integer number but got floating-point number';
  return context.session.fail('eval_type_error', message);
}

function randomBelow(context: Context, key: Value, limit: Value): Value | undefined {
  if (typeof key !== 'string') return wrongType(context, 'rand.intn', 1, 'string', key);
  if (!isNumeric(limit)) return wrongType(context, 'rand.intn', 2, 'number', limit);
  const bound = toBigInt(limit);
  if (bound === undefined) return failed(context, 'rand.intn', 'operand 2 must be an integer');
  if (bound === 0n) return 0;
  const { stable, options } = context.session;
  const name = `rand.intn ${key} ${bound}`;
  const known = stable.get(name);
  if (typeof known === 'number' || typeof known === 'bigint') return known;
  const bytes = options.random.bytes(16);
  const drawn = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const value = fromBigInt(drawn % (bound < 0n ? -bound : bound));
  stable.set(name, value);
  return value;
}

export const numberBuiltins: BuiltinTable = {
  plus: binary('plus', NUMBER, NUMBER, (a, b) => addNumbers(a, b)),
  minus,
  mul: multiply,
  div: divide,
  rem: remainder,
  and: binary('and', SET, SET, (a, b) => StructSet.of(a.values().filter((member) => b.has(member)))),
  or: binary('or', SET, SET, (a, b) => StructSet.of([...a, ...b])),
  equal: (_, a: Value, b: Value) => equal(a, b),
  neq: (_, a: Value, b: Value) => !equal(a, b),
  lt: (_, a: Value, b: Value) => compare(a, b) < 0,
  lte: (_, a: Value, b: Value) => compare(a, b) <= 0,
  gt: (_, a: Value, b: Value) => compare(a, b) > 0,
  gte: (_, a: Value, b: Value) => compare(a, b) >= 0,
  abs: unary('abs', NUMBER, (value) => (compareNumbers(value, 0) < 0 ? negateNumber(value) : value)),
  ceil: unary('ceil', NUMBER, (value) => rounded(value, 1)),
  floor: unary('floor', NUMBER, (value) => rounded(value, -1)),
  round: unary('round', NUMBER, (value) => rounded(value, 0)),
  'numbers.range': (context, a: Value, b: Value) => range('numbers.range', context, a, b),
  // oxlint-disable-next-line max-params -- the builtin has three operands
  'numbers.range_step': (context, a: Value, b: Value, s: Value) => range('numbers.range_step', context, a, b, s),
  'bits.or': bits('bits.or', (a, b) => a | b),
  'bits.and': bits('bits.and', (a, b) => a & b),
  'bits.xor': bits('bits.xor', (a, b) => a ^ b),
  'bits.lsh': bits('bits.lsh', (a, b) => a << b, true),
  'bits.rsh': bits('bits.rsh', (a, b) => a >> b, true),
  'bits.negate': negate,
  'rand.intn': randomBelow,
};
