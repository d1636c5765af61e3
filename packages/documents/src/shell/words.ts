import type { ShellWord } from './ast.ts';

/** What a word needs of the reader that it stands in. */
export interface WordHost {
  readonly text: string;
  readonly end: number;
  /** Reads the commands of a substitution that begins at an offset, up to its closing parenthesis. Gives the offset behind it. */
  substitution(start: number): number;
  /** Reads the commands of a text in backquotes. */
  backquoted(start: number, end: number): void;
  /** Says that the text ended too early. */
  incomplete(): void;
  /** Maps an offset of the script to one of the file. */
  toSource(offset: number): number;
}

const BREAKS = ' \t\n\r;&|()<>';

/** A word while it is read. */
interface Draft {
  text: string;
  literal: boolean;
  quoted: boolean;
}

/** Reads the word at an offset. Gives undefined where none stands there. */
export function readWord(
  host: WordHost,
  start: number,
): { readonly word: ShellWord; readonly next: number } | undefined {
  const draft: Draft = { text: '', literal: true, quoted: false };
  let at = start;
  while (at < host.end) {
    const next = readPart(host, at, draft);
    if (next === at) break;
    at = next;
  }
  if (at === start) return undefined;
  const word = {
    ...draft,
    raw: host.text.slice(start, at),
    start: host.toSource(start),
    end: host.toSource(at - 1) + 1,
  };
  return { word, next: at };
}

function readPart(host: WordHost, at: number, draft: Draft): number {
  const character = host.text.charAt(at);
  switch (character) {
    case "'":
      draft.quoted = true;
      return readSingle(host, at, draft);
    case '"':
      draft.quoted = true;
      return readDouble(host, at, draft);
    case '\\':
      return readEscape(host, at, draft);
    case '$':
    case '`':
      return readExpansion(host, at, draft);
    default:
      return readPlain(host, at, draft, character);
  }
}

function readPlain(host: WordHost, at: number, draft: Draft, character: string): number {
  if ((character === '<' || character === '>') && host.text.charAt(at + 1) === '(') return readProcess(host, at, draft);
  if (BREAKS.includes(character)) return at;
  if ('*?['.includes(character)) draft.literal = false;
  draft.text += character;
  return at + 1;
}

function readEscape(host: WordHost, at: number, draft: Draft): number {
  const next = host.text.charAt(at + 1);
  if (next === '\n') return at + 2;
  if (next === '\r' && host.text.charAt(at + 2) === '\n') return at + 3;
  draft.text += next;
  return Math.min(at + 2, host.end);
}

function readSingle(host: WordHost, at: number, draft: Draft): number {
  const found = host.text.indexOf("'", at + 1);
  const end = closing(host, found);
  draft.text += host.text.slice(at + 1, end);
  return Math.min(end + 1, host.end);
}

function readDouble(host: WordHost, start: number, draft: Draft): number {
  let at = start + 1;
  while (at < host.end) {
    const character = host.text.charAt(at);
    if (character === '"') return at + 1;
    if (character === '$' || character === '`') at = readExpansion(host, at, draft);
    else if (character === '\\' && '"\\$`\n'.includes(host.text.charAt(at + 1))) at = readEscape(host, at, draft);
    else {
      draft.text += character;
      at += 1;
    }
  }
  host.incomplete();
  return host.end;
}

/** Reads `$name`, `${...}`, `$(...)`, `$((...))` or a text in backquotes; the text of it stays as it is written. */
function readExpansion(host: WordHost, start: number, draft: Draft): number {
  const end = expansionEnd(host, start);
  const written = host.text.slice(start, end);
  if (written !== '$') draft.literal = false;
  draft.text += written;
  return end;
}

function expansionEnd(host: WordHost, start: number): number {
  const { text } = host;
  if (text.charAt(start) === '`') {
    const end = closing(host, unescaped(text, '`', start + 1));
    host.backquoted(start + 1, end);
    return Math.min(end + 1, host.end);
  }
  if (text.startsWith('$((', start)) return balanced(host, start + 1, '(', ')');
  if (text.startsWith('$(', start)) return host.substitution(start + 2);
  if (text.startsWith('${', start)) return balanced(host, start + 1, '{', '}');
  const name = /\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])?/y;
  name.lastIndex = start;
  name.test(text);
  return Math.min(name.lastIndex, host.end);
}

function readProcess(host: WordHost, at: number, draft: Draft): number {
  const end = host.substitution(at + 2);
  draft.literal = false;
  draft.text += host.text.slice(at, end);
  return end;
}

/** Offset behind the bracket that closes the one at an offset; quotes are stepped over. */
function balanced(host: WordHost, start: number, open: string, close: string): number {
  let depth = 0;
  for (let at = start; at < host.end; at += 1) {
    const character = host.text.charAt(at);
    if (character === '\\') at += 1;
    else if (character === open) depth += 1;
    else if (character === close) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  host.incomplete();
  return host.end;
}

function unescaped(text: string, mark: string, start: number): number {
  let at = text.indexOf(mark, start);
  while (at > start && text.charAt(at - 1) === '\\') at = text.indexOf(mark, at + 1);
  return at;
}

/** The offset where something closes; where it does not, the end of the text. */
function closing(host: WordHost, found: number): number {
  if (found !== -1 && found < host.end) return found;
  host.incomplete();
  return host.end;
}
