import type { Range } from '@sallyport/documents';

import { Unreadable } from '../../parser.ts';

/** The place of one line of a text, counted from 1. */
export function lineRange(line: number, offset: number, length: number): Range {
  return {
    start: { line, column: 1, offset },
    end: { line, column: length + 1, offset: offset + length },
  };
}

/** A line of a text with its place; the ending is not part of it. */
export interface Line {
  readonly text: string;
  readonly range: Range;
}

/** Nobody writes longer lines; patterns are not run on them. */
const LONGEST_LINE = 65_536;

/** Every line of a text. Throws `Unreadable` where a merge left its marks, and for a line of absurd length. */
export function* linesOf(text: string): Generator<Line> {
  let offset = 0;
  let number = 1;
  while (offset <= text.length) {
    const next = text.indexOf('\n', offset);
    const end = next < 0 ? text.length : next;
    if (end - offset > LONGEST_LINE)
      throw new Unreadable(`${number}:1 the line is longer than ${LONGEST_LINE} characters`);
    const line = text.slice(offset, end > offset && text[end - 1] === '\r' ? end - 1 : end);
    if (line.startsWith('<<<<<<< ')) throw new Unreadable(conflictAt(number));
    yield { text: line, range: lineRange(number, offset, line.length) };
    offset = end + 1;
    number += 1;
  }
}

/** What to say of the first mark that a merge left, if there is one. */
export function conflictIn(text: string): string | undefined {
  const found = text.startsWith('<<<<<<< ') ? 0 : text.indexOf('\n<<<<<<< ') + 1;
  if (found === 0 && !text.startsWith('<<<<<<< ')) return undefined;
  let line = 1;
  for (let next = text.indexOf('\n'); next >= 0 && next < found; next = text.indexOf('\n', next + 1)) line += 1;
  return conflictAt(line);
}

function conflictAt(line: number): string {
  return `${line}:1 a merge conflict is not resolved`;
}
