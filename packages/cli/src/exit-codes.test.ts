import { describe, expect, it } from 'vitest';

import { EXIT, worstExit } from './exit-codes.ts';

describe('worstExit', () => {
  it('puts usage before failure before findings before incomplete before approval before nothing', () => {
    expect(worstExit([3, 4, 6, 1, 5, 2])).toBe(EXIT.usage);
    expect(worstExit([3, 4, 6, 1, 5])).toBe(EXIT.failure);
    expect(worstExit([3, 4, 6, 1])).toBe(EXIT.findings);
    expect(worstExit([3, 4, 6])).toBe(EXIT.incomplete);
    expect(worstExit([3, 4])).toBe(EXIT.approval);
    expect(worstExit([3, 0])).toBe(EXIT.nothing);
    expect(worstExit([0])).toBe(EXIT.fine);
    expect(worstExit([])).toBe(EXIT.fine);
  });
});
