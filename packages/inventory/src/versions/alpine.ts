import { compareDigits, compareText } from './digits.ts';

const SUFFIXES: readonly string[] = ['alpha', 'beta', 'pre', 'rc', '', 'cvs', 'svn', 'git', 'hg', 'p'];
interface AlpineVersion {
  readonly numbers: readonly string[];
  readonly letter: string;
  /** Digits right behind the letter, as in `6.6.2p1`. */
  readonly letterNumber: string;
  readonly suffixes: readonly (readonly [number, string])[];
  readonly revision: string;
  readonly rest: string;
}

/** apk 3: numbers, a letter, suffixes, a revision; a version that ends in something unknown is older than one that does not. */
export function compareAlpine(a: string, b: string): number {
  if (a === b) return 0;
  const x = parse(a);
  const y = parse(b);
  return (
    compareNumbers(x.numbers, y.numbers) ||
    compareText(x.letter, y.letter) ||
    compareDigits(x.letterNumber, y.letterNumber) ||
    compareSuffixes(x.suffixes, y.suffixes) ||
    compareDigits(x.revision, y.revision) ||
    Number(x.rest === '') - Number(y.rest === '')
  );
}

/** Behind the first, a part with a leading zero is a fraction and compares as text. */
function compareNumbers(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const x = a[index];
    const y = b[index];
    if (x === undefined || y === undefined) return Number(x !== undefined) - Number(y !== undefined);
    const fraction = index > 0 && (x.startsWith('0') || y.startsWith('0'));
    const order = fraction ? compareText(x, y) : compareDigits(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

const NO_SUFFIX = SUFFIXES.indexOf('');

function compareSuffixes(a: AlpineVersion['suffixes'], b: AlpineVersion['suffixes']): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [rankA, numberA] = a[index] ?? [NO_SUFFIX, ''];
    const [rankB, numberB] = b[index] ?? [NO_SUFFIX, ''];
    const order = rankA - rankB || compareDigits(numberA, numberB);
    if (order !== 0) return order;
  }
  return 0;
}

function parse(text: string): AlpineVersion {
  const [numbers, behindNumbers] = take(/^\.?(?:\d+\.?)*/, text);
  const [letter, behindLetter] = take(/^[a-z]/, behindNumbers);
  const [letterNumber, behindLetterNumber] = letter === '' ? ['', behindLetter] : take(/^\d+/, behindLetter);
  const [suffixes, behindSuffixes] = readSuffixes(behindLetterNumber);
  const [, behindHash] = take(/^~[0-9a-f]+/, behindSuffixes);
  const [revision, rest] = take(/^-r\d*/, behindHash);
  return {
    numbers: numbers.replace(/\.$/, '').split('.'),
    letter,
    letterNumber,
    suffixes,
    revision: revision.slice(2),
    rest,
  };
}

/** What the pattern takes from the start of the text, and what stays. */
function take(pattern: RegExp, text: string): [string, string] {
  const taken = pattern.exec(text)?.[0] ?? '';
  return [taken, text.slice(taken.length)];
}

const SUFFIX = /^_(?<kind>alpha|beta|pre|rc|cvs|svn|git|hg|p)(?<number>\d*)/;

function readSuffixes(text: string): [[number, string][], string] {
  const suffixes: [number, string][] = [];
  let rest = text;
  for (let match = SUFFIX.exec(rest); match !== null; match = SUFFIX.exec(rest)) {
    suffixes.push([SUFFIXES.indexOf(match.groups?.['kind'] ?? ''), match.groups?.['number'] ?? '']);
    rest = rest.slice(match[0].length);
  }
  return [suffixes, rest];
}
