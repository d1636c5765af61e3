import { array, boolean, object, string, withDefault } from '@sallyport/documents';
import type { Finding } from '@sallyport/findings';

import { aboutFinding, counting, defineBuiltin } from './builtin.ts';

export const builtin = defineBuiltin({
  id: 'secrets',
  title: 'No secret in what is delivered',
  summary: 'Objects to every secret that was found, whatever its severity.',
  parameters: object({
    newOnly: withDefault(boolean(), false, 'Secrets that the baseline knows do not count.'),
    allowRules: withDefault(array(string({ minLength: 1 })), [], 'Rules of the secrets scanner that do not count.'),
  }),
  requires: () => ['scan:secrets'],
  judge: (input, { newOnly, allowRules }) => {
    const wanted = (finding: Finding): boolean =>
      finding.scanner === 'secrets' &&
      !allowRules.includes(finding.rule) &&
      !(newOnly && finding.novelty === 'existing');
    return { breaches: counting(input, wanted).map((one) => aboutFinding('secret', one, one.finding.message)) };
  },
});
