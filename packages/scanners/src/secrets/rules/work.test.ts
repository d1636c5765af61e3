import { describe, expect, it } from 'vitest';

import { compileRule } from '../compile.ts';
import { parsePattern } from '../pattern/parse.ts';
import { compileProgram } from '../pattern/program.ts';
import { adversaries, countBacktracking } from '../testing/count-backtracking.ts';
import { secretRules } from './list.ts';

/** As much as a user's pattern may cost at one place before it is given to the linear-time engine. */
const MOST_STEPS = 100_000;
const TEXT_BYTES = 50_000;

function worstOf(pattern: string, ignoreCase: boolean, maxWidth: number): number {
  const parsed = parsePattern(pattern, 'js', ignoreCase);
  const program = compileProgram(parsed);
  let worst = 0;
  for (const text of adversaries(parsed.root, TEXT_BYTES)) {
    // What lies beyond the longest match is not searched.
    const end = Math.min(text.length, maxWidth + 1);
    worst = Math.max(worst, countBacktracking(program, text, end, MOST_STEPS));
  }
  return worst;
}

describe('the work that a text made to keep it busy costs', () => {
  it.each([
    ['nested repetitions', '(?:a+)+b'],
    ['repetitions that overlap', 'k[a-z]{0,400}[a-f]{0,400}[a-c]{1,400}!'],
    ['a repeated choice of the same', 'k(?:a|a?){40}!'],
  ])('counts as too much with %s', (_, pattern) => {
    expect(worstOf(pattern, false, 4096)).toBe(MOST_STEPS);
  });

  it.each(secretRules.filter((rule) => rule.pattern !== ''))('is bounded for $id', (rule) => {
    const { outline } = compileRule(rule, 0).compiled;

    expect(worstOf(rule.pattern, rule.ignoreCase === true, outline.maxWidth)).toBeLessThan(MOST_STEPS);
  });
});
