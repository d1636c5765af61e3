import { seededRandom } from '@sallyport/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { MatchItem } from './item.ts';
import { matchFindings } from './match-findings.ts';

function item(startLine: number, changes: Partial<MatchItem> = {}): MatchItem {
  return { rule: 'r', path: 'a.ts', startLine, message: 'This call is unsafe.', ...changes };
}

/** The current item's previous one, or -1. */
function origins(previous: readonly MatchItem[], current: readonly MatchItem[]): number[] {
  const found = current.map(() => -1);
  for (const pair of matchFindings(previous, current).pairs) found[pair.current] = pair.previous;
  return found;
}

describe('matchFindings', () => {
  it('never matches across rules', () => {
    expect(origins([item(5)], [item(5, { rule: 'other' })])).toEqual([-1]);
  });

  it('gives up where two are equally likely, and says so', () => {
    const result = matchFindings([item(50)], [item(45), item(55)]);

    expect(result.pairs).toEqual([]);
    expect(result.ambiguous).toEqual([0, 1]);
  });

  it('gives up on two single results that changed their files alike', () => {
    const previous = [item(5, { path: 'x/old-one.ts' }), item(5, { path: 'x/old-two.ts' })];
    const current = [item(5, { path: 'y/new-three.ts' }), item(5, { path: 'y/new-four.ts' })];

    expect(origins(previous, current)).toEqual([-1, -1]);
  });

  it('lets a new near-duplicate not take the place of one that moved', () => {
    const previous = [10, 30, 50, 70].map((line) => item(line));

    expect(
      origins(
        previous,
        [14, 34, 37, 54, 74].map((line) => item(line)),
      ),
    ).toEqual([0, 1, -1, 2, 3]);
  });

  it('lets what is gone be gone though a neighbour moved near its place', () => {
    const previous = [10, 20, 30, 40, 60].map((line) => item(line));

    expect(
      origins(
        previous,
        [20, 30, 40, 60].map((line) => item(line + 10)),
      ),
    ).toEqual([1, 2, 3, 4]);
  });

  it('carries over edited messages and moved lines at once', () => {
    const messages = ['Query built from user input', 'File opened from a request path', 'Weak hash used for passwords'];
    const previous = messages.map((message, index) => item(10 + 10 * index, { message }));
    const current = messages.map((message, index) => item(17 + 10 * index, { message: `Possible: ${message} (CWE)` }));

    expect(origins(previous, current.toReversed())).toEqual([2, 1, 0]);
  });

  it('tells results on one line apart by their messages', () => {
    const previous = [item(3, { message: 'flows to a.py:10' }), item(3, { message: 'flows to a.py:90' })];
    const current = [item(8, { message: 'now flows to a.py:95' }), item(8, { message: 'now flows to a.py:15' })];

    // The lines named have moved with the code; nothing is left that tells the two apart.
    expect(origins(previous, current)).toEqual([-1, -1]);
    expect(origins(previous, [previous[1] as MatchItem, previous[0] as MatchItem])).toEqual([1, 0]);
  });

  it('matches results without lines by rule and message', () => {
    const bare = (message: string, path = 'a.lock'): MatchItem => ({ rule: 'r', path, message });

    const found = origins([bare('old lodash'), bare('old react')], [bare('old react'), bare('very old lodash')]);

    expect(found).toEqual([1, 0]);
  });

  it('follows a renamed file with all its results', () => {
    const previous = [5, 9, 30].map((line) => item(line, { path: 'src/a.ts' }));
    const result = matchFindings(
      previous,
      [7, 11, 32].map((line) => item(line, { path: 'lib/z.ts' })),
    );

    expect(result.pairs.map((pair) => [pair.previous, pair.pass])).toEqual(
      [0, 1, 2].map((index) => [index, 'renamed-file']),
    );
    expect([...result.renames]).toEqual([['src/a.ts', 'lib/z.ts']]);
  });

  it('follows code that moved to another place by its context alone', () => {
    const others = [20, 30].map((line) => item(line, { contextHash: `c${line}` }));
    const previous = [item(10, { contextHash: 'moved' }), ...others];
    const current = [...others, item(400, { contextHash: 'moved' })];

    expect(origins(previous, current)).toEqual([1, 2, 0]);
  });

  it('trusts a fingerprint that is unique on both sides, and no other', () => {
    const print = (fingerprint: string, line: number, path: string): MatchItem => item(line, { fingerprint, path });

    expect(origins([print('f', 1, 'a')], [print('f', 900, 'b')])).toEqual([0]);
    expect(origins([print('f', 1, 'a'), print('f', 2, 'c')], [print('f', 900, 'b')])).toEqual([-1]);
  });

  it('matches everything with itself, whatever the order', () => {
    const items = fc.array(
      fc.record({
        rule: fc.constantFrom('a', 'b'),
        path: fc.constantFrom('x', 'y', 'z/x'),
        startLine: fc.integer({ min: 1, max: 30 }),
        message: fc.constantFrom('one message', 'another message'),
      }),
      { maxLength: 40 },
    );

    fc.assert(
      fc.property(items, fc.nat(), (previous, seed) => {
        const random = seededRandom(seed);
        const order = previous.map((_, index) => index).toSorted(() => random.next() - 0.5);

        const found = origins(
          previous,
          order.map((index) => previous[index] as MatchItem),
        );

        expect(found.map((index) => previous[index])).toEqual(order.map((index) => previous[index]));
        expect(new Set(found).size).toBe(previous.length);
      }),
    );
  });

  it('is one-to-one and never crosses rules, whatever the input', () => {
    const anything = fc.array(
      fc.record(
        {
          rule: fc.constantFrom('a', 'b'),
          path: fc.constantFrom('x', 'y', 'z'),
          startLine: fc.integer({ min: 1, max: 12 }),
          endLine: fc.integer({ min: 1, max: 12 }),
          message: fc.string({ maxLength: 6 }),
          contextHash: fc.constantFrom('1', '2', '3'),
          fingerprint: fc.constantFrom('p', 'q', 'r', 's'),
        },
        { requiredKeys: ['rule', 'path', 'message'] },
      ),
      { maxLength: 30 },
    );

    fc.assert(
      fc.property(anything, anything, (previous, current) => {
        const { pairs } = matchFindings(previous, current);

        expect(new Set(pairs.map((pair) => pair.previous)).size).toBe(pairs.length);
        expect(new Set(pairs.map((pair) => pair.current)).size).toBe(pairs.length);
        for (const pair of pairs) expect(previous[pair.previous]?.rule).toBe(current[pair.current]?.rule);
      }),
    );
  });
});
