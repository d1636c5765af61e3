import { syntaxFailure } from '../result.ts';
import { isBlank, isBlankOrEnd, isBreak, isFlowMark } from './chars.ts';
import type { Chars } from './chars.ts';
import { TokenKind } from './token.ts';
import type { Token } from './token.ts';

/** A plain scalar, and whether it went over lines (a key may then stand behind it). */
export interface PlainScalar {
  readonly token: Token;
  readonly lines: boolean;
}

/** Reads a plain scalar; lines that go on are indented to `indent` at least, unless in a flow collection. */
export function scanPlain(chars: Chars, indent: number, flow: boolean): PlainScalar {
  const start = chars.at;
  let end = wordsEnd(chars, flow);
  let text = chars.text.slice(start, end);
  let lines = false;
  let joined = false;
  for (;;) {
    const breaks = skipBreaks(chars, indent, lines);
    if (breaks === 0 && !lines) break;
    if (breaks > 0) lines = true;
    if (!goesOn(chars, indent, flow)) break;
    const from = chars.at;
    const behind = wordsEnd(chars, flow);
    if (behind === from) break;
    end = behind;
    joined = true;
    text += (breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)) + chars.text.slice(from, end);
  }
  return { token: { kind: TokenKind.scalar, start, end, text, plain: !joined }, lines };
}

/** Moves to the end of the words of one line, blanks behind them included. Gives the offset behind the last word. */
function wordsEnd(chars: Chars, flow: boolean): number {
  const { text } = chars;
  let { at } = chars;
  let end = at;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x3a) {
      const next = text.charCodeAt(at + 1);
      if (isBlankOrEnd(next) || (flow && isFlowMark(next))) break;
    } else if (isBlankOrEnd(code)) {
      if (!isBlank(code)) break;
      at += 1;
      if (text.charCodeAt(at) === 0x23) break;
      continue;
    } else if (flow && isFlowMark(code)) break;
    at += 1;
    end = at;
  }
  chars.at = at;
  return end;
}

/** Skips line breaks and the blanks of the lines between; gives how many breaks. */
function skipBreaks(chars: Chars, indent: number, inside: boolean): number {
  let breaks = 0;
  for (;;) {
    const code = chars.code();
    if (isBreak(code)) {
      chars.newLine();
      breaks += 1;
    } else if (code === 0x20) chars.at += 1;
    else if (code === 0x09) {
      if ((breaks > 0 || inside) && chars.column < indent && !blankLine(chars)) {
        throw syntaxFailure('YAML', 'a tab stands where spaces indent a text', chars.at);
      }
      chars.at += 1;
    } else return breaks;
  }
}

/** Whether the line holds no more than blanks and a comment. */
function blankLine(chars: Chars): boolean {
  let at = chars.at;
  while (isBlank(chars.text.charCodeAt(at))) at += 1;
  const code = chars.text.charCodeAt(at);
  return Number.isNaN(code) || isBreak(code) || code === 0x23;
}

function goesOn(chars: Chars, indent: number, flow: boolean): boolean {
  const code = chars.code();
  if (Number.isNaN(code) || code === 0x23 || chars.atDocumentMark()) return false;
  return flow || chars.column >= indent;
}
