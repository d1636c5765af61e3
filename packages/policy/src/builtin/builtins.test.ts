import { describe, expect, it } from 'vitest';

import { policyErrors } from '../errors.ts';
import { EVIDENCE_CASES } from '../testing/evidence-cases.ts';
import { FINDING_CASES } from '../testing/finding-cases.ts';
import { IMAGE_CASES } from '../testing/image-cases.ts';
import { makeInput } from '../testing/inputs.ts';
import { BUILTINS } from './list.ts';

const CASES: typeof EVIDENCE_CASES = {
  ...FINDING_CASES,
  ...EVIDENCE_CASES,
  'approved-registries': [...(EVIDENCE_CASES['approved-registries'] ?? []), ...IMAGE_CASES],
};

/** Evidence that a policy asks for before it is judged, with its parameters. */
const REQUIRES: readonly (readonly [builtin: string, parameters: object, requires: readonly string[]])[] = [
  ['severity', {}, ['scan']],
  ['fix-available', {}, ['scan:dependencies']],
  ['secrets', {}, ['scan:secrets']],
  ['required-scans', { scanners: ['secrets', 'code'] }, ['scan', 'scan:secrets', 'scan:code']],
  ['tests', {}, ['tests']],
  ['lint', {}, ['lint']],
  ['sbom', {}, ['sbom']],
  ['provenance', { kinds: ['provenance', 'signature'] }, ['artifact', 'provenance', 'signature']],
  ['base-image-age', {}, ['image']],
  ['licences', {}, ['inventory']],
  ['separation-of-duties', {}, ['change', 'actor']],
  ['deploy-windows', {}, []],
];

const bind = (id: string, parameters: object) => {
  const builtin = BUILTINS.find((one) => one.id === id);
  if (builtin === undefined) throw new TypeError(`no built-in policy ${id}`);
  return builtin.bind(parameters, { id, where: 'policies[0]' });
};

describe('built-in policies', () => {
  it.each([
    ['severity', { failOn: 'bad' }],
    ['severity', { likelyFrom: 2 }],
    ['deploy-windows', { timeZone: 'Nowhere/City' }],
    ['deploy-windows', { windows: [{ days: ['mon'], from: '8', to: '12:00' }] }],
    ['approved-registries', {}],
    ['provenance', { kinds: [] }],
  ])('%s refuses the parameters %j', async (id, parameters) => {
    await expect(bind(id, parameters)).rejects.toMatchObject({ code: 'POLICY_WRONG_PARAMETERS' });
  });

  it('are all tried, each with inputs that pass and inputs that do not', () => {
    for (const { id } of BUILTINS) {
      const said = (CASES[id] ?? []).map((one) => one[3].length);
      expect([id, said.includes(0), said.some((count) => count > 0)]).toEqual([id, true, true]);
    }
  });

  const all = Object.entries(CASES).flatMap(([id, cases]) => cases.map(([name, ...one]) => ({ id, name, one })));
  it.each(all)('$id $name', async ({ id, one: [parameters, input, said] }) => {
    const policy = await bind(id, parameters);

    const outcome = policy.judge(makeInput(input));

    if ('problem' in outcome) throw new TypeError(outcome.problem.message);
    const breaches = outcome.breaches.map(({ rule, message }) => `${rule}: ${message}`);
    const missing = (outcome.missing ?? []).map(({ evidence, reason }) => `missing ${evidence}: ${reason}`);
    expect([...breaches, ...missing]).toEqual(said);
  });

  it.each(REQUIRES)('%s with %j asks for %j', async (id, parameters, requires) => {
    expect((await bind(id, parameters)).requires).toEqual(requires);
  });

  it('have errors with codes that are known', () => {
    expect(policyErrors.codes).toEqual([
      'UNKNOWN_BUILTIN',
      'WRONG_PARAMETERS',
      'MALFORMED_INPUT',
      'MALFORMED_EXCEPTIONS',
    ]);
  });
});
