import { number, object, optional, withDefault } from '@sallyport/documents';
import type { ShapeValue } from '@sallyport/documents';

import { missing } from '../gate/evidence.ts';
import type { Evidence, GateInput } from '../gate/gate-input.ts';
import type { Breach, MissingEvidence } from '../policy.ts';
import { HOUR_MS, ageMs, defineBuiltin } from './builtin.ts';

const PARAMETERS = object({
  atLeast: withDefault(number({ integer: true, min: 1 }), 1, 'How many tests must have run.'),
  maxSkippedPercent: withDefault(number({ min: 0, max: 100 }), 100, 'The largest share of skipped tests.'),
  maxAgeHours: optional(
    number({ min: 0 }),
    'The oldest run that counts; a run that tells no time does then not count.',
  ),
});

export const builtin = defineBuiltin({
  id: 'tests',
  title: 'The tests ran and passed',
  summary: 'Asks for results of tests (JUnit) and objects to any that failed, and to runs in which too few ran.',
  parameters: PARAMETERS,
  requires: () => ['tests'],
  judge: (input, parameters) => {
    const runs = input.evidence
      .map((evidence, index) => ({ evidence, index }))
      .filter(({ evidence }) => evidence.type === 'tests');
    if (runs.length === 0) return { breaches: [] };
    const breaches = runs.flatMap(({ evidence, index }) => failures(evidence, index));
    const [tests, skipped] = ['tests', 'skipped'].map((name) =>
      runs.reduce((sum, { evidence }) => sum + numberOf(evidence, name), 0),
    ) as [number, number];
    return {
      breaches: [...breaches, ...skips(tests, skipped, parameters)],
      missing: lacks(input, runs, tests, parameters),
    };
  },
});

function numberOf({ facts }: Evidence, name: string): number {
  const value = facts[name];
  return typeof value === 'number' && value >= 0 ? value : 0;
}

function failures(evidence: Evidence, index: number): Breach[] {
  const failed = numberOf(evidence, 'failures') + numberOf(evidence, 'errors');
  if (failed === 0) return [];
  const message = `${failed} of ${numberOf(evidence, 'tests')} tests failed${evidence.source === undefined ? '' : ` (${evidence.source})`}`;
  return [
    {
      rule: 'failed',
      message,
      enforcement: 'deny',
      paths: [['evidence', index]],
      fix: 'Make the tests pass, and give the report of that run.',
    },
  ];
}

function skips(tests: number, skipped: number, { maxSkippedPercent }: ShapeValue<typeof PARAMETERS>): Breach[] {
  const percent = tests === 0 ? 0 : (skipped / tests) * 100;
  if (percent <= maxSkippedPercent) return [];
  const message = `${percent.toFixed(0)} % of the tests were skipped; at most ${maxSkippedPercent} % may be`;
  return [{ rule: 'skipped', message, enforcement: 'deny', paths: [], fix: 'Run the skipped tests.' }];
}

// oxlint-disable-next-line max-params -- the input, its runs, their sum and what is asked
function lacks(
  input: GateInput,
  runs: readonly { readonly evidence: Evidence }[],
  tests: number,
  { atLeast, maxAgeHours }: ShapeValue<typeof PARAMETERS>,
): MissingEvidence[] {
  const found: MissingEvidence[] = [];
  if (tests < atLeast) found.push(missing('tests', `${tests} tests ran; at least ${atLeast} must.`));
  for (const { evidence } of maxAgeHours === undefined ? [] : runs) {
    const age = ageMs(input, evidence.time);
    if (age === undefined) found.push(missing('tests', 'A run of the tests does not say when it was.'));
    else if (age > (maxAgeHours ?? 0) * HOUR_MS)
      found.push(missing('tests', `A run of the tests is ${Math.floor(age / HOUR_MS)} hours old.`));
  }
  return found;
}
