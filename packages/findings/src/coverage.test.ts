import { describe, expect, it } from 'vitest';

import { hasLooked, SkipCounter } from './coverage.ts';

describe('hasLooked', () => {
  it.each([
    ['commits without a blob', 'ran', { files: 0, bytes: 0, commits: 3, blobs: 0 }],
    ['layers without a file', 'ran', { layers: 2, files: 0 }],
    ['nothing', 'ran', {}],
    ['what a part that failed had looked at', 'failed', { files: 3 }],
  ] as const)('takes %s for nothing that was looked at', (_, state, looked) => {
    expect(hasLooked({ state, looked })).toBe(false);
  });

  it.each([
    ['a file', 'ran', { files: 1 }],
    ['the blobs of a bare repository', 'ran', { files: 0, commits: 1, blobs: 1 }],
    ['the checks of a host', 'ran', { checks: 1 }],
    ['what a part could do that lacks something', 'missing', { packages: 2 }],
  ] as const)('takes %s for something', (_, state, looked) => {
    expect(hasLooked({ state, looked })).toBe(true);
  });
});

describe('SkipCounter', () => {
  it('keeps ten examples of a reason and counts the rest, also of those of another counter', () => {
    const counter = new SkipCounter();
    const other = new SkipCounter();
    for (let n = 0; n < 7; n += 1) {
      counter.add('binary', `a${n}`);
      other.add('binary', `b${n}`, 'a note');
    }
    other.add('unreadable', 'c');

    counter.merge(other.list());

    expect(counter.list()).toMatchObject([
      { reason: 'binary', count: 14, note: 'a note' },
      { reason: 'unreadable', count: 1, examples: ['c'] },
    ]);
    expect(counter.list()[0]?.examples).toHaveLength(10);
  });
});
