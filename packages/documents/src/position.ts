/** A place in a text. Lines and columns count from 1; columns and offsets count UTF-16 code units, as SARIF does by default. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** Half open: `end` is the place just behind the last character. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}
