import { syntaxFailure } from '../result.ts';
import { isBlank, isBreak } from './chars.ts';
import type { Chars } from './chars.ts';
import { TokenKind, token } from './token.ts';
import type { Token } from './token.ts';

interface Header {
  readonly literal: boolean;
  /** `-` drops line breaks at the end, `+` keeps them, '' keeps one. */
  readonly chomp: string;
  readonly increment: number;
}

/** Reads a block scalar (`|` or `>`). `parent` is the indentation of the block around, -1 at the top. */
export function scanBlockScalar(chars: Chars, parent: number): Token {
  const start = chars.at;
  const header = readHeader(chars);
  let indent = header.increment === 0 ? 0 : Math.max(parent, 0) + header.increment;
  const leading = readBreaks(chars, indent, parent);
  indent = leading.indent;
  const { text, end } = header.literal ? readLiteral(chars, indent) : readFolded(chars, indent);
  const value = chomp(leading.breaks, text, header.chomp);
  return token(TokenKind.scalar, start, Math.max(end, start + 1), value);
}

interface BlockText {
  /** Up to the last character of the last line. */
  readonly body: string;
  /** The line break behind it, and those of the empty lines that follow. */
  readonly last: string;
  readonly trailing: string;
  readonly empty: boolean;
}

function chomp(leading: string, { body, last, trailing, empty }: BlockText, how: string): string {
  // Empty lines alone are the end of a text without lines: only `+` keeps them.
  if (empty) return how === '+' ? leading : '';
  if (how === '-') return leading + body;
  return leading + body + last + (how === '+' ? trailing : '');
}

function readHeader(chars: Chars): Header {
  const literal = chars.code() === 0x7c;
  const marks = /[|>](?:([+-])([1-9])?|([1-9])([+-])?)?[ \t]*/y;
  marks.lastIndex = chars.at;
  const [, chomp, increment, increment2, chomp2] = marks.exec(chars.text) ?? [];
  chars.at = marks.lastIndex;
  if (chars.code() === 0x23) while (chars.at < chars.text.length && !isBreak(chars.code())) chars.at += 1;
  if (isBreak(chars.code())) chars.newLine();
  else if (chars.at < chars.text.length) {
    throw syntaxFailure('YAML', 'a line break is expected behind the mark of a block of text', chars.at);
  }
  return { literal, chomp: chomp ?? chomp2 ?? '', increment: Number(increment ?? increment2 ?? 0) };
}

/** Skips the indentation and empty lines before a line of text; finds the indentation where it is not known (0). */
function readBreaks(chars: Chars, known: number, parent: number): { readonly breaks: string; readonly indent: number } {
  let breaks = '';
  let widest = 0;
  for (;;) {
    skipIndent(chars, known);
    widest = Math.max(widest, chars.column);
    if (known === 0 && chars.code() === 0x09) skipTabs(chars, parent);
    if (!isBreak(chars.code())) break;
    chars.newLine();
    breaks += '\n';
  }
  return { breaks, indent: known === 0 ? Math.max(widest, parent + 1, 1) : known };
}

function skipIndent(chars: Chars, known: number): void {
  const limit = known === 0 ? chars.text.length : chars.lineStart + known;
  while (chars.at < limit && chars.code() === 0x20) chars.at += 1;
}

/** Tabs are blanks on an empty line, text behind an indentation, and no indentation themselves. */
function skipTabs(chars: Chars, parent: number): void {
  if (isEmptyLine(chars)) while (isBlank(chars.code())) chars.at += 1;
  else if (chars.column <= parent) throw syntaxFailure('YAML', 'a tab stands where spaces indent a text', chars.at);
}

function isEmptyLine(chars: Chars): boolean {
  let { at } = chars;
  while (isBlank(chars.text.charCodeAt(at))) at += 1;
  return isBreak(chars.text.charCodeAt(at));
}

/** The rest of a line, behind its indentation; the line break is left. */
function readLine(chars: Chars): string {
  const { text, at } = chars;
  const found = text.indexOf('\n', at);
  const line = text.slice(at, found === -1 ? text.length : found);
  const carriage = line.indexOf('\r');
  const content = carriage === -1 ? line : line.slice(0, carriage);
  chars.at = at + content.length;
  return content;
}

/** Whether a line of the text stands here: it is indented to the text's column. */
function atText(chars: Chars, indent: number): boolean {
  return chars.column === indent && chars.at < chars.text.length && !(indent === 0 && chars.atDocumentMark());
}

function takeBreak(chars: Chars): string {
  if (chars.at >= chars.text.length) return '';
  chars.newLine();
  return '\n';
}

function readLiteral(chars: Chars, indent: number): { text: BlockText; end: number } {
  const pieces: string[] = [];
  let end = 0;
  let last = '';
  let trailing = '';
  while (atText(chars, indent)) {
    pieces.push(last, trailing, readLine(chars));
    end = chars.at;
    last = takeBreak(chars);
    trailing = readBreaks(chars, indent, indent - 1).breaks;
  }
  return { text: { body: pieces.join(''), last, trailing, empty: end === 0 }, end };
}

function readFolded(chars: Chars, indent: number): { text: BlockText; end: number } {
  let body = '';
  let end = 0;
  let last = '';
  let trailing = '';
  let indented = false;
  while (atText(chars, indent)) {
    const nowIndented = isBlank(chars.code());
    // A single line break between lines of text is a blank; around indented lines all of them stay.
    const folded = last !== '' && !indented && !nowIndented;
    if (folded) body += trailing === '' ? ' ' : trailing;
    else body += last + trailing;
    indented = nowIndented;
    body += readLine(chars);
    end = chars.at;
    last = takeBreak(chars);
    trailing = readBreaks(chars, indent, indent - 1).breaks;
  }
  return { text: { body, last, trailing, empty: end === 0 }, end };
}
