import { seededRandom } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { searchTreeNames } from './tree-names.ts';

const random = seededRandom(11);
const pick = (list: readonly string[]): string => list[random.below(list.length)] ?? '';

/** A tree object of a few entries; ids hold any bytes, zeros and letters of endings too. */
function tree(names: readonly string[]): Buffer {
  const entries = names.flatMap((name) => [
    Buffer.from(`100644 ${name}\0`),
    Buffer.from(Array.from({ length: 20 }, () => pick(['\0', '.', 'p', '1', '2', 'x'])).join(''), 'latin1'),
  ]);
  return Buffer.concat(entries);
}

/** What a delta would copy: the beginning and the end that both have. */
function copiesOf(base: Buffer, made: Buffer) {
  const most = Math.min(base.length, made.length);
  let head = 0;
  while (head < most && base[head] === made[head]) head += 1;
  let tail = 0;
  while (tail < most - head && base[base.length - 1 - tail] === made[made.length - 1 - tail]) tail += 1;
  const first = { source: 0, target: 0, length: head };
  const last = { source: base.length - tail, target: made.length - tail, length: tail };
  return [first, last].filter((copy) => copy.length > 0);
}

describe('searchTreeNames', () => {
  it('finds a name by its end, and no name that only looks like it', () => {
    const found = (...names: string[]): boolean => {
      const search = searchTreeNames(() => ['.p12'], 1 << 20);
      search.look(Buffer.from(names.map((name) => `100644 ${name}\0${'x'.repeat(20)}`).join('')));
      return search.found;
    };

    expect(found('a.p123', 'p12', 'a.p1', '.p12.txt')).toBe(false);
    expect(found('a.txt', 'b.p12', 'c.txt')).toBe(true);
    expect(found('.p12')).toBe(true);
  });

  it('finds along deltas what it finds in whole trees', () => {
    for (let round = 0; round < 400; round++) {
      const names = Array.from({ length: 1 + random.below(5) }, () => pick(['a', 'b.p', 'c.p1', 'd.p13', 'e.x']));
      const changed = names.map((name) => (random.below(3) === 0 ? name + pick(['2', '12', '.p12', '.p1', '']) : name));
      const [base, made] = [tree(names), tree(changed)];
      const whole = searchTreeNames(() => ['.p12'], 1 << 20);
      whole.look(base);
      whole.look(made);
      const along = searchTreeNames(() => ['.p12'], 1 << 20);

      const state = along.visitor.visit({ id: 'a', data: base });
      const parent = { state, length: base.length, copies: copiesOf(base, made) };
      along.visitor.visit({ id: 'b', data: made, parent });

      expect([changed, along.found]).toEqual([changed, whole.found]);
    }
  });
});
