import type { ObjectEntry } from '../node.ts';
import { guard } from '../result.ts';
import type { ParseOptions, ParseResult } from '../result.ts';
import { duplicateKeys } from '../to-value.ts';
import { KeyedBuilder } from './builder.ts';

/** Reads Java's properties (the format of `java.util.Properties`); keys with points stay one key, values are strings. */
export function parseProperties(text: string, options: ParseOptions = {}): ParseResult {
  return guard(text, options.limits, (limits) => {
    const builder = new KeyedBuilder(text, limits);
    const entries: ObjectEntry[] = [];
    let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    while (at < text.length) {
      const end = logicalEnd(text, at);
      const entry = readLine(builder, at, end);
      if (entry !== undefined) entries.push(entry);
      at = end + 1;
    }
    const root = builder.object(entries, 0, text.length);
    return { ok: true, documents: [root], warnings: duplicateKeys(root) };
  });
}

/** The offset of the line end that ends a logical line: comments and blank lines never go on. */
function logicalEnd(text: string, start: number): number {
  let line = start;
  for (;;) {
    const found = text.indexOf('\n', line);
    const end = found === -1 ? text.length : found;
    const content = text.slice(line, end).replace(/\r$/, '');
    const comment = line === start && /^[ \t\f]*(?:[#!]|$)/.test(content);
    const slashes = /\\*$/.exec(content)?.[0].length ?? 0;
    if (comment || slashes % 2 === 0 || end === text.length) return end;
    line = end + 1;
  }
}

function readLine(builder: KeyedBuilder, start: number, end: number): ObjectEntry | undefined {
  const { text } = builder.source;
  const line = text.slice(start, end).replace(/\r$/, '');
  const match = /^([ \t\f]*)((?:\\[\s\S]|[^\\\s=:])*)([ \t\f]*[=:]?[ \t\f]*)/.exec(line);
  const [whole = '', blanks = '', key = ''] = match ?? [];
  if (/^[ \t\f]*(?:[#!]|$)/.test(line)) return undefined;
  const keyStart = start + blanks.length;
  const value = line.slice(whole.length);
  const valueStart = start + whole.length;
  const keyRange = [keyStart, keyStart + key.length] as const;
  return builder.entry(unescape(key), keyRange, unescape(value), [valueStart, valueStart + value.length]);
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function unescape(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replaceAll(/\\(?:\r?\n[ \t\f]*|u([0-9a-fA-F]{4})|([\s\S]?))/g, (_, hex?: string, character?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return character === undefined ? '' : (ESCAPES[character] ?? character);
  });
}
