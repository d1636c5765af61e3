import { array, number, object, string, withDefault } from '@sallyport/documents';

import { missing } from '../gate/evidence.ts';
import type { MissingEvidence } from '../policy.ts';
import { HOUR_MS, ageMs, defineBuiltin } from './builtin.ts';

export const builtin = defineBuiltin({
  id: 'required-scans',
  title: 'The scans that must run have run, and lately',
  summary: 'Asks for named scanners, and for a scan that is not older than some hours.',
  parameters: object({
    scanners: withDefault(
      array(string({ minLength: 1 }), { minItems: 1 }),
      ['secrets'],
      'Scanners that must have run.',
    ),
    maxAgeHours: withDefault(number({ min: 0 }), 24, 'The oldest scan that counts.'),
  }),
  requires: ({ scanners }) => ['scan', ...scanners.map((name) => `scan:${name}`)],
  judge: (input, { maxAgeHours }) => {
    if (input.scan === undefined) return { breaches: [] };
    const age = ageMs(input, input.scan.startedAt);
    const stale: MissingEvidence[] = [];
    if (age === undefined) stale.push(missing('scan', 'The scan does not say when it ran.'));
    else if (age > maxAgeHours * HOUR_MS)
      stale.push(missing('scan', `The scan is ${Math.floor(age / HOUR_MS)} hours old; at most ${maxAgeHours} count.`));
    return { breaches: [], missing: stale };
  },
});
