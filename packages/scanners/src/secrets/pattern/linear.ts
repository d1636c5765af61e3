import type { Assertion } from './ast.ts';
import { hasByte, WORD } from './byte-set.ts';
import type { Program } from './program.ts';

/** Where a pattern matched: start and end of the whole match, then of each group; -1 for a group that took no part. */
export type Captures = Int32Array;

/** How many steps may still be made; shared by attempts, so that many small ones are bounded too. */
export interface Meter {
  left: number;
}

/**
 * Runs a program at one place of a text, never going past `end`: time and memory grow with steps × bytes and no faster,
 * whatever the pattern, because no (step, place) is tried twice. Finds the match that a backtracking engine would find.
 */
// oxlint-disable-next-line max-params -- the inner loop of every user's rule: an options object would double its cost
export function matchLinear(
  program: Program,
  text: Uint8Array,
  start: number,
  end: number,
  meter: Meter = { left: Number.POSITIVE_INFINITY },
): Captures | undefined {
  const width = end - start + 1;
  // Clearing the memory of what was tried is work too.
  meter.left -= (program.steps.length * width) >> 7;
  const visited = new Uint8Array((program.steps.length * width + 7) >> 3);
  const captures = new Int32Array(2 * (program.groups + 1)).fill(-1);
  captures[0] = start;
  // Pairs of (step, place) yet to try; a negative step restores a capture: -1 - slot, old value.
  const stack: number[] = [program.start, start];
  while (stack.length > 0 && meter.left > 0) {
    meter.left -= 1;
    const place = stack.pop() ?? 0;
    const step = stack.pop() ?? 0;
    if (step < 0) {
      captures[-1 - step] = place;
      continue;
    }
    const bit = step * width + (place - start);
    if (((visited[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0) continue;
    visited[bit >> 3] = (visited[bit >> 3] ?? 0) | (1 << (bit & 7));
    if (runStep({ program, text, end, captures, stack }, step, place)) return captures;
  }
  return undefined;
}

interface Run {
  readonly program: Program;
  readonly text: Uint8Array;
  readonly end: number;
  readonly captures: Captures;
  readonly stack: number[];
}

function runStep(run: Run, index: number, place: number): boolean {
  const step = run.program.steps[index];
  switch (step?.op) {
    case 'set':
      if (place < run.end && hasByte(step.set, run.text[place] ?? 0)) run.stack.push(step.next, place + 1);
      return false;
    case 'split':
      run.stack.push(step.other, place, step.next, place);
      return false;
    case 'save':
      run.stack.push(-1 - step.slot, run.captures[step.slot] ?? -1, step.next, place);
      run.captures[step.slot] = place;
      return false;
    case 'assert':
      if (holds(step.what, run.text, place)) run.stack.push(step.next, place);
      return false;
    default:
      run.captures[1] = place;
      return true;
  }
}

/** Whether an assertion holds at a place of a text. */
export function holds(what: Assertion, text: Uint8Array, place: number): boolean {
  switch (what) {
    case 'text-start':
      return place === 0;
    case 'text-end':
      return place === text.length;
    case 'line-start':
      return place === 0 || text[place - 1] === 0x0a;
    case 'line-end':
      return place === text.length || text[place] === 0x0a;
    default: {
      const before = place > 0 && hasByte(WORD, text[place - 1] ?? 0);
      const after = place < text.length && hasByte(WORD, text[place] ?? 0);
      return (before !== after) === (what === 'boundary');
    }
  }
}
