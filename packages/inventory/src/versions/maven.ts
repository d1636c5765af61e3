import { compareDigits, compareText, isNumeric } from './digits.ts';

interface Token {
  readonly separator: '.' | '-';
  readonly text: string;
}

const QUALIFIERS: readonly string[] = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const SHORT: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' };
const ALIASES: Readonly<Record<string, string>> = { final: '', ga: '', release: '', cr: 'rc' };

/** The order that Maven's POM reference describes ("Version Order Specification"). */
export function compareMaven(a: string, b: string): number {
  if (a === b) return 0;
  const x = tokens(a);
  const y = tokens(b);
  for (let index = 0; index < Math.max(x.length, y.length); index += 1) {
    const left = x[index] ?? padding(y[index]);
    const right = y[index] ?? padding(x[index]);
    const order = compareTokens(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

/** The shorter version is filled with what counts as nothing against the other's token: zero for a number behind a dot. */
function padding(other: Token | undefined): Token {
  const separator = other?.separator ?? '.';
  return { separator, text: separator === '.' && isNumeric(other?.text ?? '') ? '0' : '' };
}

/** `.word` < `-word` < `-number` < `.number`; tokens behind the same separator compare by what they say. */
function compareTokens(a: Token, b: Token): number {
  const numericA = isNumeric(a.text);
  const numericB = isNumeric(b.text);
  if (numericA !== numericB) return numericA ? 1 : -1;
  if (a.separator !== b.separator) return (a.separator === '-') === numericA ? -1 : 1;
  return numericA ? compareDigits(a.text, b.text) : compareQualifiers(a.text, b.text);
}

function compareQualifiers(a: string, b: string): number {
  const rankA = QUALIFIERS.indexOf(a);
  const rankB = QUALIFIERS.indexOf(b);
  if (rankA < 0 && rankB < 0) return compareText(a, b);
  return (rankA < 0 ? QUALIFIERS.length : rankA) - (rankB < 0 ? QUALIFIERS.length : rankB);
}

function tokens(version: string): Token[] {
  const split: Token[] = [];
  let separator: '.' | '-' = '-';
  for (const [part, next] of parts(version.toLowerCase())) {
    split.push({ separator, text: canonical(part, next) });
    separator = next === '.' ? '.' : '-';
  }
  return trim(split);
}

/** Pieces with what follows each: a separator, `number` at a change from letters to digits, `word` the other way, or the end. */
function parts(version: string): [string, string][] {
  const found: [string, string][] = [];
  let start = 0;
  for (let index = 0; index <= version.length; index += 1) {
    const character = version[index] ?? '';
    if (character === '' || character === '.' || character === '-') {
      found.push([version.slice(start, index), character]);
      start = index + 1;
    } else if (index > start && isNumeric(character) !== isNumeric(version[index - 1] ?? '')) {
      found.push([version.slice(start, index), isNumeric(character) ? 'number' : 'word']);
      start = index;
    }
  }
  return found;
}

function canonical(part: string, next: string): string {
  if (part === '') return '0';
  if (next === 'number' && Object.hasOwn(SHORT, part)) return SHORT[part] ?? part;
  return Object.hasOwn(ALIASES, part) ? (ALIASES[part] ?? part) : part;
}

const isNothing = (token: Token): boolean => token.text === '' || /^0+$/.test(token.text);

/** Nothings are cut at the end and before each hyphen that remains, from the end to the start. */
function trim(all: readonly Token[]): Token[] {
  const kept = [...all];
  let end = kept.length;
  while (end > 0) {
    let start = end;
    while (start > 1 && isNothing(kept[start - 1] ?? { separator: '.', text: 'x' })) start -= 1;
    kept.splice(start, end - start);
    end = start - 1;
    while (end > 0 && kept[end]?.separator !== '-') end -= 1;
  }
  return kept;
}
