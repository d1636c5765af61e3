import { array, object, oneOf, string, withDefault } from '@sallyport/documents';
import type { ShapeValue } from '@sallyport/documents';

import { missing } from '../gate/evidence.ts';
import type { Evidence, GateInput } from '../gate/gate-input.ts';
import type { Breach, MissingEvidence } from '../policy.ts';
import { defineBuiltin } from './builtin.ts';

const PARAMETERS = object({
  kinds: withDefault(array(oneOf(['provenance', 'signature']), { minItems: 1 }), ['provenance'], 'What must be there.'),
  builders: withDefault(array(string({ minLength: 1 })), [], 'Builders that count; any where none is named.'),
  sources: withDefault(array(string({ minLength: 1 })), [], 'Source repositories that count; any where none is named.'),
  signers: withDefault(
    array(string({ minLength: 1 })),
    [],
    'Signers that count; any verified one where none is named.',
  ),
});

export const builtin = defineBuiltin({
  id: 'provenance',
  title: 'It is known who built it, from what',
  summary:
    'Asks for provenance or a signature of the very artifact whose signature was verified, and objects to other builders, sources and signers.',
  parameters: PARAMETERS,
  requires: ({ kinds }) => ['artifact', ...kinds],
  judge: (input, parameters) => {
    const breaches: Breach[] = [];
    const lacks: MissingEvidence[] = [];
    for (const kind of parameters.kinds) {
      const given = input.evidence
        .map((evidence, index) => ({ evidence, index }))
        .filter(({ evidence }) => evidence.type === kind);
      const usable = given.filter(({ evidence }) => isUsable(input, evidence));
      if (given.length > 0 && usable.length === 0) lacks.push(missing(kind, whyNot(input, kind, given[0]?.evidence)));
      const objections = usable.map(({ evidence, index }) => objection(evidence, index, parameters));
      // One that nothing speaks against is enough.
      if (objections.every((one) => one !== undefined)) breaches.push(...objections.filter((one) => one !== undefined));
    }
    return { breaches, missing: lacks };
  },
});

function isUsable({ artifact }: GateInput, { verified, subject }: Evidence): boolean {
  return verified && subject !== undefined && subject === artifact?.digest;
}

function whyNot(input: GateInput, kind: string, evidence: Evidence | undefined): string {
  if (evidence?.verified === true)
    return `The ${kind} is about another artifact than ${input.artifact?.digest ?? 'this one'}.`;
  return `The ${kind} is not verified: what a file says of itself is no signature.`;
}

function objection(
  { type, facts }: Evidence,
  index: number,
  { builders, sources, signers }: ShapeValue<typeof PARAMETERS>,
): Breach | undefined {
  const asked: readonly (readonly [name: string, allowed: readonly string[]])[] = [
    ['builder', type === 'provenance' ? builders : []],
    ['source', type === 'provenance' ? sources : []],
    ['signer', signers],
  ];
  const wrong = asked.find(([name, allowed]) => allowed.length > 0 && !allowed.includes(String(facts[name])));
  if (wrong === undefined) return undefined;
  const [name, allowed] = wrong;
  return {
    rule: name,
    message: `The ${name} is ${String(facts[name] ?? 'not known')}; allowed: ${allowed.join(', ')}`,
    enforcement: 'deny',
    paths: [['evidence', index]],
    fix: `Build and sign it by an allowed ${name}.`,
  };
}
