import type { DockerComment } from './ast.ts';

/** The joined lines of one instruction, and where each piece of them stands in the file. */
export class JoinedText {
  #text = '';
  readonly #starts: number[] = [];
  readonly #offsets: number[] = [];

  get text(): string {
    return this.#text;
  }

  append(piece: string, offset: number): void {
    this.#starts.push(this.#text.length);
    this.#offsets.push(offset);
    this.#text += piece;
  }

  /** The offset in the file of an offset in the joined text. */
  toSource(at: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return (this.#offsets[low] ?? 0) + at - (this.#starts[low] ?? 0);
  }
}

/** One line of a file: without its line end, and where the next one begins. */
export interface Line {
  readonly text: string;
  readonly start: number;
  readonly next: number;
}

export function lineAt(text: string, start: number): Line {
  const found = text.indexOf('\n', start);
  const end = found === -1 ? text.length : found;
  const bare = end > start && text.charCodeAt(end - 1) === 0x0d ? end - 1 : end;
  return { text: text.slice(start, bare), start, next: found === -1 ? text.length : found + 1 };
}

export function isComment(line: string): boolean {
  return /^[ \t]*#/.test(line);
}

export function commentOf({ text, start }: Line): DockerComment {
  const at = text.indexOf('#');
  return { text: text.slice(at + 1).trim(), start: start + at, end: start + text.length };
}

/**
 * Joins the lines of the instruction that begins at an offset: an escape character at the end of a line joins it with
 * the next one; comments and empty lines between are left out, as Docker does.
 */
export function joinLines(
  text: string,
  start: number,
  escape: string,
): { readonly joined: JoinedText; readonly next: number; readonly comments: readonly DockerComment[] } {
  const joined = new JoinedText();
  const comments: DockerComment[] = [];
  let at = start;
  let continued = true;
  while (continued && at < text.length) {
    const line = lineAt(text, at);
    at = line.next;
    if (line.start > start && isComment(line.text)) comments.push(commentOf(line));
    else if (line.start === start || line.text.trim() !== '') {
      const cut = continuation(line.text, escape);
      continued = cut !== undefined;
      joined.append(line.text.slice(0, cut ?? line.text.length), line.start);
    }
  }
  return { joined, next: at, comments };
}

/** Where the escape character stands that joins a line with the next one. */
function continuation(line: string, escape: string): number | undefined {
  const at = line.trimEnd().length - 1;
  if (line.charAt(at) !== escape || (at > 0 && line.charAt(at - 1) === escape)) return undefined;
  return at;
}
