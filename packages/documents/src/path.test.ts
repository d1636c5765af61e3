import { describe, expect, it } from 'vitest';

import { parseJson } from './json/parse.ts';
import { locate, nodeAt, pathAt } from './path.ts';
import { only } from './testing/read.ts';

const root = only(parseJson('{\n  "a": [10, {"b": "x"}],\n  "1": true, "empty": {}\n}'));

describe('paths', () => {
  it('find nothing where the text has nothing', () => {
    expect(nodeAt(root, ['a', 2])).toBeUndefined();
    expect(nodeAt(root, ['a', -1])).toBeUndefined();
    expect(nodeAt(root, ['a', '01'])).toBeUndefined();
    expect(nodeAt(root, ['a', 0, 'x'])).toBeUndefined();
    expect(nodeAt(root, ['length'])).toBeUndefined();
    expect(pathAt(root, 4, 2)).toBeUndefined();
    expect(pathAt(root, 99, 1)).toBeUndefined();
    expect(pathAt(root, 0, 1)).toEqual([]);
  });

  it('find nodes by keys and indexes, also where digits are written as the other kind', () => {
    expect(nodeAt(root, [])).toBe(root);
    expect(nodeAt(root, ['a', 1, 'b'])?.raw).toBe('"x"');
    expect(nodeAt(root, ['a', '1', 'b'])?.raw).toBe('"x"');
    expect(nodeAt(root, [1])?.raw).toBe('true');
  });

  it('lead back from every place to the innermost node', () => {
    expect(pathAt(root, 1, 1)).toEqual([]);
    expect(pathAt(root, 2, 3)).toEqual(['a']);
    expect(pathAt(root, 2, 9)).toEqual(['a', 0]);
    expect(pathAt(root, 2, 14)).toEqual(['a', 1, 'b']);
    expect(pathAt(root, 2, 12)).toEqual(['a']);
    expect(pathAt(root, 3, 23)).toEqual(['empty']);
  });

  it('locate the longest part of a path that exists, from its key on', () => {
    const missing = locate(root, ['a', 1, 'c', 'd']);
    const exact = locate(root, ['a', 1, 'b']);

    expect(missing).toMatchObject({ exact: false, found: ['a', 1], range: { start: { line: 2, column: 13 } } });
    expect(exact).toMatchObject({
      exact: true,
      range: { start: { line: 2, column: 14 }, end: { line: 2, column: 22 } },
    });
  });
});
