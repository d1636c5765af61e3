import { compare, equal } from '../../compare.ts';
import { fail } from '../../errors.ts';
import { addInts, onUints, toNumber } from '../../numbers.ts';
import type { Session } from '../../run/session.ts';
import { Duration, Uint, doubleOf, isDouble, isInt, typeNameOf } from '../../values.ts';
import type { CelValue } from '../../values.ts';
import type { Library, OverloadSpec } from '../library.ts';
import { durationOf } from '../times.ts';

type List = readonly CelValue[];

const COMPARABLE = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];
const SUMMABLE: Readonly<Record<string, CelValue>> = {
  int: 0,
  uint: new Uint(0),
  double: doubleOf(0),
  duration: new Duration(0n),
};

function refuse(a: CelValue, b: CelValue): never {
  return fail('no_such_overload', `no such overload: ${typeNameOf(a)} and ${typeNameOf(b)}`);
}

function order(a: CelValue, b: CelValue): number {
  return compare(a, b) ?? refuse(a, b);
}

function isSorted(s: Session, list: List): boolean {
  s.work(list.length);
  return list.every((item, i) => i === 0 || !(order(list[i - 1] as CelValue, item) > 0));
}

function add(a: CelValue, b: CelValue): CelValue {
  if (isInt(a) && isInt(b)) return addInts(a, b);
  if (a instanceof Uint && b instanceof Uint) return onUints(a, b, (x, y) => x + y);
  if (a instanceof Duration && b instanceof Duration) return durationOf(a.nanos + b.nanos);
  return isDouble(a) && isDouble(b) ? doubleOf(toNumber(a) + toNumber(b)) : refuse(a, b);
}

/** The sum; the type of an empty list's sum is that of the overload, an int where that is not known. */
function sum(zero: CelValue): OverloadSpec[2] {
  return (s, list: List) => {
    s.work(list.length);
    const [first, ...rest] = list;
    if (first === undefined) return zero;
    return rest.reduce(add, add(zeroLike(first), first));
  };
}

function zeroLike(value: CelValue): CelValue {
  if (value instanceof Uint) return new Uint(0);
  if (value instanceof Duration) return new Duration(0n);
  return isInt(value) ? 0 : doubleOf(0);
}

function best(name: string, sign: number): OverloadSpec[2] {
  return (s, list: List) => {
    s.work(list.length);
    let found: CelValue = list[0] ?? fail('invalid_argument', `${name} called on empty list`);
    order(found, found);
    for (const item of list) if (sign * order(item, found) > 0) found = item;
    return found;
  };
}

function indexOf(s: Session, list: List, item: CelValue): number {
  s.work(list.length);
  return list.findIndex((other) => equal(other, item, s));
}

function lastIndexOf(s: Session, list: List, item: CelValue): number {
  s.work(list.length);
  return list.findLastIndex((other) => equal(other, item, s));
}

function includes(s: Session, target: CelValue, item: CelValue): boolean {
  if (!Array.isArray(target)) return equal(target, item, s);
  return indexOf(s, target as List, item) >= 0;
}

function comparable(
  id: (type: string) => string,
  signature: (type: string) => string,
  run: OverloadSpec[2],
): OverloadSpec[] {
  return COMPARABLE.map((type): OverloadSpec => [id(type), signature(type), run]);
}

/** Functions on lists, as Kubernetes has them. */
export const KUBERNETES_LISTS: Library = {
  name: 'kubernetes.lists',
  functions: {
    isSorted: comparable(
      (type) => `list_${type}_is_sorted_bool`,
      (type) => `list(${type}).() -> bool`,
      isSorted,
    ),
    sum: Object.entries(SUMMABLE).map(([type, zero]): OverloadSpec => [
      `list_${type}_sum_${type}`,
      `list(${type}).() -> ${type}`,
      sum(zero),
    ]),
    max: comparable(
      (type) => `list_${type}_max_${type}`,
      (type) => `list(${type}).() -> ${type}`,
      best('max', 1),
    ),
    min: comparable(
      (type) => `list_${type}_min_${type}`,
      (type) => `list(${type}).() -> ${type}`,
      best('min', -1),
    ),
    indexOf: [['list_a_index_of_int', 'list(A).(A) -> int', indexOf]],
    lastIndexOf: [['list_a_last_index_of_int', 'list(A).(A) -> int', lastIndexOf]],
    includes: [['list_includes_dyn_dyn', 'dyn.(dyn) -> bool', includes]],
  },
};
