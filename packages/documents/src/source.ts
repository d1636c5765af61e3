import type { Position, Range } from './position.ts';

/** Turns the text between two offsets into the value of a scalar; each reader has its own. */
export type ScalarDecoder = (text: string, start: number, end: number) => Scalar;

/** What a scalar can hold. Integers that a double cannot hold exactly are bigints. */
export type Scalar = string | number | bigint | boolean | null;

/**
 * The text of a document, and where its lines begin. Nodes keep offsets only; lines and columns are
 * computed when someone asks, from an index that is built at the first question.
 */
export class Source {
  readonly text: string;
  readonly decode: ScalarDecoder;
  /** Whether nodes of this text may share children (YAML's aliases). */
  readonly shares: boolean;
  #lineStarts: readonly number[] | undefined;

  constructor(text: string, decode: ScalarDecoder, shares = false) {
    this.text = text;
    this.decode = decode;
    this.shares = shares;
  }

  /** Line and column of an offset (both from 1). An offset outside of the text is moved to its nearest end. */
  positionAt(offset: number): Position {
    const starts = this.lineStarts();
    const at = Math.min(Math.max(offset, 0), this.text.length);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (starts[low] ?? 0) + 1, offset: at };
  }

  rangeOf(start: number, end: number): Range {
    return { start: this.positionAt(start), end: this.positionAt(end) };
  }

  /** The offset of a line and column (from 1); a column behind the end of its line is moved there. */
  offsetAt(line: number, column: number): number {
    const starts = this.lineStarts();
    const start = starts[line - 1];
    if (start === undefined) return line < 1 ? 0 : this.text.length;
    const next = starts[line];
    const end = next === undefined ? this.text.length : next - 1;
    return Math.min(start + Math.max(column - 1, 0), end);
  }

  /** Offsets at which lines begin; lines end with LF, CR before it included. */
  lineStarts(): readonly number[] {
    if (this.#lineStarts !== undefined) return this.#lineStarts;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
    return starts;
  }
}
