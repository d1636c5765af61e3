/** A place in a text, and the line that it stands on. */
export class Chars {
  readonly text: string;
  at: number;
  /** Line, from 0. */
  line = 0;
  /** Offset at which the line begins. */
  lineStart: number;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
    this.lineStart = at;
  }

  get column(): number {
    return this.at - this.lineStart;
  }

  /** The code of the character here or some characters ahead; NaN behind the end. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  /** Moves behind the line break here. */
  newLine(): void {
    this.at += this.code() === 0x0d && this.code(1) === 0x0a ? 2 : 1;
    this.line += 1;
    this.lineStart = this.at;
  }

  skipSpaces(): void {
    while (this.code() === 0x20) this.at += 1;
  }

  /** Whether `---` or `...` stands here at the start of a line. */
  atDocumentMark(): boolean {
    const code = this.code();
    if ((code !== 0x2d && code !== 0x2e) || this.at !== this.lineStart) return false;
    return this.code(1) === code && this.code(2) === code && isBlankOrEnd(this.code(3));
  }
}

export function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** A blank, a line break or the end of the text. */
export function isBlankOrEnd(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || Number.isNaN(code);
}

/** A comma or a bracket: what ends words in flow collections. */
export function isFlowMark(code: number): boolean {
  return code === 0x2c || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}
