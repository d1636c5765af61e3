import { describe, expect, it } from 'vitest';

import { checklistBlock } from './checklist-block.ts';

const check = (
  id: string,
  state: 'pass' | 'fail' | 'manual' | 'not-applicable' | 'unknown',
  evidence: string[] = [],
) => ({
  id,
  rule: `rule-${id}`,
  title: `What ${id} wants`,
  state,
  evidence,
  fix: 'Mend it.',
});
const shown = (checks: ReturnType<typeof check>[], width = 80): string =>
  [...checklistBlock({ benchmark: 'Some Benchmark 1', checks }, width, (_style, text) => text)].join('');

describe('checklistBlock', () => {
  it('shows every check with its result, and what those rest on that did not pass', () => {
    const evidence = ['a: bad', 'b: bad', 'c: bad', 'd: bad'];

    expect(
      shown([
        check('1.1', 'pass'),
        check('1.10', 'fail', evidence),
        check('2', 'manual', ['look']),
        check('3', 'not-applicable', ['none']),
        check('4', 'unknown', ['no right']),
      ]),
    ).toBe(
      [
        'Some Benchmark 1',
        '  PASS     1.1     What 1.1 wants',
        '  FAIL     1.10    What 1.10 wants',
        '                   a: bad',
        '                   b: bad',
        '                   c: bad',
        '                   and 1 more',
        '  LOOK     2       What 2 wants',
        '                   look',
        '  N/A      3       What 3 wants',
        '                   none',
        '  UNKNOWN  4       What 4 wants',
        '                   no right',
        '',
        '',
      ].join('\n'),
    );
  });

  it('lets no character of a name steer the terminal', () => {
    expect(shown([check('1', 'fail', ['containers/\u001b[2J: bad'])])).not.toContain('\u001b');
  });
});
