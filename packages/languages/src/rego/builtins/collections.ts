import { ObjectBuilder, entriesOf, objectOf, sizeOf, typeName } from '../../shared/containers.ts';
import { addNumbers, multiplyNumbers, parseNumber } from '../../shared/decimal.ts';
import type { Numeric } from '../../shared/decimal.ts';
import { StructSet, compare, equal, field, isNumeric, isObject, sortedKeys } from '../../shared/values.ts';
import type { PlainObject, StructMap, Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { payWhole } from '../run/cost.ts';
import { get } from '../run/runtime.ts';
import { ARRAY, SET, binary, failed, membersOf, unary, wrongType } from './builtin.ts';
import type { Builtin, BuiltinTable } from './builtin.ts';

type Obj = PlainObject | StructMap;
const COLLECTION = 'one of {array, set}';
const KEYS = 'one of {object, set, array}';

function count(context: Context, value: Value): Value | undefined {
  if (typeof value === 'string') return /[\ud800-\udfff]/.test(value) ? Array.from(value).length : value.length;
  if (Array.isArray(value)) return value.length;
  if (value instanceof StructSet) return value.size;
  if (isObject(value)) payWhole(context.session, value);
  return isObject(value) ? sizeOf(value) : wrongType(context, 'count', 1, 'one of {array, object, set, string}', value);
}

function folded(name: string, start: Numeric, step: (a: Numeric, b: Numeric) => Numeric | undefined): Builtin {
  return (context, value: Value) => {
    const members = membersOf(value);
    if (members === undefined) return wrongType(context, name, 1, COLLECTION, value);
    let total: Numeric | undefined = start;
    for (const member of members) {
      if (!isNumeric(member)) return wrongType(context, name, 1, `${COLLECTION} of numbers`, member);
      total = step(total, member);
      if (total === undefined) return failed(context, name, 'number has too many digits');
    }
    return total;
  };
}

function extreme(name: string, sign: number): Builtin {
  return (context, value: Value) => {
    const members = membersOf(value);
    if (members === undefined) return wrongType(context, name, 1, COLLECTION, value);
    let best: Value | undefined;
    for (const member of members) if (best === undefined || compare(member, best) * sign > 0) best = member;
    return best;
  };
}

function sorted(context: Context, value: Value): Value | undefined {
  const members = membersOf(value);
  if (members === undefined) return wrongType(context, 'sort', 1, COLLECTION, value);
  context.session.charge(members.length);
  return [...members].sort(compare);
}

function slice(context: Context, array: Value, start: Value, stop: Value): Value | undefined {
  if (!Array.isArray(array)) return wrongType(context, 'array.slice', 1, 'array', array);
  if (typeof start !== 'number') return wrongType(context, 'array.slice', 2, 'number', start);
  if (typeof stop !== 'number') return wrongType(context, 'array.slice', 3, 'number', stop);
  const to = Math.min(stop, array.length);
  return (array as readonly Value[]).slice(Math.max(start, 0), Math.max(to, 0));
}

function setsOf(context: Context, name: string, value: Value): readonly StructSet[] | undefined {
  if (!(value instanceof StructSet)) return wrongType(context, name, 1, 'set', value);
  const sets: StructSet[] = [];
  for (const member of value) {
    if (!(member instanceof StructSet)) return wrongType(context, name, 1, 'set of sets', member);
    sets.push(member);
  }
  return sets;
}

function intersection(context: Context, value: Value): Value | undefined {
  const sets = setsOf(context, 'intersection', value);
  if (sets === undefined) return undefined;
  const [first, ...rest] = sets;
  return StructSet.of((first?.values() ?? []).filter((member) => rest.every((set) => set.has(member))));
}

function union(context: Context, value: Value): Value | undefined {
  const sets = setsOf(context, 'union', value);
  return sets === undefined ? undefined : StructSet.of(sets.flatMap((set) => set.values()));
}

// oxlint-disable-next-line max-params -- the builtin has three operands
function objectGet(context: Context, object: Value, key: Value, standard: Value): Value | undefined {
  if (!isObject(object)) return wrongType(context, 'object.get', 1, 'object', object);
  if (!Array.isArray(key)) return field(object, key) ?? standard;
  let value: Value | undefined = object;
  for (const part of key as readonly Value[]) value = get(value, part);
  return value ?? standard;
}

function keysOf(context: Context, object: Obj): Value {
  payWhole(context.session, object);
  return StructSet.of(sortedKeys(object));
}

function keySet(context: Context, name: string, keys: Value): StructSet | undefined {
  if (keys instanceof StructSet) return keys;
  if (Array.isArray(keys)) return StructSet.of(keys as readonly Value[]);
  return isObject(keys) ? StructSet.of(sortedKeys(keys)) : wrongType(context, name, 2, KEYS, keys);
}

function selected(name: string, keep: boolean): Builtin {
  return (context, object: Value, keys: Value) => {
    if (!isObject(object)) return wrongType(context, name, 1, 'object', object);
    payWhole(context.session, object);
    const wanted = keySet(context, name, keys);
    if (wanted === undefined) return undefined;
    return objectOf([...entriesOf(object)].filter(([key]) => wanted.has(key) === keep));
  };
}

function merged(a: Obj, b: Obj): Obj {
  const builder = new ObjectBuilder();
  for (const [key, value] of entriesOf(a)) builder.set(key, value);
  for (const [key, value] of entriesOf(b)) {
    const before = builder.get(key);
    builder.set(key, isObject(before) && isObject(value) ? merged(before, value) : value);
  }
  return builder.done();
}

function objectUnion(context: Context, a: Value, b: Value): Value | undefined {
  if (!isObject(a)) return wrongType(context, 'object.union', 1, 'object', a);
  if (!isObject(b)) return wrongType(context, 'object.union', 2, 'object', b);
  context.session.charge(sizeOf(a) + sizeOf(b));
  return merged(a, b);
}

function objectUnionAll(context: Context, objects: Value): Value | undefined {
  if (!Array.isArray(objects)) return wrongType(context, 'object.union_n', 1, 'array', objects);
  let all: Obj = objectOf([]);
  for (const object of objects as readonly Value[]) {
    if (!isObject(object)) return wrongType(context, 'object.union_n', 1, 'array of objects', object);
    context.session.charge(sizeOf(all) + sizeOf(object));
    all = merged(all, object);
  }
  return all;
}

function subset(context: Context, big: Value, small: Value): Value | undefined {
  payWhole(context.session, big);
  if (isObject(big) && isObject(small)) return objectSubset(big, small);
  if (big instanceof StructSet && small instanceof StructSet) return small.values().every((member) => big.has(member));
  if (Array.isArray(big) && Array.isArray(small))
    return arraySubset(big as readonly Value[], small as readonly Value[]);
  if (Array.isArray(big) && small instanceof StructSet) {
    const members = StructSet.of(big as readonly Value[]);
    return small.values().every((member) => members.has(member));
  }
  const message = 'object.subset: both arguments object.subset must be of the same type or array and set';
  return context.session.fail('eval_type_error', message);
}

function objectSubset(big: Obj, small: Obj): boolean {
  for (const [key, value] of entriesOf(small)) {
    const other = field(big, key);
    if (other === undefined || !valueSubset(other, value)) return false;
  }
  return true;
}

function valueSubset(big: Value, small: Value): boolean {
  if (isObject(big) && isObject(small)) return objectSubset(big, small);
  if (big instanceof StructSet && small instanceof StructSet) return small.values().every((member) => big.has(member));
  if (Array.isArray(big) && Array.isArray(small))
    return arraySubset(big as readonly Value[], small as readonly Value[]);
  return equal(big, small);
}

/** An array is a subset where it is a run of neighbours. */
function arraySubset(big: readonly Value[], small: readonly Value[]): boolean {
  // A run starts at few places: most are ruled out by the first value.
  for (let i = 0; i + small.length <= big.length; i++) {
    if (small.every((value, j) => equal(big[i + j] as Value, value))) return true;
  }
  return false;
}

function member(context: Context, value: Value, collection: Value): Value {
  if (collection instanceof StructSet) return collection.has(value);
  context.session.fuel -= Array.isArray(collection) ? collection.length >> 3 : 1;
  if (Array.isArray(collection)) return (collection as readonly Value[]).some((item) => equal(item, value));
  if (!isObject(collection)) return false;
  payWhole(context.session, collection);
  for (const [, item] of entriesOf(collection)) if (equal(item, value)) return true;
  return false;
}

// oxlint-disable-next-line max-params -- the builtin has three operands
function memberPair(_: Context, key: Value, value: Value, collection: Value): Value {
  const found = get(collection, key);
  return found !== undefined && equal(found, value);
}

function toNumber(context: Context, value: Value): Value | undefined {
  if (value === null || value === false) return 0;
  if (value === true) return 1;
  if (isNumeric(value)) return value;
  if (typeof value !== 'string')
    return wrongType(context, 'to_number', 1, 'one of {number, string, boolean, null}', value);
  if (/^[+-]?(?:nan|inf|infinity)$/i.test(value))
    return context.session.fail('eval_type_error', `to_number: not a number: ${value}`);
  const text = value.replace(/^\+/, '');
  return (
    parseNumber(/^[+-]?\./.test(text) ? text.replace('.', '0.') : text.replace(/\.$/, '')) ??
    failed(context, 'to_number', `invalid syntax: ${value}`)
  );
}

function cast(name: string, wanted: string, convert: (value: Value) => Value | undefined): Builtin {
  return (context, value: Value) => convert(value) ?? wrongType(context, name, 1, wanted, value);
}

const only = (type: string) => (value: Value) => (typeName(value) === type ? value : undefined);
const is = (type: string) => (_: Context, value: Value) => typeName(value) === type;

function flatten(context: Context, array: readonly Value[]): Value {
  const flat = array.flatMap((item) => (Array.isArray(item) ? (item as readonly Value[]) : [item]));
  context.session.charge(flat.length);
  return flat;
}

export const collectionBuiltins: BuiltinTable = {
  count,
  sum: folded('sum', 0, addNumbers),
  product: folded('product', 1, multiplyNumbers),
  max: extreme('max', 1),
  min: extreme('min', -1),
  sort: sorted,
  all: (context, value: Value) =>
    membersOf(value)?.every((item) => item === true) ?? wrongType(context, 'all', 1, COLLECTION, value),
  any: (context, value: Value) => membersOf(value)?.includes(true) ?? wrongType(context, 'any', 1, COLLECTION, value),
  'array.concat': binary('array.concat', ARRAY, ARRAY, (a, b, context) => {
    context.session.charge(a.length + b.length);
    return [...a, ...b];
  }),
  'array.slice': slice,
  'array.reverse': unary('array.reverse', ARRAY, (value) => value.toReversed()),
  'array.flatten': unary('array.flatten', ARRAY, (value, context) => flatten(context, value)),
  intersection,
  union,
  set_diff: binary('set_diff', SET, SET, (a, b) => StructSet.of(a.values().filter((item) => !b.has(item)))),
  'object.get': objectGet,
  'object.keys': (context, value: Value) =>
    isObject(value) ? keysOf(context, value) : wrongType(context, 'object.keys', 1, 'object', value),
  'object.remove': selected('object.remove', false),
  'object.filter': selected('object.filter', true),
  'object.union': objectUnion,
  'object.union_n': objectUnionAll,
  'object.subset': subset,
  'internal.member_2': member,
  'internal.member_3': memberPair,
  to_number: toNumber,
  cast_array: cast('cast_array', 'one of {array, set}', (value) => membersOf(value)),
  cast_set: cast('cast_set', 'one of {array, set}', (value) => {
    const members = membersOf(value);
    return members === undefined ? undefined : StructSet.of(members);
  }),
  cast_string: cast('cast_string', 'string', only('string')),
  cast_boolean: cast('cast_boolean', 'boolean', only('boolean')),
  cast_null: cast('cast_null', 'null', only('null')),
  cast_object: cast('cast_object', 'object', only('object')),
  is_array: is('array'),
  is_boolean: is('boolean'),
  is_null: is('null'),
  is_number: is('number'),
  is_object: is('object'),
  is_set: is('set'),
  is_string: is('string'),
  type_name: (_, value: Value) => typeName(value),
};
