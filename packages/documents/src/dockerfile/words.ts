import { parseJson } from '../json/parse.ts';
import type { DockerPair, DockerWord } from './ast.ts';
import type { JoinedText } from './lines.ts';

/** Words parted by blanks alone, as in FROM, COPY and EXPOSE. */
export function splitBlanks(joined: JoinedText, from: number): DockerWord[] {
  const { text } = joined;
  return [...text.slice(from).matchAll(/\S+/g)].map(({ 0: raw, index }) => {
    return { raw, text: unquote(raw), ...placeOf(joined, from + index, raw.length) };
  });
}

/** Words parted by blanks outside of quotes, as in ENV, LABEL and ARG. */
function splitWords(joined: JoinedText, from: number, escape: string): DockerWord[] {
  const words: DockerWord[] = [];
  const { text } = joined;
  let at = from;
  while (at < text.length) {
    while (/\s/.test(text.charAt(at))) at += 1;
    const end = wordEnd(text, at, escape);
    if (end > at) words.push(wordOf(joined, at, end, escape));
    at = end;
  }
  return words;
}

function wordEnd(text: string, start: number, escape: string): number {
  let quote = '';
  let at = start;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === escape && quote !== "'") at += 1;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (/\s/.test(character)) break;
  }
  return Math.min(at, text.length);
}

function wordOf(joined: JoinedText, start: number, end: number, escape: string): DockerWord {
  const raw = joined.text.slice(start, end);
  return { raw, text: unquote(raw, escape), ...placeOf(joined, start, end - start) };
}

/** The pairs of ENV, LABEL and ARG: `key=value` words, or the old `ENV key the rest`. */
export function readPairs(joined: JoinedText, from: number, escape: string, keyword: string): DockerPair[] {
  const words = splitWords(joined, from, escape);
  const [first] = words;
  if (first === undefined) return [];
  if (keyword !== 'ARG' && !first.raw.includes('=')) return [oldPair(joined, from, first)];
  return words.map((word) => pairOf(word, escape));
}

function oldPair(joined: JoinedText, from: number, key: DockerWord): DockerPair {
  const [before = '', blanks = ''] = /^\s*\S+(\s*)/.exec(joined.text.slice(from)) ?? [];
  const start = from + before.length;
  const raw = joined.text.slice(start).trimEnd();
  const value = blanks === '' ? undefined : { raw, text: unquote(raw), ...placeOf(joined, start, raw.length) };
  return { key, value, start: key.start, end: value?.end ?? key.end };
}

function pairOf(word: DockerWord, escape: string): DockerPair {
  const at = word.raw.indexOf('=');
  if (at === -1) return { key: word, value: undefined, start: word.start, end: word.end };
  const name = word.raw.slice(0, at);
  const written = word.raw.slice(at + 1);
  const key = { raw: name, text: unquote(name, escape), start: word.start, end: word.start + at };
  const value = { raw: written, text: unquote(written, escape), start: word.start + at + 1, end: word.end };
  return { key, value, start: word.start, end: word.end };
}

/** The strings of a JSON array, or undefined where the argument is none. */
export function readJsonWords(joined: JoinedText, from: number): DockerWord[] | undefined {
  const argument = joined.text.slice(from);
  if (!argument.startsWith('[')) return undefined;
  const read = parseJson(argument);
  const root = read.ok ? read.documents[0] : undefined;
  if (root?.kind !== 'array') return undefined;
  const words = root.items.flatMap((item): DockerWord[] => {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') return [];
    return [{ raw: item.raw, text: item.value, ...placeOf(joined, from + item.start, item.end - item.start) }];
  });
  return words.length === root.items.length ? words : undefined;
}

export function placeOf(
  joined: JoinedText,
  at: number,
  length: number,
): { readonly start: number; readonly end: number } {
  const start = joined.toSource(at);
  return { start, end: length === 0 ? start : joined.toSource(at + length - 1) + 1 };
}

/** A word without its quotes and escapes; variables stay as they are written. */
function unquote(raw: string, escape = '\\'): string {
  if (!/["'\\`]/.test(raw)) return raw;
  let text = '';
  let quote = '';
  for (let at = 0; at < raw.length; at += 1) {
    const character = raw.charAt(at);
    if (character === escape && quote !== "'" && at + 1 < raw.length) {
      at += 1;
      text += escaped(raw.charAt(at), escape, quote);
    } else if (quote === '' ? character === '"' || character === "'" : character === quote) {
      quote = quote === '' ? character : '';
    } else text += character;
  }
  return text;
}

/** What an escaped character stands for: within double quotes only a few lose their escape. */
function escaped(character: string, escape: string, quote: string): string {
  const kept = quote === '"' && character !== '"' && character !== '$' && character !== escape;
  return kept ? escape + character : character;
}
