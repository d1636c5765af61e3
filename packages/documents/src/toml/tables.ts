import { ArrayNode, ObjectEntry, ObjectNode } from '../node.ts';
import type { DocumentNode } from '../node.ts';
import { syntaxFailure } from '../result.ts';
import type { ReadFailure } from '../result.ts';
import type { Source } from '../source.ts';

/** A part of a key, with its place. */
export interface KeyPart {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * How a table came to be, which decides who may add to it: `implicit` by a longer header, `around` by the longer header
 * of an array of tables, `header` by its own, `dotted` by dotted keys, `inline` between braces.
 */
type Origin = 'implicit' | 'around' | 'header' | 'dotted' | 'inline';

interface Slot {
  readonly key: KeyPart;
  readonly value: Table | TableArray | DocumentNode;
}

/** A table while it is read. */
export class Table {
  origin: Origin;
  start: number;
  end: number;
  readonly slots = new Map<string, Slot>();

  constructor(origin: Origin, start: number, end: number) {
    this.origin = origin;
    this.start = start;
    this.end = end;
  }
}

/** An array of tables (`[[name]]`) while it is read. */
class TableArray {
  readonly items: Table[] = [];
}

/** The table of a header `[a.b]`, made where it is new. */
export function openTable(root: Table, key: readonly KeyPart[], start: number, end: number): Table {
  const parent = descend(root, key, 'implicit');
  const last = lastOf(key);
  const slot = parent.slots.get(last.name);
  if (slot === undefined) {
    const table = new Table('header', start, end);
    parent.slots.set(last.name, { key: last, value: table });
    return table;
  }
  if (!(slot.value instanceof Table) || (slot.value.origin !== 'implicit' && slot.value.origin !== 'around'))
    throw redefined(last);
  slot.value.origin = 'header';
  slot.value.start = start;
  slot.value.end = end;
  parent.slots.set(last.name, { key: last, value: slot.value });
  return slot.value;
}

/** A new item of the array of tables of a header `[[a.b]]`. */
export function openItem(root: Table, key: readonly KeyPart[], start: number, end: number): Table {
  const parent = descend(root, key, 'around');
  const last = lastOf(key);
  const slot = parent.slots.get(last.name) ?? { key: last, value: new TableArray() };
  if (!(slot.value instanceof TableArray)) throw redefined(last);
  parent.slots.set(last.name, slot);
  const table = new Table('header', start, end);
  slot.value.items.push(table);
  return table;
}

/** Sets a (dotted) key in a table. */
export function assign(table: Table, key: readonly KeyPart[], value: DocumentNode): void {
  let parent = table;
  for (const part of key.slice(0, -1)) {
    const slot = parent.slots.get(part.name);
    if (slot === undefined) {
      const child = new Table('dotted', part.start, value.end);
      parent.slots.set(part.name, { key: part, value: child });
      parent = child;
    } else if (slot.value instanceof Table && (slot.value.origin === 'dotted' || slot.value.origin === 'around')) {
      parent = slot.value;
      parent.origin = 'dotted';
    } else throw redefined(part);
    parent.end = value.end;
  }
  const last = lastOf(key);
  if (parent.slots.has(last.name)) throw redefined(last);
  parent.slots.set(last.name, { key: last, value });
  table.end = Math.max(table.end, value.end);
}

/** The finished node of a table; it reaches from its first to its last character, sub-tables included. */
export function finish(source: Source, table: Table): ObjectNode {
  let { start, end } = table;
  const entries: ObjectEntry[] = [];
  for (const { key, value } of table.slots.values()) {
    const node = finishValue(source, value);
    if (node.start < start && (table.origin === 'implicit' || table.origin === 'around')) start = node.start;
    end = Math.max(end, node.end);
    entries.push(new ObjectEntry(source, key.name, key.start, key.end, node));
  }
  return new ObjectNode(source, start, end, entries);
}

function finishValue(source: Source, value: Slot['value']): DocumentNode {
  if (value instanceof Table) return finish(source, value);
  if (!(value instanceof TableArray)) return value;
  const items = value.items.map((item) => finish(source, item));
  const end = items.reduce((latest, item) => Math.max(latest, item.end), 0);
  return new ArrayNode(source, items[0]?.start ?? 0, end, items);
}

function descend(root: Table, key: readonly KeyPart[], origin: 'implicit' | 'around'): Table {
  let parent = root;
  for (const part of key.slice(0, -1)) {
    const slot = parent.slots.get(part.name);
    if (slot === undefined) {
      const child = new Table(origin, lastOf(key).start, lastOf(key).end);
      parent.slots.set(part.name, { key: part, value: child });
      parent = child;
    } else if (slot.value instanceof Table && slot.value.origin !== 'inline') parent = slot.value;
    else if (slot.value instanceof TableArray) parent = slot.value.items.at(-1) ?? parent;
    else throw redefined(part);
  }
  return parent;
}

function lastOf(key: readonly KeyPart[]): KeyPart {
  return key.at(-1) ?? { name: '', start: 0, end: 0 };
}

function redefined(part: KeyPart): ReadFailure {
  return syntaxFailure('TOML', `the key "${part.name}" is already defined`, part.start);
}
