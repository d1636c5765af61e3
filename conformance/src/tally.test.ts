import { describe, expect, it } from 'vitest';

import { judge } from './tally.ts';

const results = [
  { id: 'a', passed: true },
  { id: 'b', passed: false, reason: 'not found', group: 'negatives' },
  { id: 'c', passed: false },
];

describe('judge', () => {
  it('complains of a group under its floor, of no cases at all, and of a group that never came', () => {
    expect(judge(results, { all: 0.5 }, {}).complaints).toEqual(['all: 33.33 % is under its floor of 50.00 %']);
    expect(judge([], {}, {}).complaints).toEqual(['no case was counted']);
    expect(judge(results, { rules: 0.9 }, {}).complaints).toEqual(['rules: 0.00 % is under its floor of 90.00 %']);
  });

  it('leaves out excluded cases, but only those with a reason, and names exclusions that are met by no case', () => {
    const judged = judge(results, {}, { b: 'wrong at the source', c: '', z: 'gone' });

    expect(judged.groups.get('all')).toEqual({ passed: 1, total: 2 });
    expect(judged.complaints).toEqual(['exclusion c gives no reason', 'exclusion z names no case of this corpus']);
  });

  it('counts a case in its group and in all', () => {
    const judged = judge(results, {}, {});

    expect(judged.groups.get('negatives')).toEqual({ passed: 0, total: 1 });
    expect(judged.failures.map((failure) => failure.id)).toEqual(['b', 'c']);
  });
});
