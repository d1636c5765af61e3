import { number, object, withDefault } from '@sallyport/documents';

import type { Breach } from '../policy.ts';
import { DAY_MS, ageMs, defineBuiltin } from './builtin.ts';

export const builtin = defineBuiltin({
  id: 'exceptions-near-expiry',
  title: 'No exception ends soon',
  summary: 'Shows exceptions that end within some days, so that nobody is surprised when the gate closes.',
  parameters: object({ days: withDefault(number({ min: 0 }), 14, 'How many days ahead.') }),
  enforcement: 'dryrun',
  requires: () => [],
  judge: (input, { days }) => ({
    breaches: input.exceptions.flatMap(({ id, owner, ends }, index): Breach[] => {
      const left = -(ageMs(input, ends) ?? Number.NEGATIVE_INFINITY);
      if (left <= 0 || left > days * DAY_MS) return [];
      return [
        {
          rule: 'near-expiry',
          message: `The exception ${id} of ${owner} ends on ${ends.slice(0, 10)}, in ${Math.ceil(left / DAY_MS)} days`,
          enforcement: 'deny',
          severity: 'low',
          paths: [['exceptions', index]],
          fix: 'Mend what it accepts, or have it approved anew.',
        },
      ];
    }),
  }),
});
