import type { Position } from '@sallyport/documents';

/** Where a text begins within a larger one: all zero-based but `line` and `column`. */
const TEXT_START: Position = Object.freeze({ line: 1, column: 1, offset: 0 });

const NEWLINE = 0x0a;

/** Turns byte offsets of UTF-8 text into positions in lines, columns and UTF-16 units. Cheapest in ascending order. */
export interface PositionFinder {
  at(byteOffset: number): Position;
  /** The byte offset at which the line that holds `byteOffset` begins. */
  lineStart(byteOffset: number): number;
}

/** Positions in the first `length` bytes of `bytes`, whose first byte stands at `start` of the whole text. */
export function findPositions(bytes: Buffer, length: number, start: Position = TEXT_START): PositionFinder {
  const origin = { byte: 0, line: start.line, lineByte: 0, lineOffset: start.offset - (start.column - 1) };
  let last = origin;
  const at = (byteOffset: number): Position => {
    const target = Math.min(byteOffset, length);
    let { line, lineByte, lineOffset } = target < last.lineByte ? origin : last;
    const lineBreak = target === 0 ? -1 : bytes.lastIndexOf(NEWLINE, target - 1);
    if (lineBreak >= lineByte) {
      lineOffset += utf16Length(bytes, lineByte, lineBreak + 1) + (lineByte === 0 ? start.column - 1 : 0);
      line += newlinesIn(bytes, lineByte, lineBreak + 1);
      lineByte = lineBreak + 1;
    }
    last = { byte: target, line, lineByte, lineOffset };
    const column = utf16Length(bytes, lineByte, target) + (lineByte === 0 ? start.column : 1);
    return { line, column, offset: lineOffset + column - 1 };
  };
  return {
    at,
    lineStart: (byteOffset) => (byteOffset === 0 ? 0 : bytes.lastIndexOf(NEWLINE, byteOffset - 1) + 1),
  };
}

function newlinesIn(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (bytes[at] === NEWLINE) count++;
  return count;
}

function utf16Length(bytes: Buffer, from: number, to: number): number {
  return bytes.toString('utf8', from, to).length;
}
