import { Unreadable } from '../../parser.ts';

/** A literal of Elixir: a text, an atom or number (as written), or a collection of any kind with its items in order. */
export type Term = TextTerm | WordTerm | ListTerm;

export interface TextTerm {
  readonly kind: 'text';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface WordTerm {
  readonly kind: 'word';
  /** `:hex`, `true`; a key of a keyword list ends with a colon: `optional:`. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface ListTerm {
  readonly kind: 'list';
  readonly items: readonly Term[];
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /\s+|#[^\n]*|,|=>|(?<open>%?\{|\[)|(?<close>[}\]])|"(?<text>[^"\\]*(?:\\.[^"\\]*)*)"(?::(?=\s))?|(?<word>:?[\w@?!.-]+:?|:"[^"\\]*(?:\\.[^"\\]*)*")/gsy;
const DEEPEST = 32;

/** Reads one literal; nothing is evaluated. Throws `Unreadable` for anything else. */
export function parseTerm(text: string): ListTerm {
  const reader = new TermReader();
  let end = 0;
  for (const token of text.matchAll(TOKEN)) {
    end = token.index + token[0].length;
    reader.take(token.groups, token.index, end);
  }
  const { whole } = reader;
  if (whole === undefined || end < text.length) throw new Unreadable('the file is no literal of Elixir');
  return whole;
}

class TermReader {
  readonly #open: { readonly items: Term[]; readonly start: number }[] = [];
  #whole: ListTerm | undefined;

  /** The one collection that was read, if it is closed and the only one. */
  get whole(): ListTerm | undefined {
    return this.#open.length === 0 ? this.#whole : undefined;
  }

  take(groups: RegExpExecArray['groups'], start: number, end: number): void {
    const { open, close } = groups ?? {};
    if (open !== undefined) this.#begin(start);
    else if (close !== undefined) this.#finish(end);
    else {
      const leaf = leafOf(groups, start, end);
      if (leaf !== undefined) this.#open.at(-1)?.items.push(leaf);
    }
  }

  #begin(start: number): void {
    if (this.#open.length >= DEEPEST) throw new Unreadable(`collections lie more than ${DEEPEST} within each other`);
    this.#open.push({ items: [], start });
  }

  #finish(end: number): void {
    const closed = this.#open.pop();
    if (closed === undefined) throw new Unreadable('a bracket is closed that was not opened');
    const list: ListTerm = { kind: 'list', items: closed.items, start: closed.start, end };
    const around = this.#open.at(-1);
    if (around === undefined) this.#whole ??= list;
    else around.items.push(list);
  }
}

function leafOf(groups: RegExpExecArray['groups'], start: number, end: number): Term | undefined {
  const { text, word } = groups ?? {};
  if (text !== undefined) return { kind: 'text', value: text, start, end };
  return word === undefined ? undefined : { kind: 'word', value: word, start, end };
}
