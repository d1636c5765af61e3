import { EMPTY } from './ast.ts';
import type { Assertion, Node, Pattern } from './ast.ts';
import {
  addAll,
  addByte,
  addRange,
  ANY,
  DIGIT,
  emptySet,
  foldCase,
  inverted,
  NOT_JS_NEWLINE,
  NOT_NEWLINE,
  RE2_SPACE,
  SPACE,
  WORD,
} from './byte-set.ts';
import type { ByteSet } from './byte-set.ts';
import { posixClass } from './posix.ts';

/** `js`: JavaScript without look-around and back-references. `re2`: Go's regular expressions, as gitleaks' rules are written. */
export type Dialect = 'js' | 're2';

/** Why a pattern is not understood, and where. */
class PatternError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly ungreedy: boolean;
}

interface Parser {
  readonly source: string;
  readonly dialect: Dialect;
  at: number;
  groups: number;
  depth: number;
  flags: Flags;
}

const MAX_DEPTH = 100;
const MAX_REPEAT = 20_000;

/** Parses a pattern into a tree over bytes. Throws PatternError. */
export function parsePattern(source: string, dialect: Dialect = 'js', ignoreCase = false): Pattern {
  const flags = { ignoreCase, multiline: false, dotAll: false, ungreedy: false };
  const parser: Parser = { source, dialect, at: 0, groups: 0, depth: 0, flags };
  const root = parseAlternatives(parser);
  if (parser.at < source.length) fail(parser, 'an unmatched )');
  return { root, groups: parser.groups };
}

function fail(parser: Parser, what: string): never {
  throw new PatternError(`${what} at character ${parser.at + 1}`, parser.at);
}

function take(parser: Parser, text: string): boolean {
  if (!parser.source.startsWith(text, parser.at)) return false;
  parser.at += text.length;
  return true;
}

function parseAlternatives(parser: Parser): Node {
  if (++parser.depth > MAX_DEPTH) fail(parser, 'groups nested too deep');
  const outerFlags = parser.flags;
  const options = [parseSequence(parser)];
  while (take(parser, '|')) options.push(parseSequence(parser));
  parser.flags = outerFlags;
  parser.depth--;
  return options.length === 1 ? (options[0] ?? EMPTY) : { kind: 'alt', options };
}

function parseSequence(parser: Parser): Node {
  const items: Node[] = [];
  while (parser.at < parser.source.length) {
    const next = parser.source[parser.at];
    if (next === '|' || next === ')') break;
    const atom = parseAtom(parser);
    if (atom !== undefined) items.push(parseQuantifiers(parser, atom));
  }
  return items.length === 1 ? (items[0] ?? EMPTY) : { kind: 'seq', items };
}

function parseQuantifiers(parser: Parser, item: Node): Node {
  const bounds = parseBounds(parser);
  if (bounds === undefined) return item;
  const lazy = take(parser, '?');
  if (parser.dialect === 'js' && parseBounds(parser) !== undefined) fail(parser, 'nothing to repeat');
  return { kind: 'repeat', item, min: bounds[0], max: bounds[1], greedy: lazy === parser.flags.ungreedy };
}

function parseBounds(parser: Parser): readonly [number, number] | undefined {
  if (take(parser, '*')) return [0, Infinity];
  if (take(parser, '+')) return [1, Infinity];
  if (take(parser, '?')) return [0, 1];
  if (parser.source[parser.at] !== '{') return undefined;
  const counted = /^\{(\d{1,6})(?:(,)(\d{0,6}))?\}/.exec(parser.source.slice(parser.at, parser.at + 20));
  if (counted === null) return undefined;
  const min = Number(counted[1]);
  const max = counted[2] === undefined ? min : counted[3] === '' ? Infinity : Number(counted[3]);
  if (max < min) fail(parser, 'numbers out of order in {}');
  if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT)) fail(parser, `a repetition over ${MAX_REPEAT}`);
  parser.at += counted[0].length;
  return [min, max];
}

// oxlint-disable-next-line complexity -- one line for each kind of atom reads better than a table of functions
function parseAtom(parser: Parser): Node | undefined {
  const { flags } = parser;
  const char = parser.source[parser.at] ?? '';
  switch (char) {
    case '(':
      return parseGroup(parser);
    case '[':
      return parseClass(parser);
    case '.':
      parser.at++;
      return { kind: 'set', set: flags.dotAll ? ANY : parser.dialect === 'js' ? NOT_JS_NEWLINE : NOT_NEWLINE };
    case '^':
      parser.at++;
      return assertion(flags.multiline ? 'line-start' : 'text-start');
    case '$':
      parser.at++;
      return assertion(flags.multiline ? 'line-end' : 'text-end');
    case '\\':
      return parseEscape(parser);
    case '*':
    case '+':
    case '?':
      return fail(parser, 'nothing to repeat');
    default:
      return literal(parser, nextCharacter(parser));
  }
}

function assertion(what: Assertion): Node {
  return { kind: 'assert', what };
}

function nextCharacter(parser: Parser): number {
  const point = parser.source.codePointAt(parser.at) ?? fail(parser, 'an unfinished pattern');
  parser.at += point > 0xffff ? 2 : 1;
  return point;
}

/** A character as bytes: itself, or its UTF-8 sequence. */
function literal(parser: Parser, point: number): Node {
  if (point < 0x80) {
    const set = emptySet();
    addByte(set, point);
    return { kind: 'set', set: parser.flags.ignoreCase ? foldCase(set) : set };
  }
  return utf8Sequence(point);
}

function utf8Sequence(point: number): Node {
  const items = Array.from(Buffer.from(String.fromCodePoint(point), 'utf8'), (byte): Node => {
    const set = emptySet();
    addByte(set, byte);
    return { kind: 'set', set };
  });
  return { kind: 'seq', items };
}

function parseGroup(parser: Parser): Node | undefined {
  const start = parser.at++;
  if (!take(parser, '?')) return finishGroup(parser, ++parser.groups);
  if (take(parser, ':')) return finishGroup(parser, 0);
  const named = /^(?:P?<)(?![=!])[A-Za-z_]\w*>/.exec(parser.source.slice(parser.at, parser.at + 80));
  if (named !== null) {
    parser.at += named[0].length;
    return finishGroup(parser, ++parser.groups);
  }
  const modifiers = /^([imsU]*)(?:-([imsU]+))?([:)])/.exec(parser.source.slice(parser.at, parser.at + 12));
  if (modifiers === null) {
    parser.at = start;
    return fail(parser, 'a look-around or an unknown kind of group, which the linear-time engine cannot run,');
  }
  parser.at += modifiers[0].length;
  const outer = parser.flags;
  parser.flags = withModifiers(outer, modifiers[1] ?? '', modifiers[2] ?? '');
  if (modifiers[3] === ')') return undefined;
  const group = finishGroup(parser, 0);
  parser.flags = outer;
  return group;
}

function withModifiers(flags: Flags, on: string, off: string): Flags {
  const pick = (letter: string, current: boolean): boolean => (on.includes(letter) || current) && !off.includes(letter);
  return {
    ignoreCase: pick('i', flags.ignoreCase),
    multiline: pick('m', flags.multiline),
    dotAll: pick('s', flags.dotAll),
    ungreedy: pick('U', flags.ungreedy),
  };
}

function finishGroup(parser: Parser, index: number): Node {
  const item = parseAlternatives(parser);
  if (!take(parser, ')')) fail(parser, 'a group without its )');
  return index === 0 ? item : { kind: 'group', index, item };
}

const CONTROL: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7, '0': 0 };

// oxlint-disable-next-line complexity -- one line for each kind of escape
function parseEscape(parser: Parser): Node {
  const letter = parser.source[parser.at + 1];
  if (letter === undefined) fail(parser, 'a lone backslash');
  const re2 = parser.dialect === 're2';
  if (letter === 'b' || letter === 'B') {
    parser.at += 2;
    return assertion(letter === 'b' ? 'boundary' : 'no-boundary');
  }
  if (re2 && (letter === 'A' || letter === 'z')) {
    parser.at += 2;
    return assertion(letter === 'A' ? 'text-start' : 'text-end');
  }
  if (re2 && letter === 'Q') return parseQuoted(parser);
  const set = classEscape(parser);
  if (set !== undefined) return { kind: 'set', set };
  if (/[1-9]/.test(letter)) fail(parser, 'a back-reference, which the linear-time engine cannot run,');
  if (letter === 'k' || letter === 'p' || letter === 'P') fail(parser, `an unsupported escape \\${letter}`);
  return literal(parser, characterEscape(parser));
}

function parseQuoted(parser: Parser): Node {
  const end = parser.source.indexOf('\\E', parser.at + 2);
  const text = parser.source.slice(parser.at + 2, end === -1 ? undefined : end);
  parser.at = end === -1 ? parser.source.length : end + 2;
  return { kind: 'seq', items: Array.from(text, (char) => literal(parser, char.codePointAt(0) ?? 0)) };
}

/** `\d \w \s` and their opposites, or undefined with nothing consumed. */
function classEscape(parser: Parser): ByteSet | undefined {
  const letter = parser.source[parser.at + 1] ?? '';
  const lower = letter.toLowerCase();
  const space = parser.dialect === 're2' ? RE2_SPACE : SPACE;
  const set = lower === 'd' ? DIGIT : lower === 'w' ? WORD : lower === 's' ? space : undefined;
  if (set === undefined) return undefined;
  parser.at += 2;
  return letter === lower ? set : inverted(set);
}

/** The character that an escape stands for; the parser stands on the backslash. */
function characterEscape(parser: Parser): number {
  const letter = parser.source[parser.at + 1] ?? '';
  const control = CONTROL[letter];
  if (control !== undefined) {
    parser.at += 2;
    return control;
  }
  const hex = /^\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|x\{([0-9A-Fa-f]{1,6})\})/.exec(
    parser.source.slice(parser.at, parser.at + 12),
  );
  if (hex !== null) {
    parser.at += hex[0].length;
    return Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '0', 16);
  }
  if (/[A-Za-z0-9]/.test(letter)) fail(parser, `an unknown escape \\${letter}`);
  parser.at++;
  return nextCharacter(parser);
}

function parseClass(parser: Parser): Node {
  const start = parser.at++;
  const negated = take(parser, '^');
  const set = emptySet();
  const beyond: number[] = [];
  let first = true;
  while (parser.source[parser.at] !== ']' || (first && parser.dialect === 're2')) {
    if (parser.at >= parser.source.length) {
      parser.at = start;
      fail(parser, 'a [ without its ]');
    }
    first = false;
    parseClassItem(parser, set, beyond);
  }
  parser.at++;
  const folded = parser.flags.ignoreCase ? foldCase(set) : set;
  if (negated) return { kind: 'set', set: inverted(folded) };
  const options = beyond.map(utf8Sequence);
  if (options.length === 0) return { kind: 'set', set: folded };
  return { kind: 'alt', options: [{ kind: 'set', set: folded }, ...options] };
}

function parseClassItem(parser: Parser, set: ByteSet, beyond: number[]): void {
  const posix = posixClass(parser.source, parser.at);
  if (posix !== undefined && parser.dialect === 're2') {
    addAll(set, posix.set);
    parser.at += posix.length;
    return;
  }
  const low = classCharacter(parser);
  if (typeof low !== 'number') {
    addAll(set, low);
    return;
  }
  const isRange = parser.source[parser.at] === '-' && !['', ']'].includes(parser.source[parser.at + 1] ?? '');
  if (!isRange) {
    addCharacters(set, beyond, low, low);
    return;
  }
  parser.at++;
  const high = classCharacter(parser);
  if (typeof high !== 'number') {
    addCharacters(set, beyond, low, low);
    addByte(set, 0x2d);
    addAll(set, high);
    return;
  }
  if (high < low) fail(parser, 'a range out of order');
  addCharacters(set, beyond, low, high);
}

function classCharacter(parser: Parser): number | ByteSet {
  if (parser.source[parser.at] !== '\\') return nextCharacter(parser);
  if (parser.source[parser.at + 1] === 'b') {
    parser.at += 2;
    return 8;
  }
  return classEscape(parser) ?? characterEscape(parser);
}

/** Most characters beyond ASCII that a class may hold one by one; a wider range takes every byte beyond ASCII. */
const MOST_BEYOND = 64;

function addCharacters(set: ByteSet, beyond: number[], low: number, high: number): void {
  if (low < 0x80) addRange(set, low, Math.min(high, 0x7f));
  const from = Math.max(low, 0x80);
  if (high < from) return;
  if (high - from + beyond.length >= MOST_BEYOND) addRange(set, 0x80, 0xff);
  else for (let point = from; point <= high; point++) beyond.push(point);
}
