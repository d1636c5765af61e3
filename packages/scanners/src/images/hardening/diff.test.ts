import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { unifiedDiff } from './diff.ts';

describe('unifiedDiff', () => {
  it('is nothing where nothing changes', () => {
    expect(unifiedDiff(['a'], ['a'], { before: 'a', after: 'b' })).toEqual([]);
  });

  it('applied to the old lines gives the new ones', () => {
    const line = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.array(line, { maxLength: 30 }), (before, after) => {
        const diff = unifiedDiff(before, after, { before: 'x', after: 'y' });
        expect(applied(before, diff)).toEqual(after);
      }),
    );
  });
});

/** Applies a diff as `patch` does, without any slack. */
function applied(before: readonly string[], diff: readonly string[]): string[] {
  const result: string[] = [];
  let at = 0;
  for (const line of diff.slice(2)) {
    const start = /^@@ -(?<from>\d+),(?<count>\d+) /.exec(line)?.groups;
    if (start !== undefined) {
      const from = Number(start['from']) - (start['count'] === '0' ? 0 : 1);
      result.push(...before.slice(at, from));
      at = from;
    } else if (line.startsWith('+')) result.push(line.slice(1));
    else {
      if (before[at] !== line.slice(1)) throw new Error(`${line} does not apply`);
      if (line.startsWith(' ')) result.push(line.slice(1));
      at += 1;
    }
  }
  return [...result, ...before.slice(at)];
}
