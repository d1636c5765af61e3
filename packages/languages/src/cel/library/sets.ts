import { contains } from '../compare.ts';
import type { Session } from '../run/session.ts';
import type { CelValue } from '../values.ts';
import type { Library } from './library.ts';

type List = readonly CelValue[];

function containsAll(s: Session, list: List, part: List): boolean {
  s.work((list.length * part.length) >> 2);
  return part.every((item) => contains(list, item, s));
}

function intersects(s: Session, a: List, b: List): boolean {
  s.work((a.length * b.length) >> 2);
  return a.some((item) => contains(b, item, s));
}

/** Lists as sets. */
export const SETS: Library = {
  name: 'sets',
  functions: {
    'sets.contains': [['list_sets_contains_list', '(list(T), list(T)) -> bool', containsAll]],
    'sets.equivalent': [
      [
        'list_sets_equivalent_list',
        '(list(T), list(T)) -> bool',
        (s, a: List, b: List) => containsAll(s, a, b) && containsAll(s, b, a),
      ],
    ],
    'sets.intersects': [['list_sets_intersects_list', '(list(T), list(T)) -> bool', intersects]],
  },
};
