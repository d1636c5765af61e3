import type { Token } from './token.ts';

const CORE = 'tag:yaml.org,2002:';

/** The tag handles of one document, and the short form of its tags. */
export class Tags {
  readonly #handles = new Map<string, string>([['!!', CORE]]);

  /** Takes a directive; all but `%TAG` change nothing. */
  directive(text: string): void {
    const [name, handle, prefix] = text.split(/[ \t]+/);
    if (name === '%TAG' && handle !== undefined && prefix !== undefined) this.#handles.set(handle, prefix);
  }

  /** A tag as it is usually written: `!!int` for those of the core schema, `!name` for local ones. */
  resolve({ text }: Token): string {
    const verbatim = /^!<(.*)>$/.exec(text)?.[1];
    if (verbatim !== undefined) return short(verbatim);
    const [, handle = '!', name = ''] = /^(!(?:[\w-]*!)?)(.*)$/.exec(text) ?? [];
    const prefix = this.#handles.get(handle);
    return prefix === undefined ? text : short(prefix + decode(name));
  }
}

function short(tag: string): string {
  return tag.startsWith(CORE) ? `!!${tag.slice(CORE.length)}` : tag;
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
