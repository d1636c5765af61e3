import { array, object, oneOf, string, withDefault } from '@sallyport/documents';

import { missing } from '../gate/evidence.ts';
import { samePerson } from '../gate/people.ts';
import type { Breach } from '../policy.ts';
import { defineBuiltin } from './builtin.ts';

export const builtin = defineBuiltin({
  id: 'separation-of-duties',
  title: 'Who wrote it does not let it pass',
  summary: 'Objects to an author who also asks for the change to pass, or runs the gate.',
  parameters: object({
    roles: withDefault(
      array(oneOf(['requester', 'actor']), { minItems: 1 }),
      ['actor'],
      'Which roles must be held by others than the author.',
    ),
    exempt: withDefault(array(string({ minLength: 1 })), [], 'Automatic accounts that may run the gate for anybody.'),
  }),
  requires: ({ roles }) => ['change', ...(roles.includes('actor') ? ['actor'] : [])],
  judge: (input, { roles, exempt }) => {
    const author = input.change?.author;
    if (author === undefined)
      return {
        breaches: [],
        missing: input.change === undefined ? [] : [missing('change', 'The change does not say who wrote it.')],
      };
    const holders: { readonly [role: string]: string | undefined } = {
      requester: input.change?.requester,
      actor: input.actor?.id,
    };
    const breaches = roles.flatMap((role): Breach[] => {
      const holder = holders[role];
      if (holder === undefined || !samePerson(holder, author) || exempt.some((name) => samePerson(name, holder)))
        return [];
      const path = role === 'actor' ? ['actor', 'id'] : ['change', 'requester'];
      const fix = 'Have somebody else than the author do it.';
      return [
        {
          rule: role,
          message: `${author} wrote the change and is also its ${role}`,
          enforcement: 'deny',
          paths: [path],
          fix,
        },
      ];
    });
    return { breaches };
  },
});
