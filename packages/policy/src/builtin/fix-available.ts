import { array, boolean, object, oneOf, withDefault } from '@sallyport/documents';
import { SEVERITIES, atLeast } from '@sallyport/findings';
import type { Finding } from '@sallyport/findings';

import { aboutFinding, counting, defineBuiltin } from './builtin.ts';

export const builtin = defineBuiltin({
  id: 'fix-available',
  title: 'What can be mended is mended',
  summary: 'Objects to vulnerabilities for which a fixed version exists.',
  parameters: object({
    from: withDefault(oneOf(SEVERITIES), 'low', 'Findings less bad than this do not count.'),
    newOnly: withDefault(boolean(), false, 'Findings that the baseline knows do not count.'),
    relations: withDefault(
      array(oneOf(['direct', 'transitive'])),
      ['direct', 'transitive'],
      'Which dependencies count.',
    ),
  }),
  requires: () => ['scan:dependencies'],
  judge: (input, { from, newOnly, relations }) => {
    const wanted = (finding: Finding): boolean =>
      finding.tags.includes('fixable') &&
      atLeast(finding.severity, from) &&
      !(newOnly && finding.novelty === 'existing') &&
      (relations.some((relation) => finding.tags.includes(relation)) ||
        !['direct', 'transitive'].some((relation) => finding.tags.includes(relation)));
    return {
      breaches: counting(input, wanted).map((one) =>
        aboutFinding('fix-available', one, `${one.finding.title}: a fix is available`),
      ),
    };
  },
});
