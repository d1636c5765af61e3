import type { GateInput } from '../gate/gate-input.ts';
import { makeFinding } from './inputs.ts';

/** A policy with its parameters, an input, and what it says: `rule: message`, or `missing evidence`. Nothing: it passes. */
export type BuiltinCase = readonly [
  name: string,
  parameters: object,
  input: Partial<GateInput>,
  said: readonly string[],
];

const kev = makeFinding({ severity: 'medium', tags: ['kev'] });
const old = makeFinding({
  severity: 'medium',
  details: {
    vulnerability: { records: [{ published: '2026-01-01T00:00:00Z' }, { published: '2026-03-01T00:00:00Z' }] },
  },
});
const likely = makeFinding({ severity: 'low', details: { likelihood: { state: 'scored', probability: 0.42 } } });
const suppressed = makeFinding({ suppression: { kind: 'file', reason: 'accepted' } });
const secret = makeFinding({ scanner: 'secrets', rule: 'npm-token', message: 'A token.', severity: 'low', tags: [] });
/** Cases of the built-in policies about findings and scans, by policy. */
export const FINDING_CASES: { readonly [builtin: string]: readonly BuiltinCase[] } = {
  severity: [
    ['fails a finding of the severity', {}, { findings: [makeFinding()] }, ['severity: left: a flaw: it is high']],
    [
      'fails what is exploited whatever its severity',
      {},
      { findings: [kev] },
      ['exploited: left: a flaw: it is exploited in the wild (KEV)'],
    ],
    [
      'fails what is malicious',
      { failOn: 'none' },
      { findings: [makeFinding({ tags: ['malicious'] })] },
      ['malicious: left: a flaw: the package is malicious'],
    ],
    [
      'fails what is likely',
      { likelyFrom: 0.4 },
      { findings: [likely] },
      ['likely: left: a flaw: EPSS gives 42.0 % for an attack within 30 days'],
    ],
    [
      'fails what is borne too long',
      { maxAgeDays: { medium: 90 } },
      { findings: [old] },
      ['age: left: a flaw: it has been known for 151 days; medium ones are borne for 90'],
    ],
    [
      'counts an unknown novelty as new',
      { newOnly: true },
      { findings: [makeFinding({ novelty: 'unknown' })] },
      ['severity: left: a flaw: it is high'],
    ],
    ['passes what the baseline knows', { newOnly: true }, { findings: [makeFinding({ novelty: 'existing' })] }, []],
    ['passes what is milder', {}, { findings: [makeFinding({ severity: 'medium' })] }, []],
    [
      'passes what has no fix, on request',
      { fixableOnly: true },
      { findings: [makeFinding({ tags: ['no-fix'] })] },
      [],
    ],
    ['passes what is suppressed', {}, { findings: [suppressed] }, []],
    ['passes what is young enough', { maxAgeDays: { medium: 200 } }, { findings: [old] }, []],
    ['passes what is unlikely', { likelyFrom: 0.5 }, { findings: [likely] }, []],
    ['passes what is exploited, on request', { knownExploited: false }, { findings: [kev] }, []],
  ],
  'fix-available': [
    [
      'fails what can be mended',
      {},
      { findings: [makeFinding({ severity: 'low' })] },
      ['fix-available: left: a flaw: a fix is available'],
    ],
    ['passes what cannot', {}, { findings: [makeFinding({ tags: ['no-fix'] })] }, []],
    [
      'passes transitive ones, on request',
      { relations: ['direct'] },
      { findings: [makeFinding({ tags: ['fixable', 'transitive'] })] },
      [],
    ],
  ],
  secrets: [
    ['fails every secret', {}, { findings: [secret] }, ['secret: A token.']],
    ['passes other findings', {}, { findings: [makeFinding()] }, []],
    ['passes a rule that is allowed', { allowRules: ['npm-token'] }, { findings: [secret] }, []],
  ],
  'required-scans': [
    [
      'asks for a younger scan',
      { maxAgeHours: 0.5 },
      {},
      ['missing scan: The scan is 1 hours old; at most 0.5 count.'],
    ],
    ['passes a young scan', {}, {}, []],
  ],
};
