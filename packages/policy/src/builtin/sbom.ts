import { array, number, object, string, withDefault } from '@sallyport/documents';

import { missing } from '../gate/evidence.ts';
import type { Evidence, GateInput } from '../gate/gate-input.ts';
import type { MissingEvidence } from '../policy.ts';
import { defineBuiltin } from './builtin.ts';

export const builtin = defineBuiltin({
  id: 'sbom',
  title: 'There is a bill of materials',
  summary: 'Asks for an SBOM with packages in it, and for one about the very artifact where it says what it is about.',
  parameters: object({
    formats: withDefault(
      array(string({ minLength: 1 })),
      ['cyclonedx', 'spdx'],
      'Formats that count, by the beginning of their names.',
    ),
    atLeast: withDefault(number({ integer: true, min: 0 }), 1, 'How many packages it must name.'),
  }),
  requires: () => ['sbom'],
  judge: (input, { formats, atLeast }) => {
    const given = input.evidence.filter(({ type }) => type === 'sbom');
    if (given.length === 0) return { breaches: [] };
    const why = given.map((one) => refusal(input, one, { formats, atLeast }));
    const lacks: MissingEvidence[] = why.includes(undefined)
      ? []
      : [...new Set(why)].map((reason) => missing('sbom', reason ?? ''));
    return { breaches: [], missing: lacks };
  },
});

function refusal(
  input: GateInput,
  { facts, subject }: Evidence,
  { formats, atLeast }: { readonly formats: readonly string[]; readonly atLeast: number },
): string | undefined {
  const format = String(facts['format'] ?? '');
  if (!formats.some((wanted) => format.startsWith(wanted)))
    return `An SBOM is of the format ${format || 'unknown'}; ${formats.join(', ')} count.`;
  const digest = input.artifact?.digest;
  if (subject !== undefined && digest !== undefined && subject !== digest) return 'An SBOM is about another artifact.';
  const packages = facts['packages'];
  if (typeof packages !== 'number' || packages < atLeast)
    return `An SBOM names ${String(packages ?? 0)} packages; at least ${atLeast} are asked for.`;
  return undefined;
}
