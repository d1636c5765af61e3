import type { ArrayNode, DocumentNode, ObjectEntry, ObjectNode, ScalarNode } from './node.ts';
import type { DocumentWarning } from './result.ts';

/** A plain JavaScript value. Objects are ordinary objects; a key `__proto__` is an own property, as after `JSON.parse`. */
export type PlainValue = string | number | bigint | boolean | null | PlainValue[] | { [key: string]: PlainValue };

export interface ToValueOptions {
  /**
   * Integers that a double cannot hold: `double` (default) rounds them, so that the value can be written as JSON;
   * `exact` gives bigints.
   */
  readonly integers?: 'double' | 'exact';
  /**
   * Called for a node with an explicit tag (CloudFormation's `!Ref`) and its plain value;
   * what it returns stands in the place of the value. Without it tags are ignored.
   */
  readonly tagged?: (tag: string, value: PlainValue, node: DocumentNode) => PlainValue;
}

/** The plain value of a node. What an alias repeats is one object, shared. */
export function toValue(node: DocumentNode, options: ToValueOptions = {}): PlainValue {
  return new Converter(options).convert(node);
}

class Converter {
  readonly #options: ToValueOptions;
  /** By `items` or `entries`, which an alias shares with its anchor. */
  readonly #shared = new Map<unknown, PlainValue>();

  constructor(options: ToValueOptions) {
    this.#options = options;
  }

  convert(node: DocumentNode): PlainValue {
    const value = this.#untagged(node);
    const { tagged } = this.#options;
    return tagged !== undefined && node.tag !== undefined ? tagged(node.tag, value, node) : value;
  }

  #untagged(node: DocumentNode): PlainValue {
    if (node.kind === 'scalar') return this.#scalar(node);
    const children = node.kind === 'array' ? node.items : node.entries;
    const known = node.source.shares ? this.#shared.get(children) : undefined;
    if (known !== undefined) return known;
    const value = node.kind === 'array' ? node.items.map((item) => this.convert(item)) : this.#object(node);
    if (node.source.shares) this.#shared.set(children, value);
    return value;
  }

  #scalar(node: ScalarNode): PlainValue {
    const { value } = node;
    return typeof value === 'bigint' && this.#options.integers !== 'exact' ? Number(value) : value;
  }

  #object(node: ObjectNode): PlainValue {
    const object: { [key: string]: PlainValue } = {};
    for (const { key, value } of node.entries) {
      const plain = this.convert(value);
      if (key === '__proto__') {
        Object.defineProperty(object, key, { value: plain, enumerable: true, configurable: true, writable: true });
      } else object[key] = plain;
    }
    return object;
  }
}

/** More repeated keys of one document than anyone reads. */
const MOST_WARNINGS = 1000;
/** Objects up to this size are searched pair by pair. */
const SMALL = 8;

/** Every key that is written twice in one object, at its later place (the first thousand of them). */
export function duplicateKeys(root: DocumentNode): DocumentWarning[] {
  const found: DocumentWarning[] = [];
  const seen = new Set<unknown>();
  const stack: DocumentNode[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.kind === 'scalar' || (node.source.shares && wasSeen(node, seen))) continue;
    if (node.kind === 'object') collectRepeated(node, found);
    if (found.length >= MOST_WARNINGS) break;
    pushCollections(node, stack);
  }
  return found;
}

/** Puts the arrays and objects in a node on a stack, so that the first one comes off it first. */
function pushCollections(node: ArrayNode | ObjectNode, stack: DocumentNode[]): void {
  const { length } = node.kind === 'array' ? node.items : node.entries;
  for (let at = length - 1; at >= 0; at -= 1) {
    const child = node.kind === 'array' ? node.items[at] : node.entries[at]?.value;
    if (child !== undefined && child.kind !== 'scalar') stack.push(child);
  }
}

function wasSeen(node: ArrayNode | ObjectNode, seen: Set<unknown>): boolean {
  const children = node.kind === 'array' ? node.items : node.entries;
  if (seen.has(children)) return true;
  seen.add(children);
  return false;
}

function collectRepeated({ entries }: ObjectNode, found: DocumentWarning[]): void {
  const keys = entries.length > SMALL ? new Set<string>() : undefined;
  for (let at = 0; at < entries.length && found.length < MOST_WARNINGS; at += 1) {
    const entry = entries[at];
    if (entry === undefined) continue;
    const { key } = entry;
    const repeated = keys === undefined ? standsBefore(entries, key, at) : keys.has(key);
    keys?.add(key);
    if (repeated) {
      found.push({ code: 'DUPLICATE_KEY', message: `the key "${key}" is repeated`, range: entry.keyRange });
    }
  }
}

function standsBefore(entries: readonly ObjectEntry[], key: string, end: number): boolean {
  for (let at = 0; at < end; at += 1) if (entries[at]?.key === key) return true;
  return false;
}
