import fc from 'fast-check';
import { expect, it } from 'vitest';

import { Heap } from './heap.ts';

it('gives nothing when empty', () => {
  expect(new Heap<number>((a, b) => a < b).pop()).toBeUndefined();
});

it('gives items in order, whatever the order they came in and however pushes and pops mix', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.array(fc.integer()), (first, second) => {
      const heap = new Heap<number>((a, b) => a < b);
      for (const item of first) heap.push(item);
      const least = heap.pop();
      for (const item of second) heap.push(item);
      const rest = Array.from({ length: heap.size }, () => heap.pop());

      expect(least).toBe(first.length === 0 ? undefined : Math.min(...first));
      const left = first.toSorted((a, b) => a - b).slice(1);
      expect(rest).toEqual([...left, ...second].toSorted((a, b) => a - b));
    }),
  );
});
