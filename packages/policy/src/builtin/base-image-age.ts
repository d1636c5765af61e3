import { number, object, withDefault } from '@sallyport/documents';
import { jsonText } from '@sallyport/kernel';

import { missing } from '../gate/evidence.ts';
import type { Breach, MissingEvidence } from '../policy.ts';
import { DAY_MS, ageMs, defineBuiltin } from './builtin.ts';

export const builtin = defineBuiltin({
  id: 'base-image-age',
  title: 'The base image is not old',
  summary: 'Objects to images whose base was built too long ago.',
  parameters: object({ maxDays: withDefault(number({ min: 0 }), 90, 'The oldest base that passes, in days.') }),
  requires: () => ['image'],
  judge: (input, { maxDays }) => {
    const breaches: Breach[] = [];
    const lacks: MissingEvidence[] = [];
    for (const [index, { type, facts }] of input.evidence.entries()) {
      if (type !== 'image') continue;
      const base = facts['base'];
      const name = jsonText(base, 'reference') ?? 'the base image';
      const age = ageMs(input, jsonText(base, 'created'));
      if (age === undefined) lacks.push(missing('image', `It is not known when ${name} was built.`));
      else if (age > maxDays * DAY_MS) {
        const message = `${name} was built ${Math.floor(age / DAY_MS)} days ago; at most ${maxDays} pass`;
        breaches.push({
          rule: 'age',
          message,
          enforcement: 'deny',
          severity: 'medium',
          paths: [['evidence', index, 'facts', 'base', 'created']],
          fix: `Build anew on a newer ${name}.`,
        });
      }
    }
    return { breaches, missing: lacks };
  },
});
