import type { ObjectEntry } from '../node.ts';
import { guard, syntaxFailure } from '../result.ts';
import type { ParseOptions, ParseResult } from '../result.ts';
import { duplicateKeys } from '../to-value.ts';
import { KeyedBuilder } from './builder.ts';

/** Reads a `.env` file: `KEY=value` a line, `export` allowed before, quotes over several lines, comments. Variables are not replaced. */
export function parseDotenv(text: string, options: ParseOptions = {}): ParseResult {
  return guard(text, options.limits, (limits) => {
    const builder = new KeyedBuilder(text, limits);
    const entries: ObjectEntry[] = [];
    let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    while (at < text.length) {
      const { entry, next } = readLine(builder, at);
      if (entry !== undefined) entries.push(entry);
      at = next;
    }
    const root = builder.object(entries, 0, text.length);
    return { ok: true, documents: [root], warnings: duplicateKeys(root) };
  });
}

function readLine(builder: KeyedBuilder, start: number): { entry: ObjectEntry | undefined; next: number } {
  const { text } = builder.source;
  const end = lineEnd(text, start);
  const line = text.slice(start, end).trimEnd();
  if (/^\s*(?:#|$)/.test(line)) return { entry: undefined, next: end + 1 };
  const head = /^(\s*(?:export\s+)?)([\w.-]+)(?:\s*=[ \t]*|:[ \t]+|$)/.exec(line);
  if (head === null) throw syntaxFailure('.env', 'KEY=value is expected', start);
  const [whole, before = '', key = ''] = head;
  const keyStart = start + before.length;
  const value = readValue(text, start + whole.length, start + line.length);
  const entry = builder.entry(key, [keyStart, keyStart + key.length], value.text, [value.start, value.end]);
  return { entry, next: Math.max(end, lineEnd(text, value.end)) + 1 };
}

function lineEnd(text: string, start: number): number {
  const found = text.indexOf('\n', start);
  return found === -1 ? text.length : found;
}

function readValue(text: string, start: number, end: number): { text: string; start: number; end: number } {
  const quote = start < end ? text.charAt(start) : '';
  if (quote === '"' || quote === "'" || quote === '`') {
    const close = closingQuote(text, start, quote);
    const raw = text.slice(start + 1, close);
    return { text: quote === '"' ? unescape(raw) : raw, start, end: close + 1 };
  }
  const raw = text.slice(start, end);
  const comment = raw.search(/(?:^|\s)#/);
  const value = (comment === -1 ? raw : raw.slice(0, comment)).trimEnd();
  return { text: value, start, end: start + value.length };
}

function closingQuote(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\' && quote === '"') at += 1;
    else if (character === quote) return at;
  }
  throw syntaxFailure('.env', 'a quote is not closed', start);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' };

function unescape(raw: string): string {
  return raw.replaceAll(/\\([\s\S])/g, (whole, character: string) => ESCAPES[character] ?? whole);
}
