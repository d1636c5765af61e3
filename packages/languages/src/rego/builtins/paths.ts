import { ObjectBuilder, entriesOf, objectOf } from '../../shared/containers.ts';
import { StructSet, equal, field, isObject } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { payWhole } from '../run/cost.ts';
import { failed, isString, membersOf, wrongType } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';

/** A trie of paths: what `json.filter` keeps and `json.remove` takes away. */
interface Trie {
  readonly children: Map<string, { key: Value; trie: Trie }>;
  end: boolean;
}

function segmentsOf(path: Value): readonly Value[] | undefined {
  if (Array.isArray(path)) return path as readonly Value[];
  if (!isString(path)) return undefined;
  const text = path.replace(/^\//, '');
  return text === '' ? [] : text.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function trieOf(context: Context, name: string, paths: Value): Trie | undefined {
  const members = membersOf(paths);
  if (members === undefined) return wrongType(context, name, 2, 'one of {set, array}', paths);
  const root: Trie = { children: new Map(), end: false };
  for (const path of members) {
    const segments = segmentsOf(path);
    if (segments === undefined) {
      return wrongType(context, name, 2, 'one of {set, array} containing string paths or array of path segments', path);
    }
    let node = root;
    for (const segment of segments) {
      const id = String(segment);
      const entry = node.children.get(id) ?? { key: segment, trie: { children: new Map(), end: false } };
      node.children.set(id, entry);
      node = entry.trie;
    }
    node.end = true;
  }
  return root;
}

function keep(value: Value, trie: Trie): Value {
  if (trie.end || trie.children.size === 0) return value;
  if (isObject(value)) {
    const builder = new ObjectBuilder();
    for (const [key, item] of entriesOf(value)) {
      const child = trie.children.get(String(key));
      if (child !== undefined) builder.set(key, keep(item, child.trie));
    }
    return builder.done();
  }
  if (!Array.isArray(value)) return value;
  const kept: Value[] = [];
  for (const [i, item] of (value as readonly Value[]).entries()) {
    const child = trie.children.get(String(i));
    if (child !== undefined) kept.push(keep(item, child.trie));
  }
  return kept;
}

function drop(value: Value, trie: Trie): Value {
  if (isObject(value)) {
    const builder = new ObjectBuilder();
    for (const [key, item] of entriesOf(value)) {
      const child = trie.children.get(String(key));
      if (child === undefined) builder.set(key, item);
      else if (!child.trie.end) builder.set(key, drop(item, child.trie));
    }
    return builder.done();
  }
  if (!Array.isArray(value)) return value;
  const left: Value[] = [];
  for (const [i, item] of (value as readonly Value[]).entries()) {
    const child = trie.children.get(String(i));
    if (child === undefined) left.push(item);
    else if (!child.trie.end) left.push(drop(item, child.trie));
  }
  return left;
}

function filter(context: Context, object: Value, paths: Value): Value | undefined {
  if (!isObject(object)) return wrongType(context, 'json.filter', 1, 'object', object);
  payWhole(context.session, object);
  const trie = trieOf(context, 'json.filter', paths);
  if (trie === undefined) return undefined;
  return trie.children.size === 0 && !trie.end ? objectOf([]) : keep(object, trie);
}

function remove(context: Context, object: Value, paths: Value): Value | undefined {
  if (!isObject(object)) return wrongType(context, 'json.remove', 1, 'object', object);
  payWhole(context.session, object);
  const trie = trieOf(context, 'json.remove', paths);
  return trie === undefined ? undefined : drop(object, trie);
}

type Change = (parent: Value, key: Value) => Value | undefined;

/** Applies a change to the parent of what a path names; undefined where the path leads nowhere. */
function changeAt(value: Value, path: readonly Value[], change: Change): Value | undefined {
  const [key, ...rest] = path as [Value, ...Value[]];
  if (rest.length === 0) return change(value, key);
  const child = childOf(value, key);
  if (child === undefined) return undefined;
  const changed = changeAt(child, rest, change);
  return changed === undefined ? undefined : replaced(value, key, changed);
}

function indexOf(array: readonly Value[], key: Value, allowEnd: boolean): number | undefined {
  if (key === '-' && allowEnd) return array.length;
  const index = typeof key === 'number' ? key : isString(key) && /^(?:0|[1-9]\d*)$/.test(key) ? Number(key) : -1;
  return Number.isInteger(index) && index >= 0 && (index < array.length || (allowEnd && index === array.length))
    ? index
    : undefined;
}

function childOf(value: Value, key: Value): Value | undefined {
  if (isObject(value)) return field(value, key);
  if (value instanceof StructSet) return value.has(key) ? key : undefined;
  if (!Array.isArray(value)) return undefined;
  const index = indexOf(value as readonly Value[], key, false);
  return index === undefined ? undefined : (value as readonly Value[])[index];
}

function replaced(value: Value, key: Value, item: Value): Value | undefined {
  if (isObject(value)) return objectOf([...entriesOf(value), [key, item]]);
  if (value instanceof StructSet)
    return StructSet.of([...value.values().filter((member) => !equal(member, key)), item]);
  const array = value as readonly Value[];
  const index = indexOf(array, key, false);
  return index === undefined ? undefined : array.with(index, item);
}

const add =
  (item: Value): Change =>
  (parent, key) => {
    if (isObject(parent)) return objectOf([...entriesOf(parent), [key, item]]);
    if (parent instanceof StructSet) return equal(key, item) ? StructSet.of([...parent, item]) : undefined;
    if (!Array.isArray(parent)) return undefined;
    const index = indexOf(parent as readonly Value[], key, true);
    return index === undefined ? undefined : (parent as readonly Value[]).toSpliced(index, 0, item);
  };

const take: Change = (parent, key) => {
  if (childOf(parent, key) === undefined) return undefined;
  if (isObject(parent)) return objectOf([...entriesOf(parent)].filter(([name]) => !equal(name, key)));
  if (parent instanceof StructSet) return StructSet.of(parent.values().filter((member) => !equal(member, key)));
  const array = parent as readonly Value[];
  return array.toSpliced(indexOf(array, key, false) ?? 0, 1);
};

function lookup(value: Value, path: readonly Value[]): Value | undefined {
  let found: Value | undefined = value;
  for (const key of path) found = found === undefined ? undefined : childOf(found, key);
  return found;
}

interface Operation {
  readonly op: string;
  readonly path: readonly Value[];
  readonly from: readonly Value[] | undefined;
  readonly value: Value | undefined;
}

// oxlint-disable-next-line complexity -- one arm for each operation of RFC 6902
function apply(value: Value, { op, path, from, value: item }: Operation): Value | undefined {
  switch (op) {
    case 'add':
      return item === undefined ? undefined : put(value, path, item);
    case 'remove':
      return path.length === 0 ? undefined : changeAt(value, path, take);
    case 'replace': {
      if (item === undefined || lookup(value, path) === undefined) return undefined;
      return path.length === 0 ? item : changeAt(value, path, (parent, key) => replaced(parent, key, item));
    }
    case 'move': {
      const moved = from === undefined ? undefined : lookup(value, from);
      if (moved === undefined || from === undefined) return undefined;
      const without = from.length === 0 ? value : changeAt(value, from, take);
      return without === undefined ? undefined : put(without, path, moved);
    }
    case 'copy': {
      const copied = from === undefined ? undefined : lookup(value, from);
      return copied === undefined ? undefined : put(value, path, copied);
    }
    case 'test': {
      const found = lookup(value, path);
      return found !== undefined && item !== undefined && equal(found, item) ? value : undefined;
    }
    default:
      return undefined;
  }
}

function put(value: Value, path: readonly Value[], item: Value): Value | undefined {
  return path.length === 0 ? item : changeAt(value, path, add(item));
}

function operationOf(value: Value): Operation | undefined {
  if (!isObject(value)) return undefined;
  const op = field(value, 'op');
  const path = segmentsOf(field(value, 'path') ?? null);
  if (!isString(op) || path === undefined) return undefined;
  return { op, path, from: segmentsOf(field(value, 'from') ?? null), value: field(value, 'value') };
}

function patch(context: Context, value: Value, operations: Value): Value | undefined {
  if (!Array.isArray(operations)) return wrongType(context, 'json.patch', 2, 'array', operations);
  let result: Value | undefined = value;
  for (const item of operations as readonly Value[]) {
    const operation = operationOf(item);
    if (operation === undefined) return failed(context, 'json.patch', 'patch is not an object with op and path');
    context.session.charge(16);
    payWhole(context.session, result);
    result = apply(result, operation);
    if (result === undefined) return undefined;
  }
  return result;
}

export const pathBuiltins: BuiltinTable = { 'json.filter': filter, 'json.remove': remove, 'json.patch': patch };
