import { compare, equal } from '../compare.ts';
import { fail } from '../errors.ts';
import type { Session } from '../run/session.ts';
import type { CelExpr } from '../syntax/ast.ts';
import { bind, collectSteps, foldOf, variableName } from '../syntax/macros.ts';
import type { Macro } from '../syntax/macros.ts';
import { mapKey, typeNameOf } from '../values.ts';
import type { CelValue, Int } from '../values.ts';
import type { Library, OverloadSpec } from './library.ts';

type List = readonly CelValue[];

// oxlint-disable-next-line max-params -- the operands of the overload
function slice(s: Session, list: List, from: Int, to: Int): List {
  const [start, end] = [Number(from), Number(to)];
  if (start < 0 || end < 0) fail('index_out_of_range', 'cannot slice with a negative index');
  if (start > end) fail('index_out_of_range', `cannot slice(${start}, ${end}): start is after the end`);
  if (end > list.length) fail('index_out_of_range', `cannot slice(${start}, ${end}), list length is ${list.length}`);
  s.charge(end - start);
  return list.slice(start, end);
}

function flatten(s: Session, list: List, depth: Int = 1): List {
  if (depth < 0) fail('invalid_argument', 'level must be non-negative');
  const flat = (items: List, levels: number): CelValue[] => {
    s.charge(items.length);
    return items.flatMap((item) => (Array.isArray(item) && levels > 0 ? flat(item as List, levels - 1) : [item]));
  };
  return flat(list, Math.min(Number(depth), 256));
}

function range(s: Session, count: Int): List {
  s.charge(Math.max(0, Number(count)));
  return Array.from({ length: Math.max(0, Number(count)) }, (_, i) => i);
}

/** Items without those that are equal to an earlier one. */
function distinct(s: Session, list: List): List {
  s.charge(list.length);
  const seen = new Set<unknown>();
  const others: CelValue[] = [];
  return list.filter((item) => {
    const form = item === null ? null : mapKey(item);
    if (form !== undefined) {
      const isNew = !seen.has(form) || Number.isNaN(form);
      seen.add(form);
      return isNew;
    }
    s.work(others.length);
    if (others.some((other) => equal(other, item, s))) return false;
    others.push(item);
    return true;
  });
}

/** The order of two items of one type; an error where they have none. */
function order(a: CelValue, b: CelValue): number {
  const [left, right] = [typeNameOf(a), typeNameOf(b)];
  if (left !== right) return fail('no_such_overload', `no such overload: cannot sort ${left} and ${right}`);
  return compare(a, b) ?? fail('no_such_overload', `no such overload: ${left} has no order`);
}

function sorted(s: Session, list: List, keys: List): List {
  if (keys.length !== list.length) fail('invalid_argument', 'there must be one key for each item');
  s.charge(list.length);
  const lengths = keys.reduce((sum: number, key) => sum + (typeof key === 'string' ? key.length : 0), list.length);
  s.work((lengths >> 6) * Math.ceil(Math.log2(list.length + 1)) + list.length);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) order(only, only);
  const places = Array.from(keys, (key, i) => ({ key, i }));
  places.sort((a, b) => order(a.key, b.key));
  return places.map(({ i }) => list[i] as CelValue);
}

/** `list.sortBy(x, key)`. */
const SORT_BY: Macro = {
  name: 'sortBy',
  method: true,
  arity: 2,
  expand: (call) => {
    const { build, at, args } = call;
    const variable = variableName(args[0]);
    const input = '@__sortBy_input__';
    const keys = foldOf(
      { ...call, target: build.ident(at, input) },
      { iterVar: variable, iterVar2: undefined },
      collectSteps(call, 'map', { condition: undefined, body: args[1] as CelExpr }),
    );
    const body = build.method(at, build.ident(at, input), '@sortByAssociatedKeys', [keys]);
    return bind(call, input, call.target as CelExpr, body);
  },
};

const SORTABLE = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];

/** Functions on lists. */
export const LISTS: Library = {
  name: 'lists',
  macros: [SORT_BY],
  functions: {
    slice: [['list_slice', 'list(T).(int, int) -> list(T)', slice]],
    flatten: [
      ['list_flatten', 'list(list(T)).() -> list(T)', flatten],
      ['list_flatten_int', 'list(dyn).(int) -> list(dyn)', flatten],
    ],
    'lists.range': [['lists_range', '(int) -> list(int)', range]],
    distinct: [['list_distinct', 'list(T).() -> list(T)', distinct]],
    reverse: [['list_reverse', 'list(T).() -> list(T)', (s, list: List) => (s.charge(list.length), list.toReversed())]],
    sort: SORTABLE.map((type): OverloadSpec => [
      `list_${type}_sort`,
      `list(${type}).() -> list(${type})`,
      (s, list: List) => sorted(s, list, list),
    ]),
    '@sortByAssociatedKeys': SORTABLE.map((type): OverloadSpec => [
      `list_${type}_sortByAssociatedKeys`,
      `list(T).(list(${type})) -> list(T)`,
      sorted,
    ]),
  },
};
