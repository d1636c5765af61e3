import { fail } from '../../errors.ts';
import { intOf } from '../../numbers.ts';
import { Opaque } from '../../values.ts';
import type { CelValue } from '../../values.ts';
import type { Library, OverloadSpec } from '../library.ts';

class Semver extends Opaque {
  readonly typeName = 'kubernetes.Semver';
  readonly numbers: readonly bigint[];
  readonly pre: readonly string[];
  readonly source: string;

  constructor(numbers: readonly bigint[], pre: readonly string[], source: string) {
    super();
    this.numbers = numbers;
    this.pre = pre;
    this.source = source;
  }

  equals(other: Opaque): boolean {
    return other instanceof Semver && order(this, other) === 0;
  }

  text(): string {
    return this.source;
  }
}

const NUMBER = String.raw`(0|[1-9]\d*)`;
const WORDS = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
// oxlint-disable-next-line house/no-dynamic-regexp -- made of the two constants above
const SEMVER = new RegExp(String.raw`^${NUMBER}\.${NUMBER}\.${NUMBER}(?:-(${WORDS}))?(?:\+${WORDS})?$`);
const MAX_LENGTH = 1_000;
const MAX_PART = 2n ** 64n - 1n;

/** Reads a version of semver.org; undefined where the text is none. */
function parse(text: string, normalize: boolean): Semver | undefined {
  const full = normalize ? normalized(text) : text;
  const match = full === undefined || full.length > MAX_LENGTH ? null : SEMVER.exec(full);
  if (match === null) return undefined;
  const numbers = match.slice(1, 4).map(BigInt);
  const pre = match[4]?.split('.') ?? [];
  if (numbers.some((number) => number > MAX_PART) || pre.some((part) => /^0\d+$/.test(part))) return undefined;
  return new Semver(numbers, pre, full ?? '');
}

/** Without a `v` and leading zeros, with all three numbers. */
function normalized(text: string): string | undefined {
  const [major = '', minor, ...rest] = text.replace(/^v/, '').split('.');
  const parts = [major, ...(minor === undefined ? [] : [minor]), ...(rest.length === 0 ? [] : [rest.join('.')])];
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? '')) return undefined;
  const bare = parts.map((part) => (part.length > 1 ? part.replace(/^0+(?=\d)/, '').replace(/^(?!\d)/, '0') : part));
  while (bare.length < 3) bare.push('0');
  return bare.join('.');
}

function order(a: Semver, b: Semver): number {
  for (const [i, number] of a.numbers.entries()) {
    const other = b.numbers[i] ?? 0n;
    if (number !== other) return number > other ? 1 : -1;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  for (let i = 0; i < Math.min(a.pre.length, b.pre.length); i++) {
    const found = orderOfParts(a.pre[i] ?? '', b.pre[i] ?? '');
    if (found !== 0) return found;
  }
  return Math.sign(a.pre.length - b.pre.length);
}

function orderOfParts(a: string, b: string): number {
  if (a === b) return 0;
  const [isNumber, otherIs] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && otherIs) return BigInt(a) > BigInt(b) ? 1 : -1;
  if (isNumber !== otherIs) return isNumber ? -1 : 1;
  return a > b ? 1 : -1;
}

function semver(_: unknown, text: string, normalize = false): Semver {
  return (
    parse(text, normalize) ?? fail('invalid_argument', `${JSON.stringify(text.slice(0, 60))} is no semantic version`)
  );
}

function part(name: string, i: number): OverloadSpec[] {
  return [
    [`semver_${name}`, 'kubernetes.Semver.() -> int', (_, { numbers }: Semver): CelValue => intOf(numbers[i] ?? 0n)],
  ];
}

/** Semantic versions. */
export const SEMVERS: Library = {
  name: 'kubernetes.semver',
  functions: {
    semver: [
      ['string_to_semver', '(string) -> kubernetes.Semver', semver],
      ['string_bool_to_semver', '(string, bool) -> kubernetes.Semver', semver],
    ],
    isSemver: [
      ['is_semver_string', '(string) -> bool', (_, text: string) => parse(text, false) !== undefined],
      [
        'is_semver_string_bool',
        '(string, bool) -> bool',
        (_, text: string, normalize: boolean) => parse(text, normalize) !== undefined,
      ],
    ],
    isGreaterThan: [
      [
        'semver_is_greater_than',
        'kubernetes.Semver.(kubernetes.Semver) -> bool',
        (_, a: Semver, b: Semver) => order(a, b) > 0,
      ],
    ],
    isLessThan: [
      [
        'semver_is_less_than',
        'kubernetes.Semver.(kubernetes.Semver) -> bool',
        (_, a: Semver, b: Semver) => order(a, b) < 0,
      ],
    ],
    compareTo: [
      ['semver_compare_to', 'kubernetes.Semver.(kubernetes.Semver) -> int', (_, a: Semver, b: Semver) => order(a, b)],
    ],
    major: part('major', 0),
    minor: part('minor', 1),
    patch: part('patch', 2),
  },
};
