import { fail } from '../errors.ts';
import * as runtime from '../run/operations.ts';
import type { Session } from '../run/session.ts';
import type { CelExpr } from '../syntax/ast.ts';
import { bind, variableName } from '../syntax/macros.ts';
import type { Macro } from '../syntax/macros.ts';
import { optionalOf, param, typeOfType } from '../types.ts';
import { Duration, NONE, Optional, Timestamp, TypeValue, isMap, sizeOfMap, typeNameOf } from '../values.ts';
import type { CelValue } from '../values.ts';
import { numeric } from '../numbers.ts';
import type { Library } from './library.ts';

/** `a.optMap(x, f)` and `a.optFlatMap(x, f)`. */
function mapping(name: string, wrap: boolean): Macro {
  return {
    name,
    method: true,
    arity: 2,
    expand: (call) => {
      const { build, at, args } = call;
      const target = call.target as CelExpr;
      const variable = variableName(args[0]);
      const value = build.method(at, target, 'value', []);
      const body = bind(call, variable, value, args[1] as CelExpr);
      const has = build.method(at, target, 'hasValue', []);
      return build.call(at, '_?_:_', [
        has,
        wrap ? build.call(at, 'optional.of', [body]) : body,
        build.call(at, 'optional.none', []),
      ]);
    },
  };
}

/** False, zero, empty or null: what `ofNonZeroValue` leaves out. */
function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === '') return true;
  const number = numeric(value);
  if (number !== undefined) return Number(number) === 0;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Duration || value instanceof Timestamp) return value.nanos === 0n;
  return typeof value === 'object' && isMap(value) && sizeOfMap(value) === 0;
}

function unwrapAll(s: Session, list: readonly CelValue[]): readonly CelValue[] {
  s.charge(list.length);
  return list.flatMap((item) => {
    if (!(item instanceof Optional))
      return fail('no_such_overload', `no such overload: ${typeNameOf(item)} is no optional`);
    return item.value === undefined ? [] : [item.value];
  });
}

function end(list: readonly CelValue[], at: number): Optional {
  const value = list.at(at);
  return value === undefined ? NONE : new Optional(value);
}

/** Values that may be absent. */
export const OPTIONALS: Library = {
  name: 'optionals',
  macros: [mapping('optMap', true), mapping('optFlatMap', false)],
  constants: { optional_type: { type: typeOfType(optionalOf(param('V'))), value: new TypeValue('optional_type') } },
  functions: {
    'optional.of': [['optional_of', '(V) -> optional_type(V)', (_, value: CelValue) => new Optional(value)]],
    'optional.ofNonZeroValue': [
      [
        'optional_ofNonZeroValue',
        '(V) -> optional_type(V)',
        (_, value: CelValue) => (isZero(value) ? NONE : new Optional(value)),
      ],
    ],
    'optional.none': [['optional_none', '() -> optional_type(V)', () => NONE]],
    'optional.unwrap': [['optional_unwrap', '(list(optional_type(V))) -> list(V)', unwrapAll]],
    unwrapOpt: [['optional_unwrapOpt', 'list(optional_type(V)).() -> list(V)', unwrapAll]],
    value: [
      [
        'optional_value',
        'optional_type(V).() -> V',
        (_, { value }: Optional) =>
          value ?? (value === null ? null : fail('invalid_argument', 'optional.none() dereference')),
      ],
    ],
    hasValue: [['optional_hasValue', 'optional_type(V).() -> bool', (_, { value }: Optional) => value !== undefined]],
    or: [
      [
        'optional_or_optional',
        'optional_type(V).(optional_type(V)) -> optional_type(V)',
        (_, a: Optional, b: Optional) => (a.value === undefined ? b : a),
      ],
    ],
    orValue: [
      [
        'optional_orValue_value',
        'optional_type(V).(V) -> V',
        (_, { value }: Optional, other: CelValue) => (value === undefined ? other : value),
      ],
    ],
    first: [['list_first', 'list(V).() -> optional_type(V)', (_, list: readonly CelValue[]) => end(list, 0)]],
    last: [['list_last', 'list(V).() -> optional_type(V)', (_, list: readonly CelValue[]) => end(list, -1)]],
    '_?._': [],
    '_[?_]': [
      [
        'list_optindex_optional_int',
        '(list(V), int) -> optional_type(V)',
        (_, of: CelValue, key: CelValue) => runtime.optionalIndex(of, key),
      ],
      [
        'optional_list_optindex_optional_int',
        '(optional_type(list(V)), int) -> optional_type(V)',
        (_, of: CelValue, key: CelValue) => runtime.optionalIndex(of, key),
      ],
      [
        'map_optindex_optional_value',
        '(map(K, V), K) -> optional_type(V)',
        (_, of: CelValue, key: CelValue) => runtime.optionalIndex(of, key),
      ],
      [
        'optional_map_optindex_optional_value',
        '(optional_type(map(K, V)), K) -> optional_type(V)',
        (_, of: CelValue, key: CelValue) => runtime.optionalIndex(of, key),
      ],
    ],
    '_[_]': [
      [
        'optional_list_index_int',
        '(optional_type(list(V)), int) -> optional_type(V)',
        (_, of: CelValue, key: CelValue) => runtime.index(of, key),
      ],
      [
        'optional_map_index_value',
        '(optional_type(map(K, V)), K) -> optional_type(V)',
        (_, of: CelValue, key: CelValue) => runtime.index(of, key),
      ],
    ],
  },
};
