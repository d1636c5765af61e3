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
    for (
      let next = bytes.indexOf(NEWLINE, lineByte);
      next !== -1 && next < target;
      next = bytes.indexOf(NEWLINE, lineByte)
    ) {
      lineOffset += utf16Length(bytes, lineByte, next + 1) + (lineByte === 0 ? start.column - 1 : 0);
      lineByte = next + 1;
      line++;
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

function utf16Length(bytes: Buffer, from: number, to: number): number {
  return bytes.toString('utf8', from, to).length;
}
