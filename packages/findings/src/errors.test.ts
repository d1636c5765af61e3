import { describe, expect, it } from 'vitest';

import { findingsErrors } from './errors.ts';

describe('findingsErrors', () => {
  it('gives each of its codes a message and a next step', () => {
    const made = [
      findingsErrors.BASELINE_MALFORMED({ problem: 'p' }),
      findingsErrors.BASELINE_TOO_LARGE({ sizeBytes: 2, maxBytes: 1 }),
      findingsErrors.DIFF_MALFORMED({ line: 3 }),
    ];

    expect(made.map(({ code }) => code)).toEqual(findingsErrors.codes.map((code) => `FINDINGS_${code}`));
    for (const { message, next, exit } of made) {
      expect(`${message} ${next}`).not.toMatch(/[{}]/);
      expect(exit).toBe(2);
    }
  });
});
