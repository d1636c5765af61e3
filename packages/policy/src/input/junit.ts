import { isForeignObject, jsonMember, jsonText } from '@sallyport/kernel';

import type { Evidence } from '../gate/gate-input.ts';

interface Tally {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
  readonly times: string[];
}

/**
 * What a JUnit report says. Tests that ran are counted from the cases; of failures and errors the worse counts of what cases and
 * suites hold and what the heads of the suites claim: a suite that could not be loaded has no case. `value` is the XML as a tree.
 */
export function testEvidence(path: string, value: unknown): Evidence {
  const tally = emptyTally();
  for (const name of ['testsuites', 'testsuite'])
    for (const suite of listOf(jsonMember(value, name))) add(tally, visit(suite, 0));
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

function emptyTally(): Tally {
  return { tests: 0, failures: 0, errors: 0, skipped: 0, times: [] };
}

function add(to: Tally, { tests, failures, errors, skipped, times }: Tally): void {
  to.tests += tests;
  to.failures += failures;
  to.errors += errors;
  to.skipped += skipped;
  for (const time of times) to.times.push(time);
}

/** One or several elements of a name. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

const MAX_DEPTH = 20;

function visit(suite: unknown, depth: number): Tally {
  const tally = emptyTally();
  if (!isForeignObject(suite)) return tally;
  // What nobody has counted is nothing that passed.
  if (depth > MAX_DEPTH) return { ...tally, errors: 1 };
  const time = jsonText(suite, '-timestamp');
  if (time !== undefined) tally.times.push(time);
  for (const inner of listOf(jsonMember(suite, 'testsuite'))) add(tally, visit(inner, depth + 1));
  for (const test of listOf(jsonMember(suite, 'testcase'))) {
    tally.tests += 1;
    const has = (name: string): boolean => isForeignObject(test) && Object.hasOwn(test, name);
    if (has('error')) tally.errors += 1;
    else if (has('failure')) tally.failures += 1;
    else if (has('skipped')) tally.skipped += 1;
  }
  tally.errors = Math.max(tally.errors + listOf(jsonMember(suite, 'error')).length, claimed(suite, '-errors'));
  tally.failures = Math.max(tally.failures + listOf(jsonMember(suite, 'failure')).length, claimed(suite, '-failures'));
  return tally;
}

/** A count in the head of a suite; 0 where there is none. */
function claimed(suite: unknown, name: string): number {
  const count = Number(jsonText(suite, name) ?? 0);
  return Number.isFinite(count) && count > 0 ? Math.ceil(count) : 0;
}

/** The moment, where the report says in which zone it is: most write local time without one, which tells no moment. */
function asUtc(time: string): string | undefined {
  const at = /(?:Z|[+-]\d{2}:?\d{2})$/.test(time) ? Date.parse(time) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
