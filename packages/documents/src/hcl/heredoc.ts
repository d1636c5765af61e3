import { syntaxFailure } from '../result.ts';
import type { HclTemplate } from './ast.ts';
import type { Cursor, ExpressionReader } from './cursor.ts';
import { joinTexts, TemplateReader } from './template.ts';
import type { DraftText, DraftTokens } from './template.ts';

/** Reads a heredoc; `<<` stands here. The line end behind its closing word is left. */
export function readHeredoc(cursor: Cursor, readExpression: ExpressionReader): HclTemplate {
  const start = cursor.at;
  cursor.at += 2;
  const flush = cursor.take('-');
  const word = cursor.identifier();
  const lineEnd = /\r?\n/y;
  lineEnd.lastIndex = cursor.at;
  if (word === undefined || !lineEnd.test(cursor.text)) {
    throw syntaxFailure('HCL', 'a heredoc begins with a word at the end of a line', start);
  }
  cursor.at = lineEnd.lastIndex;
  const { bodyEnd, end } = findEnd(cursor, word, start);
  const reader = new TemplateReader(cursor, { kind: 'heredoc', end: bodyEnd }, readExpression);
  const parts = reader.parts();
  if (cursor.at !== bodyEnd) throw syntaxFailure('HCL', `a part of the heredoc reaches over its end ${word}`, start);
  if (flush) unindent(reader.tokens);
  cursor.at = end;
  return { kind: 'template', heredoc: true, parts: joinTexts(parts), start, end };
}

/** The line that holds nothing but the closing word. */
function findEnd(cursor: Cursor, word: string, start: number): { bodyEnd: number; end: number } {
  const { text } = cursor;
  let line = cursor.at;
  while (line < cursor.end) {
    let at = line;
    while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at += 1;
    if (text.startsWith(word, at) && isLineEnd(text, at + word.length)) return { bodyEnd: line, end: at + word.length };
    const next = text.indexOf('\n', line);
    if (next === -1) break;
    line = next + 1;
  }
  throw syntaxFailure('HCL', `a heredoc is not closed by a line with ${word}`, start);
}

/** Whether nothing but blanks follows on the line. */
function isLineEnd(text: string, offset: number): boolean {
  let at = offset;
  for (let code = text.charCodeAt(at); code === 0x20 || code === 0x09 || code === 0x0d; code = text.charCodeAt(at)) {
    at += 1;
  }
  return at >= text.length || text.charCodeAt(at) === 0x0a;
}

/** Takes the smallest indentation of all lines off each; blank lines do not count. */
function unindent(tokens: DraftTokens): void {
  let least = Number.POSITIVE_INFINITY;
  let newLine = true;
  const starts: DraftText[] = [];
  for (const token of tokens) {
    if (newLine) {
      const blanks = token === undefined ? 0 : token.value.length - token.value.trimStart().length;
      const blankLine = token !== undefined && blanks === token.value.length && token.value.endsWith('\n');
      if (!blankLine) {
        least = Math.min(least, blanks);
        if (token !== undefined) starts.push(token);
      }
    }
    newLine = token?.value.endsWith('\n') ?? false;
  }
  for (const text of starts) text.value = text.value.slice(least);
}
