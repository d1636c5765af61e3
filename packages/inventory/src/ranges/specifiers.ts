import type { Comparator, Operator } from './range.ts';

const SPECIFIER = /^(?<op>===|==|~=|~>|!=|<=|>=|<|>|=|~|\^)?\s*(?<version>[^\s<>=!~,^](?:[^\s<>=!~,]|!(?!=))*)$/;

const PYTHON_VERSION = /^v?\d[\w.!+*-]*$/i;

/**
 * PEP 440 version specifiers: `>=1.4,<2`, `~=1.4.2`, `==1.*`, `!=1.3`. A bare version means itself. Poetry's `^1.4`,
 * `~1.4` and `||` mean nothing in PEP 440, so that they are read wherever they stand.
 */
export function parsePep440(text: string): Comparator[][] | undefined {
  const alternatives = text
    .split(/\|\|?/)
    .map((part) => parseList(part.trim().replaceAll(/([<>=!~^]=?=?)\s+/g, '$1'), /[\s,]+/, pythonSpecifier));
  const found = alternatives.flatMap((alternative) => alternative ?? []);
  return found.length === alternatives.length ? found : undefined;
}

function pythonSpecifier(op = '==', version: string): Comparator[] | undefined {
  if (op === '===') return [{ op: '=', version }];
  if (op === '~>' || !PYTHON_VERSION.test(version)) return undefined;
  if (op === '^' || op === '~') return poetryRange(op, version);
  if (op === '~=') return compatibleRelease(version);
  return comparison(op === '==' ? '=' : (op as Operator), version);
}

function comparison(op: Operator, version: string): Comparator[] | undefined {
  const prefix = version.endsWith('.*');
  const bound = prefix ? version.slice(0, -2) : version;
  if (bound.includes('*') || (prefix && op !== '=' && op !== '!=')) return undefined;
  return [{ op, version: bound, ...flag(prefix) }];
}

/** Poetry's `^1.2` (the first number that is not 0 stays) and `~1.2` (the first two numbers stay). */
function poetryRange(op: '^' | '~', version: string): Comparator[] | undefined {
  const { epoch = '', release = '' } = /^v?(?<epoch>\d+!)?(?<release>\d+(?:\.\d+)*)/.exec(version)?.groups ?? {};
  if (release === '' || version.includes('*')) return undefined;
  const numbers = release.split('.').map(Number);
  const first = numbers.findIndex((number) => number !== 0);
  const caret = first < 0 ? numbers.length - 1 : first;
  const head = numbers.slice(0, (op === '^' ? caret : Math.min(numbers.length - 1, 1)) + 1);
  head[head.length - 1] = (head.at(-1) ?? 0) + 1;
  return [
    { op: '>=', version },
    { op: '<', version: `${epoch}${head.join('.')}` },
  ];
}

const flag = (prefix: boolean): { prefix?: true } => (prefix ? { prefix: true } : {});

function compatibleRelease(version: string): Comparator[] | undefined {
  const parts = /^(?:\d+!)?\d+(?:\.\d+)+/.exec(version)?.[0].split('.');
  if (parts === undefined) return undefined;
  return [
    { op: '>=', version },
    { op: '=', version: parts.slice(0, -1).join('.'), prefix: true },
  ];
}

/** Bundler requirements: `~> 1.2`, `>= 1, < 3`, `!= 1.5`. */
export function parseGem(text: string): Comparator[][] | undefined {
  return parseList(text, /,/, pessimistic);
}

/** Hex requirements: as Bundler's, joined by `and` and `or`. */
export function parseHex(text: string): Comparator[][] | undefined {
  const alternatives = text.split(/\s+or\s+|\|\|/).map((part) => parseList(part, /\s+and\s+|,/, pessimistic));
  const found = alternatives.flatMap((alternative) => alternative ?? []);
  return found.length === alternatives.length ? found : undefined;
}

function pessimistic(op: string | undefined, version: string): Comparator[] | undefined {
  if (op === '~>') {
    const numbers = /^\d+(?:\.\d+)*/.exec(version)?.[0].split('.').map(Number);
    if (numbers === undefined) return undefined;
    const head = numbers.length > 1 ? numbers.slice(0, -1) : numbers;
    head[head.length - 1] = (head.at(-1) ?? 0) + 1;
    return [
      { op: '>=', version },
      { op: '<', version: head.join('.') },
    ];
  }
  if (op === '~=' || op === '===' || op === '~' || op === '^') return undefined;
  return [{ op: op === undefined || op === '==' ? '=' : (op as Operator), version }];
}

/** Plain comparators with commas or blanks between them and `||` between alternatives, in any scheme. */
export function parseComparators(text: string): Comparator[][] | undefined {
  const alternatives = text.split('||').map((part) => {
    const joined = part.replaceAll(/([<>=!]=?)\s+/g, '$1').trim();
    return parseList(joined, /[\s,]+/, (op, version) =>
      op !== undefined && /^(?:~.?|===|\^)$/.test(op)
        ? undefined
        : [{ op: op === undefined || op === '==' ? '=' : (op as Operator), version }],
    );
  });
  const found = alternatives.flatMap((alternative) => alternative ?? []);
  return found.length === alternatives.length ? found : undefined;
}

type ReadSpecifier = (op: string | undefined, version: string) => Comparator[] | undefined;

function parseList(text: string, separator: RegExp, read: ReadSpecifier): Comparator[][] | undefined {
  const all: Comparator[] = [];
  for (const part of text.split(separator)) {
    if (part.trim() === '' || part.trim() === '*') continue;
    const match = SPECIFIER.exec(part.trim());
    const comparators = match?.groups && read(match.groups['op'], match.groups['version'] ?? '');
    if (comparators === undefined) return undefined;
    all.push(...comparators);
  }
  return [all];
}
