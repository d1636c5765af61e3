import type { MatchItem } from './item.ts';

/** An item with its texts interned to numbers, so that comparing is cheap. */
export interface Prepared {
  readonly index: number;
  readonly item: MatchItem;
  readonly rule: number;
  readonly message: number;
  /** 0 where the result has no line. */
  readonly line: number;
  /** Identical for results that nothing visible tells apart, the path aside. */
  readonly key: string;
}

/** The items of one file, in groups by line, top to bottom. */
export interface FileItems {
  readonly path: string;
  readonly items: readonly Prepared[];
  readonly groups: readonly LineGroup[];
}

export interface LineGroup {
  readonly line: number;
  readonly items: readonly Prepared[];
}

/** Gives equal texts equal numbers. */
export class Interner {
  readonly #numbers = new Map<string, number>();
  readonly texts: string[] = [];

  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const fresh = this.texts.length;
    this.#numbers.set(text, fresh);
    this.texts.push(text);
    return fresh;
  }
}

export function prepare(items: readonly MatchItem[], rules: Interner, messages: Interner): Prepared[] {
  return items.map((item, index) => {
    const rule = rules.number(item.rule);
    const message = messages.number(item.message);
    const line = item.startLine ?? 0;
    const place = `${line}:${item.startColumn ?? 0}:${item.endLine ?? 0}`;
    const key = `${rule}|${message}|${place}|${item.contextHash ?? ''}|${item.lineHash ?? ''}`;
    return { index, item, rule, message, line, key };
  });
}

/** Groups items by path, and within a path by line. */
export function byFile(items: readonly Prepared[]): Map<string, FileItems> {
  const lists = new Map<string, Prepared[]>();
  for (const item of items) {
    const list = lists.get(item.item.path);
    if (list === undefined) lists.set(item.item.path, [item]);
    else list.push(item);
  }
  return new Map([...lists].map(([path, list]) => [path, fileItems(path, list)]));
}

export function fileItems(path: string, list: readonly Prepared[]): FileItems {
  const items = list.toSorted(
    (a, b) => a.line - b.line || (a.item.startColumn ?? 0) - (b.item.startColumn ?? 0) || a.index - b.index,
  );
  const groups: { line: number; items: Prepared[] }[] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last !== undefined && last.line === item.line) last.items.push(item);
    else groups.push({ line: item.line, items: [item] });
  }
  return { path, items, groups };
}
