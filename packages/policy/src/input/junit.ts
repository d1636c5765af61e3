import { isForeignObject, jsonMember, jsonText } from '@sallyport/kernel';

import type { Evidence } from '../gate/gate-input.ts';

interface Tally {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
  readonly times: string[];
}

/** What a JUnit report says, counted from its cases and not from what its heads claim. `value` is the XML as a tree. */
export function testEvidence(path: string, value: unknown): Evidence {
  const tally: Tally = { tests: 0, failures: 0, errors: 0, skipped: 0, times: [] };
  for (const name of ['testsuites', 'testsuite'])
    for (const suite of listOf(jsonMember(value, name))) visit(suite, tally, 0);
  const { times, ...counts } = tally;
  const time = times
    .map(asUtc)
    .filter((one) => one !== undefined)
    .sort()[0];
  return {
    type: 'tests',
    ...(time === undefined ? {} : { time }),
    verified: false,
    source: path,
    facts: { ...counts },
  };
}

/** One or several elements of a name. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

const MAX_DEPTH = 20;

function visit(suite: unknown, tally: Tally, depth: number): void {
  if (depth > MAX_DEPTH || !isForeignObject(suite)) return;
  const time = jsonText(suite, '-timestamp');
  if (time !== undefined) tally.times.push(time);
  for (const inner of listOf(jsonMember(suite, 'testsuite'))) visit(inner, tally, depth + 1);
  for (const test of listOf(jsonMember(suite, 'testcase'))) {
    tally.tests += 1;
    const has = (name: string): boolean => isForeignObject(test) && Object.hasOwn(test, name);
    if (has('error')) tally.errors += 1;
    else if (has('failure')) tally.failures += 1;
    else if (has('skipped')) tally.skipped += 1;
  }
}

/** The moment, where the report says in which zone it is: most write local time without one, which tells no moment. */
function asUtc(time: string): string | undefined {
  const at = /(?:Z|[+-]\d{2}:?\d{2})$/.test(time) ? Date.parse(time) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
