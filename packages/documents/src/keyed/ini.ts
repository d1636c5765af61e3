import { ObjectEntry } from '../node.ts';
import { guard, syntaxFailure } from '../result.ts';
import type { ParseOptions, ParseResult } from '../result.ts';
import { duplicateKeys } from '../to-value.ts';
import { KeyedBuilder } from './builder.ts';

/**
 * Reads INI as its many users write it: sections are objects, keys before the first section stand at the root, values
 * are strings (null for a key alone). A line that is indented deeper than its key continues the value (Python), so does
 * one behind a backslash (systemd, git). Quotes around a whole value are taken off.
 */
export function parseIni(text: string, options: ParseOptions = {}): ParseResult {
  return guard(text, options.limits, (limits) => {
    const root = new IniReader(text, new KeyedBuilder(text, limits)).read();
    return { ok: true, documents: [root], warnings: duplicateKeys(root) };
  });
}

interface Section {
  readonly name: string;
  readonly start: number;
  readonly nameEnd: number;
  readonly entries: ObjectEntry[];
  end: number;
}

/** A key whose value may go on. */
interface Pending {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly indent: number;
  readonly valueStart: number;
  readonly lines: string[];
  valueEnd: number;
  hasValue: boolean;
}

class IniReader {
  readonly #text: string;
  readonly #builder: KeyedBuilder;
  readonly #root: ObjectEntry[] = [];
  readonly #sections = new Map<string, Section>();
  #section: Section | undefined;
  #pending: Pending | undefined;

  constructor(text: string, builder: KeyedBuilder) {
    this.#text = text;
    this.#builder = builder;
  }

  read() {
    let at = this.#text.charCodeAt(0) === 0xfeff ? 1 : 0;
    while (at < this.#text.length) {
      const found = this.#text.indexOf('\n', at);
      const end = found === -1 ? this.#text.length : found;
      this.#line(this.#text.slice(at, end).trimEnd(), at);
      at = end + 1;
    }
    this.#finishKey();
    const sections = [...this.#sections.values()].map((section) => {
      const node = this.#builder.object(section.entries, section.start, section.end);
      return new ObjectEntry(this.#builder.source, section.name, section.start + 1, section.nameEnd, node);
    });
    return this.#builder.object([...this.#root, ...sections], 0, this.#text.length);
  }

  #line(line: string, start: number): void {
    const indent = line.length - line.trimStart().length;
    const content = line.slice(indent);
    if (this.#continues(content, indent, start)) return;
    if (content === '' || content.startsWith(';') || content.startsWith('#')) return;
    this.#finishKey();
    if (content.startsWith('[')) this.#openSection(content, start + indent);
    else this.#openKey(content, start + indent, indent);
  }

  /** Adds a line to the value before it, where it belongs to it. */
  #continues(content: string, indent: number, start: number): boolean {
    const pending = this.#pending;
    const last = pending?.lines.at(-1);
    if (pending === undefined || last === undefined) return false;
    if (last.endsWith('\\')) {
      pending.lines[pending.lines.length - 1] = last.slice(0, -1) + content;
    } else if (content !== '' && indent > pending.indent && !/^[;#]/.test(content)) pending.lines.push(content);
    else return false;
    pending.valueEnd = start + indent + content.length;
    return true;
  }

  #openSection(content: string, start: number): void {
    const close = content.lastIndexOf(']');
    const comment = close === -1 ? '' : content.slice(close + 1).trim();
    if (close === -1 || (comment !== '' && !/^[;#]/.test(comment))) {
      throw syntaxFailure('INI', 'the name of a section is not closed', start);
    }
    const name = content.slice(1, close).trim();
    const known = this.#sections.get(name);
    const end = start + close + 1;
    this.#section = known ?? { name, start, nameEnd: end - 1, entries: [], end };
    this.#section.end = end;
    this.#sections.set(name, this.#section);
  }

  #openKey(content: string, start: number, indent: number): void {
    const { at, length } = delimiter(content);
    const key = (at === -1 ? content : content.slice(0, at)).trimEnd();
    if (key === '') throw syntaxFailure('INI', 'a key is missing', start);
    const rest = at === -1 ? '' : content.slice(at + length);
    const blanks = rest.length - rest.trimStart().length;
    const valueStart = at === -1 ? start + key.length : start + at + length + blanks;
    const value = withoutComment(rest.trimStart());
    this.#pending = {
      key,
      start,
      end: start + key.length,
      indent,
      valueStart,
      lines: [value],
      valueEnd: valueStart + value.length,
      hasValue: at !== -1,
    };
  }

  #finishKey(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === undefined) return;
    const { key, start, end, lines, valueStart, valueEnd, hasValue } = pending;
    const value = hasValue || lines.length > 1 ? unquoted(lines.join('\n')) : null;
    const entry = this.#builder.entry(key, [start, end], value, [valueStart, valueEnd]);
    if (this.#section === undefined) this.#root.push(entry);
    else {
      this.#section.entries.push(entry);
      this.#section.end = Math.max(this.#section.end, valueEnd);
    }
  }
}

/** Where the key ends: at `=`, or at `:` with a blank behind it that stands before. */
function delimiter(content: string): { readonly at: number; readonly length: number } {
  const equals = content.indexOf('=');
  const colon = content.search(/:(?:\s|$)/);
  if (colon !== -1 && (equals === -1 || colon < equals)) return { at: colon, length: 1 };
  return { at: equals, length: 1 };
}

function withoutComment(value: string): string {
  if (/^[;#]/.test(value)) return '';
  const quoted = /^(["'])(?:(?!\1).)*\1(?=\s*(?:[;#]|$))/.exec(value);
  if (quoted !== null) return quoted[0];
  const comment = value.search(/\s[;#]/);
  return comment === -1 ? value : value.slice(0, comment).trimEnd();
}

function unquoted(value: string): string {
  const quote = value.charAt(0);
  const whole = value.length > 1 && (quote === '"' || quote === "'") && value.indexOf(quote, 1) === value.length - 1;
  return whole ? value.slice(1, -1) : value;
}
