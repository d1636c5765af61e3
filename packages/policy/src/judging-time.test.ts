import { fixedClock } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { decide } from './gate/decide.ts';
import { plainGate } from './gate/gate.ts';
import { judgingTime, overdue, withinTime } from './judging-time.ts';
import type { Policy } from './policy.ts';
import { NOW, makeInput, traced } from './testing/inputs.ts';

describe('judgingTime', () => {
  it('ends with the outer time where that is shorter, and says which of them is up', () => {
    const clock = fixedClock(NOW);
    const outer = judgingTime(clock, 100);
    clock.advance(70);
    const inner = judgingTime(clock, 50, outer);

    expect([inner.leftMs(), overdue(inner), withinTime(inner)]).toEqual([30, undefined, { limits: { timeMs: 30 } }]);
    clock.advance(30);
    expect(overdue(inner)).toEqual({ kind: 'timeout', message: 'It took more than 100 ms in all.' });
    expect(withinTime(inner)).toEqual({ limits: { timeMs: 0 } });
  });

  it('closes a gate whose policies take too long together, each within its own time', () => {
    const clock = fixedClock(NOW);
    const policies = ['a', 'b', 'c'].map((id) => {
      const policy: Policy = {
        id,
        title: id,
        requires: [],
        digest: 'sha256:00',
        judge: () => {
          clock.advance(40);
          return { breaches: [] };
        },
      };
      return { policy, enforcement: 'deny' as const };
    });
    const gate = plainGate('merge', { evidence: [] });

    const decision = decide({
      gate,
      policies,
      input: traced(makeInput()),
      clock,
      limits: { policyMs: 50, gateMs: 70 },
    });

    expect(decision.outcome).toBe('failed');
    expect(decision.problems).toEqual([{ policy: 'c', kind: 'timeout', message: 'It took more than 70 ms in all.' }]);
  });
});
