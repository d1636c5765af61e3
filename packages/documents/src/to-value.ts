import type { DocumentNode, ObjectNode, ScalarNode } from './node.ts';
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

/** Every key that is written twice in one object, at its later place. */
export function duplicateKeys(root: DocumentNode): DocumentWarning[] {
  const found: DocumentWarning[] = [];
  const seen = new Set<unknown>();
  const stack: DocumentNode[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.kind === 'scalar') continue;
    const children = node.kind === 'array' ? node.items : node.entries;
    if (seen.has(children)) continue;
    seen.add(children);
    if (node.kind === 'object') found.push(...repeated(node));
    for (let at = children.length - 1; at >= 0; at -= 1) {
      const child = node.kind === 'array' ? node.items[at] : node.entries[at]?.value;
      if (child !== undefined) stack.push(child);
    }
  }
  return found;
}

function repeated(node: ObjectNode): DocumentWarning[] {
  const keys = new Set<string>();
  return node.entries.flatMap((entry) => {
    if (!keys.has(entry.key)) {
      keys.add(entry.key);
      return [];
    }
    return [{ code: 'DUPLICATE_KEY' as const, message: `the key "${entry.key}" is repeated`, range: entry.keyRange }];
  });
}
