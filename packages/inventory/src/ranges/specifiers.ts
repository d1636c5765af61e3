import type { Comparator, Operator } from './range.ts';

const SPECIFIER = /^(?<op>===|==|~=|~>|!=|<=|>=|<|>|=)?\s*(?<version>[^\s<>=!~,]+)$/;

/** PEP 440 version specifiers: `>=1.4,<2`, `~=1.4.2`, `==1.*`, `!=1.3`. A bare version means itself. */
export function parsePep440(text: string): Comparator[][] | undefined {
  return parseList(text, /,/, (op, version) => {
    if (op === '~=') return compatibleRelease(version);
    const prefix = version.endsWith('.*');
    const bound = prefix ? version.slice(0, -2) : version;
    if (op === undefined || op.startsWith('==') || op === '=') return [{ op: '=', version: bound, ...flag(prefix) }];
    if (op === '~>') return undefined;
    if (prefix && op !== '!=') return undefined;
    return [{ op: op as Operator, version: bound, ...flag(prefix) }];
  });
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
  if (op === '~=' || op === '===') return undefined;
  return [{ op: op === undefined || op === '==' ? '=' : (op as Operator), version }];
}

/** Plain comparators with commas or blanks between them and `||` between alternatives, in any scheme. */
export function parseComparators(text: string): Comparator[][] | undefined {
  const alternatives = text.split('||').map((part) => {
    const joined = part.replaceAll(/([<>=!]=?)\s+/g, '$1').trim();
    return parseList(joined, /[\s,]+/, (op, version) =>
      op === '~=' || op === '~>' || op === '==='
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
