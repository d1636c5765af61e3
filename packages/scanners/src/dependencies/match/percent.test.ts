import { expect, it } from 'vitest';

import { percent } from './percent.ts';

it.each([
  [0, '0.0 %'],
  [0.0004, 'less than 0.1 %'],
  [0.001, '0.1 %'],
  [0.9446, '94.4 %'],
  [0.99987, '99.9 %'],
  [1, '100.0 %'],
])('writes %d as a share of all that is never more than it', (share, text) => {
  expect(percent(share)).toBe(text);
});
