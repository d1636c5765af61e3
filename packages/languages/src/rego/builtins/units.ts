import { isIntegral, multiplyNumbers, normalise, parseNumber, partsOf } from '../../shared/decimal.ts';
import type { Numeric } from '../../shared/decimal.ts';
import type { Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { STRING, failed, isString, unary, wrongType } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';

const DECIMAL: Readonly<Record<string, number>> = { k: 3, m: 6, g: 9, t: 12, p: 15, e: 18 };
const BINARY: Readonly<Record<string, number>> = { ki: 10, mi: 20, gi: 30, ti: 40, pi: 50, ei: 60 };

function scaled(number: Numeric, unit: string): Numeric | undefined {
  const tens = DECIMAL[unit];
  if (tens !== undefined) return multiplyNumbers(number, 10 ** tens);
  const twos = BINARY[unit];
  return twos === undefined ? undefined : multiplyNumbers(number, 2 ** twos);
}

interface Amount {
  readonly number: Numeric;
  readonly unit: string;
}

/** `12.5Ki` as number and unit, or what is wrong with it. */
function amountOf(text: string): Amount | string {
  const plain = text.replaceAll('"', '');
  if (plain === '') return 'no amount provided';
  if (/\s/.test(plain)) return 'spaces not allowed in resource strings';
  const match = /^([+-]?[0-9.]*(?:[eE][+-]?[0-9]+)?)(.*)$/s.exec(plain);
  const [, digits = '', unit = ''] = match ?? [];
  if (digits === '') return 'no amount provided';
  const number = parseNumber(
    digits
      .replace(/^\+/, '')
      .replace(/^(-?)\./, '$10.')
      .replace(/\.(?=$|[eE])/, ''),
  );
  return number === undefined ? 'could not parse amount to a number' : { number, unit };
}

function parse(text: string, context: Context): Value | undefined {
  const amount = amountOf(text);
  if (isString(amount)) return failed(context, 'units.parse', amount);
  const { number, unit } = amount;
  if (unit === '') return number;
  if (unit === 'm') {
    const [mantissa, exponent] = partsOf(number);
    return normalise(mantissa, exponent - 3);
  }
  return scaled(number, unit.toLowerCase()) ?? failed(context, 'units.parse', `unit ${unit} not recognized`);
}

function parseBytes(text: string, context: Context): Value | undefined {
  const amount = amountOf(text.toLowerCase());
  if (isString(amount)) return failed(context, 'units.parse_bytes', `parse_bytes: ${amount}`);
  const unit = amount.unit.replace(/b$/, '');
  const result = amount.unit === '' || unit === '' ? amount.number : scaled(amount.number, unit);
  if (result === undefined) return failed(context, 'units.parse_bytes', `byte unit ${amount.unit} not recognized`);
  if (isIntegral(result)) return result;
  const [mantissa, exponent] = partsOf(result);
  return normalise(mantissa / 10n ** BigInt(-exponent), 0);
}

interface SemVer {
  readonly numbers: readonly bigint[];
  readonly pre: readonly string[];
}

function semverOf(text: string): SemVer | undefined {
  const match = /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text);
  if (match === null || text.length > 256) return undefined;
  return { numbers: match.slice(1, 4).map((part) => BigInt(part)), pre: match[4]?.split('.') ?? [] };
}

function compareIdentifiers(a: string, b: string): number {
  const numericA = /^\d+$/.test(a);
  const numericB = /^\d+$/.test(b);
  if (numericA && numericB) return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
  if (numericA !== numericB) return numericA ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareVersions(a: SemVer, b: SemVer): number {
  for (const [i, number] of a.numbers.entries()) {
    const other = b.numbers[i] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  for (let i = 0; i < Math.min(a.pre.length, b.pre.length); i++) {
    const order = compareIdentifiers(a.pre[i] ?? '', b.pre[i] ?? '');
    if (order !== 0) return order;
  }
  return Math.sign(a.pre.length - b.pre.length);
}

function semverCompare(context: Context, a: Value, b: Value): Value | undefined {
  const versions: SemVer[] = [];
  for (const [i, text] of [a, b].entries()) {
    if (!isString(text)) return wrongType(context, 'semver.compare', i + 1, 'string', text);
    const version = semverOf(text);
    if (version === undefined)
      return failed(context, 'semver.compare', `operand ${i + 1}: string "${text}" is not a valid SemVer`);
    versions.push(version);
  }
  return compareVersions(versions[0] as SemVer, versions[1] as SemVer);
}

export const unitBuiltins: BuiltinTable = {
  'units.parse': unary('units.parse', STRING, parse),
  'units.parse_bytes': unary('units.parse_bytes', STRING, parseBytes),
  'semver.compare': semverCompare,
  'semver.is_valid': (_, value: Value) => isString(value) && semverOf(value) !== undefined,
};
