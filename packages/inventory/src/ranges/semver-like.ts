import type { Comparator } from './range.ts';

/** How an ecosystem with SemVer-like ranges differs from npm. */
export interface SemverDialect {
  /** What a bare version means: itself, or everything compatible (Cargo). */
  readonly bare: '=' | '^';
  /** `~1.2` allows `1.9` (Composer, as `~>` elsewhere) instead of `1.2.9`. */
  readonly looseTilde: boolean;
  /** What is put behind a version to name the oldest prerelease of it. */
  readonly below: string;
  readonly or: RegExp;
}

const OPERATOR = /^(?<op>\^|~>|~|>=|<=|==|=|!=|>|<)?\s*(?<version>.*)$/;

/** Alternatives of comparators, or undefined where the text is no such range. */
export function parseSemverLike(text: string, dialect: SemverDialect): Comparator[][] | undefined {
  const alternatives: Comparator[][] = [];
  for (const part of text.split(dialect.or)) {
    const comparators = parseAlternative(part.trim(), dialect);
    if (comparators === undefined) return undefined;
    alternatives.push(comparators);
  }
  return alternatives;
}

function parseAlternative(text: string, dialect: SemverDialect): Comparator[] | undefined {
  const hyphen = /^(?<from>\S+)\s+-\s+(?<to>\S+)$/.exec(text);
  if (hyphen?.groups !== undefined) return hyphenRange(hyphen.groups['from'] ?? '', hyphen.groups['to'] ?? '', dialect);
  const tokens = text
    .replaceAll(/(\^|~>?|[<>=!]=?)\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((token) => token !== '');
  const all: Comparator[] = [];
  for (const token of tokens) {
    const comparators = parseToken(token, dialect);
    if (comparators === undefined) return undefined;
    all.push(...comparators);
  }
  return all;
}

/** The numbers that a partial version names; `1.x` names one. */
interface Partial {
  readonly numbers: readonly number[];
  /** The whole text where all three numbers are named. */
  readonly full: string | undefined;
}

function parsePartial(text: string): Partial | undefined {
  const match = /^v?(?<core>(?:\d+|[xX*])(?:\.(?:\d+|[xX*]))*)(?<rest>[-+@].*|[a-zA-Z].*)?$/.exec(text);
  if (match?.groups === undefined) return undefined;
  const parts = (match.groups['core'] ?? '').split('.');
  const wild = parts.findIndex((part) => !/^\d+$/.test(part));
  const numbers = (wild < 0 ? parts : parts.slice(0, wild)).map(Number);
  const rest = match.groups['rest']?.replace(/@.*$/, '') ?? '';
  const isFull = wild < 0 && (numbers.length >= 3 || rest !== '');
  return { numbers, full: isFull ? `${padded(numbers).join('.')}${rest}` : undefined };
}

const padded = (numbers: readonly number[]): number[] => [...numbers, 0, 0, 0].slice(0, Math.max(3, numbers.length));

/** The first version that no longer begins with `numbers[0..index]`; `below` keeps its prereleases out. */
function next(numbers: readonly number[], index: number, below: string): string {
  const head = numbers.slice(0, index + 1);
  head[index] = (head[index] ?? 0) + 1;
  return `${padded(head).join('.')}${below}`;
}

function parseToken(token: string, dialect: SemverDialect): Comparator[] | undefined {
  if (token === 'any' || token === 'latest') return [];
  const match = OPERATOR.exec(token)?.groups ?? {};
  const partial = parsePartial(match['version'] ?? '');
  if (partial === undefined) return undefined;
  const op = match['op'] ?? bareOperator(partial, dialect);
  // `<*` and `>*` hold for nothing.
  if (partial.numbers.length === 0) return /^[<>]$/.test(op) ? [{ op: '<', version: '0.0.0-0' }] : [];
  if (!/^[~^]/.test(op)) return plain(op, partial, dialect);
  const index = op === '^' ? caretIndex(partial.numbers) : tildeIndex(partial, op, dialect);
  return [
    { op: '>=', version: lowest(partial) },
    { op: '<', version: next(partial.numbers, index, dialect.below) },
  ];
}

function lowest(partial: Partial): string {
  return partial.full ?? padded(partial.numbers).join('.');
}

/** A bare version with all its parts is itself where it is not compatible-with; a partial one stands for what begins so. */
function bareOperator(partial: Partial, dialect: SemverDialect): string {
  return partial.full === undefined && dialect.bare === '=' ? '=' : dialect.bare;
}

function caretIndex(numbers: readonly number[]): number {
  const first = numbers.findIndex((number) => number !== 0);
  return first < 0 ? Math.min(numbers.length, 3) - 1 : first;
}

function tildeIndex({ numbers }: Partial, op: string, dialect: SemverDialect): number {
  if (op === '~>' || dialect.looseTilde) return Math.max(numbers.length - 2, 0);
  return Math.min(numbers.length - 1, 1);
}

function plain(op: string, partial: Partial, { below }: SemverDialect): Comparator[] | undefined {
  const low = lowest(partial);
  const last = partial.numbers.length - 1;
  if (partial.full !== undefined) return [{ op: op === '==' ? '=' : (op as Comparator['op']), version: low }];
  switch (op) {
    case '=':
    case '==':
      return [
        { op: '>=', version: low },
        { op: '<', version: next(partial.numbers, last, below) },
      ];
    case '>':
      return [{ op: '>=', version: next(partial.numbers, last, '') }];
    case '<=':
      return [{ op: '<', version: next(partial.numbers, last, below) }];
    case '<':
      return [{ op: '<', version: `${low}${below}` }];
    case '>=':
    case '!=':
      return [{ op, version: low }];
    default:
      return undefined;
  }
}

function hyphenRange(from: string, to: string, { below }: SemverDialect): Comparator[] | undefined {
  const low = parsePartial(from);
  const high = parsePartial(to);
  if (low === undefined || high === undefined) return undefined;
  const lower: Comparator = { op: '>=', version: low.full ?? padded(low.numbers).join('.') };
  if (high.full !== undefined) return [lower, { op: '<=', version: high.full }];
  if (high.numbers.length === 0) return [lower];
  return [lower, { op: '<', version: next(high.numbers, high.numbers.length - 1, below) }];
}
