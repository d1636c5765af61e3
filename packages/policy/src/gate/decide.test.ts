import { readFileSync } from 'node:fs';

import { fixedClock } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';

import type { GateException } from '../exceptions/exception.ts';
import type { Breach, Policy } from '../policy.ts';
import { NOW, makeDocument, makeEvidence, makeFinding, makeInput, traced } from '../testing/inputs.ts';
import type { GateApproval } from './approvals.ts';
import { decide } from './decide.ts';
import type { DecideRequest } from './decide.ts';
import type { GateInput } from './gate-input.ts';
import { plainGate } from './gate.ts';

const HOUR = 3_600_000;
const HEAD = 'c'.repeat(40);

/** A policy that always says the same. */
function says(breaches: readonly Partial<Breach>[], over: Partial<Policy> = {}): Policy {
  const whole = breaches.map((one): Breach => ({
    rule: 'deny',
    message: 'no',
    enforcement: 'deny',
    paths: [],
    ...one,
  }));
  return { id: 'p', title: 'P', requires: [], digest: 'sha256:00', judge: () => ({ breaches: whole }), ...over };
}

function judge(policy: Policy, over: Partial<DecideRequest> = {}, input: Partial<GateInput> = {}) {
  return decide({
    gate: plainGate('merge'),
    policies: [{ policy, enforcement: 'deny' }],
    input: traced(makeInput(input)),
    clock: fixedClock(NOW),
    ...over,
  });
}

const exception = (over: Partial<GateException> = {}): GateException => ({
  id: 'EX-1',
  scope: { policy: 'p' },
  reason: 'for now',
  owner: 'team-a',
  expires: '2026-06-30',
  requester: 'ann',
  approver: 'ben',
  approverVerified: true,
  ...over,
});

describe('decide', () => {
  it.each<[string, Partial<DecideRequest>]>([
    ['a gate without a policy', { policies: [] }],
    ['a problem while loading', { problems: [{ kind: 'unloadable', message: 'gone' }] }],
    [
      'a policy that throws',
      {
        policies: [
          {
            policy: says([], {
              judge: () => {
                throw new TypeError('broke');
              },
            }),
            enforcement: 'dryrun',
          },
        ],
      },
    ],
    [
      'two policies of one name',
      {
        policies: [
          { policy: says([]), enforcement: 'deny' },
          { policy: says([]), enforcement: 'deny' },
        ],
      },
    ],
    ['a commit after now', { moments: [{ what: 'the commit of main', at: NOW + HOUR }] }],
    ['an exception approved after now', { exceptions: [exception({ approvedAt: '2026-06-02T00:00:00Z' })] }],
  ])('fails at %s', (_, over) => {
    const decision = judge(says([]), over);

    expect([decision.outcome, decision.problems.length]).toEqual(['failed', 1]);
  });

  it('fails where the clock goes back while it judges', () => {
    let reads = 0;
    const clock: Clock = { now: () => NOW - reads++, monotonic: () => 0 };

    expect(judge(says([]), { clock }).problems[0]).toMatchObject({ kind: 'clock' });
  });

  it('fails at evidence that was made after now', () => {
    const evidence = [makeEvidence('tests', {}, { time: '2026-06-01T13:00:00Z', source: 'junit.xml' })];

    expect(judge(says([]), {}, { evidence }).problems[0]?.message).toMatch(
      /evidence \(tests, junit\.xml\) is of 2026-06-01T13:00:00Z/,
    );
  });

  it('asks for what the gate and the policies ask for, each with its command', () => {
    const decision = judge(says([], { requires: ['tests', 'scan:code'] }), {
      gate: plainGate('merge', { evidence: ['scan', 'sbom'] }),
    });

    expect(decision.outcome).toBe('missing-evidence');
    expect(decision.missing.map(({ evidence }) => evidence)).toEqual(['sbom', 'tests', 'scan:code']);
    expect(decision.missing.every(({ command }) => command !== '')).toBe(true);
  });

  it('waives no error, and lets a policy judge nothing only where the gate allows it', () => {
    const failing = judge(says([{ enforcement: 'warn', isError: true }]), { exceptions: [exception()] });
    const lacks = [{ evidence: 'documents', reason: 'nothing', command: 'x' }];
    const idle = says([], { judge: () => ({ breaches: [], missing: lacks }) });

    expect(failing.outcome).toBe('needs-approval');
    expect(judge(idle).outcome).toBe('missing-evidence');
    expect(judge(idle, { gate: plainGate('merge', { allowMissing: ['p'] }) }).outcome).toBe('passed');
  });

  it('never passes an incomplete scan, asked for or not, unless the gate allows that very part to be missing', () => {
    const parts = [
      ...(makeInput().coverage?.parts ?? []),
      {
        scanner: 'dependencies',
        state: 'missing' as const,
        reason: 'no advisories',
        mend: 'sallyport db update',
        rules: 0,
        looked: {},
        skipped: [],
        notes: [],
        durationMs: 0,
      },
    ];
    const gate = (allowMissing: string[]) => ({ gate: plainGate('merge', { evidence: [], allowMissing }) });

    expect(judge(says([]), gate([]), { coverage: { parts } }).missing).toMatchObject([
      { evidence: 'scan:dependencies', command: 'sallyport db update' },
    ]);
    expect(judge(says([]), gate(['secrets']), { coverage: { parts } }).outcome).toBe('missing-evidence');
    expect(judge(says([]), gate(['dependencies']), { coverage: { parts } }).outcome).toBe('passed');
  });

  it('passes nothing where there is nothing to judge, whatever is asked for', () => {
    const { coverage: _coverage, scan: _scan, ...nothing } = makeInput();
    const gate = plainGate('merge', { evidence: [] });
    const outcome = (value: GateInput) => judge(says([]), { gate, input: traced(value) }).outcome;

    expect([outcome(nothing), outcome({ ...nothing, change: { id: '7' } })]).toEqual(['missing-evidence', 'passed']);
  });

  it('puts failed before missing before approval', () => {
    const gate = plainGate('merge', { evidence: ['sbom'] });

    expect(judge(says([{}]), { gate }).outcome).toBe('failed');
    expect(judge(says([{ enforcement: 'warn' }]), { gate }).outcome).toBe('missing-evidence');
    expect(judge(says([{ enforcement: 'warn' }])).outcome).toBe('needs-approval');
  });

  it('lets a binding make a policy milder, never stricter', () => {
    const outcome = (asked: Breach['enforcement'], bound: Breach['enforcement']) =>
      judge(says([{ enforcement: asked }]), {
        policies: [{ policy: says([{ enforcement: asked }]), enforcement: bound }],
      }).outcome;

    expect([
      outcome('deny', 'warn'),
      outcome('deny', 'dryrun'),
      outcome('warn', 'deny'),
      outcome('dryrun', 'deny'),
    ]).toEqual(['needs-approval', 'passed', 'needs-approval', 'passed']);
  });

  it('knows of a finding its identity, place, novelty and way out', () => {
    const finding = makeFinding({
      occurrences: [
        {
          location: {
            path: 'a.lock',
            range: { start: { line: 4, column: 2, offset: 9 }, end: { line: 4, column: 3, offset: 10 } },
          },
          fingerprints: {},
        },
      ],
    });

    const [violation] = judge(says([{ paths: [['findings', 0, 'severity']] }]), {}, { findings: [finding] }).violations;

    expect(violation).toMatchObject({
      id: finding.id,
      finding: finding.id,
      place: { path: 'a.lock', line: 4 },
      novelty: 'new',
      fix: 'Update left to 1.0.1.',
    });
  });

  it('gives a violation of a document the same identity wherever its line has moved', () => {
    const documents = [makeDocument('pod.yaml', 'yaml', { spec: 1 })];
    const id = (paths: Breach['paths'], message = 'no') =>
      judge(says([{ paths, message }]), {}, { documents }).violations[0]?.id;

    expect(id([['documents', 0, 'content', 'spec']])).toBe(id([['documents', 0, 'content']]));
    expect(id([['documents', 0, 'content']], 'other')).not.toBe(id([['documents', 0, 'content']]));
  });

  it('gives equal decisions for equal inputs, and other digests for other inputs and policies', () => {
    expect(judge(says([{}]))).toEqual(judge(says([{}])));
    expect(judge(says([])).inputDigest).not.toBe(judge(says([]), {}, { service: 'shop' }).inputDigest);
    expect(judge(says([])).policyDigest).not.toBe(judge(says([], { digest: 'sha256:11' })).policyDigest);
  });
});

describe('the schema of decisions', () => {
  const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
  addFormats.default(ajv);
  const validate = ajv.compile(
    JSON.parse(readFileSync(new URL('../../schema/decision.schema.json', import.meta.url), 'utf8')) as object,
  );

  it('holds decisions of every outcome, and refuses another one', () => {
    const approvals: GateApproval[] = [
      {
        approver: 'dora',
        verified: false,
        decision: 'approved',
        gate: 'merge',
        subject: HEAD,
        accepts: [],
        givenMs: NOW,
        endsMs: NOW,
      },
    ];
    const finding = makeFinding();
    const decisions = [
      judge(says([])),
      judge(
        says([{ paths: [['findings', 0]] }]),
        { exceptions: [exception()] },
        { findings: [finding], change: { head: HEAD } },
      ),
      judge(says([{ enforcement: 'warn' }]), { approvals, base: { ref: 'main', commit: HEAD } }),
      judge(says([], { requires: ['sbom'] }), {
        problems: [{ kind: 'error', message: 'x', place: { path: 'a', line: 1 } }],
      }),
    ];

    for (const decision of decisions)
      expect([validate(structuredClone(decision)), validate.errors]).toEqual([true, null]);
    expect(validate({ ...judge(says([])), outcome: 'maybe' })).toBe(false);
  });
});

describe('exceptions', () => {
  it.each<[string, Partial<GateException>, Partial<GateInput>]>([
    ['another policy', { scope: { policy: 'q' } }, {}],
    ['another rule', { scope: { policy: 'p/warn' } }, {}],
    ['another finding', { scope: { finding: 'sp_1' } }, {}],
    ['another artifact', { scope: { artifact: 'sha256:1' } }, {}],
    ['another service', { scope: { policy: 'p', service: 'shop' } }, { service: 'bank' }],
    ['a service, where it is not known which', { scope: { policy: 'p', service: 'shop' } }, {}],
    ['another environment', { scope: { policy: 'p', environment: 'staging' } }, { environment: 'production' }],
  ])('for %s do not hold', (_, over, input) => {
    const decision = judge(says([{}]), { exceptions: [exception(over)] }, input);

    expect([decision.outcome, decision.exceptions[0]?.state]).toEqual(['failed', 'unused']);
  });

  it.each<[string, Partial<GateException>, RegExp]>([
    ['without a reason', { reason: ' ' }, /gives no reason/],
    ['without an owner', { owner: '' }, /no owner/],
    ['without an end', { expires: 'never' }, /no day on which it ends/],
    ['without an approver', { approver: '' }, /nobody approved/],
    ['without a requester', { requester: '' }, /who asked for it/],
    ['approved by its own requester', { approver: 'ANN' }, /the one who asked for it/],
    ['approved by the author of the change', { approver: 'carl' }, /author of this change/],
    ['for everything', { scope: { environment: 'production' } }, /names no finding, policy or artifact/],
  ])('%s are refused, though their approver is verified', (_, over, why) => {
    const decision = judge(
      says([{}]),
      { exceptions: [exception(over)] },
      { change: { author: 'carl' }, environment: 'production' },
    );

    expect([decision.outcome, decision.exceptions[0]?.state]).toEqual(['failed', 'refused']);
    expect(decision.exceptions[0]?.message).toMatch(why);
  });

  it('of one name twice: the second is refused', () => {
    const decision = judge(says([{}]), { exceptions: [exception({ scope: { policy: 'q' } }), exception()] });

    expect([decision.outcome, decision.exceptions.map(({ state }) => state)]).toEqual([
      'failed',
      ['unused', 'refused'],
    ]);
  });

  it('of a verified approver waive until the moment at which they end, and what they waive stays visible', () => {
    const clock = fixedClock(Date.parse('2026-06-30T23:59:59.999Z'));
    const run = () => judge(says([{}]), { clock, exceptions: [exception()] });

    const before = run();
    clock.advance(1);
    const after = run();

    expect([before.outcome, before.violations[0]?.waiver?.state, before.summary]).toEqual([
      'passed',
      'waived',
      'All 1 policy passed; 1 violation is waived.',
    ]);
    expect([after.outcome, after.exceptions[0]?.state]).toEqual(['failed', 'expired']);
  });

  it('of an approver who is a name in a file turn failed into needs approval, never into passed', () => {
    const decision = judge(says([{}]), { exceptions: [exception({ approverVerified: false })] });

    expect([decision.outcome, decision.violations[0]?.waiver?.state]).toEqual(['needs-approval', 'unverified']);
  });

  it('do not help against problems or missing evidence', () => {
    const gate = plainGate('merge', { evidence: ['tests'] });

    expect(judge(says([]), { gate, exceptions: [exception()] }).outcome).toBe('missing-evidence');
  });
});

describe('approvals', () => {
  const soft = says([{ enforcement: 'warn', message: 'think' }]);
  const open = judge(soft).violations[0]?.id ?? '';
  const approval = (over: Partial<GateApproval> = {}): GateApproval => ({
    approver: 'dora',
    verified: true,
    decision: 'approved',
    gate: 'merge',
    subject: HEAD,
    accepts: [open],
    givenMs: NOW - HOUR,
    endsMs: NOW + HOUR,
    ...over,
  });
  const input: Partial<GateInput> = { change: { author: 'ann', requester: 'rob', head: HEAD }, actor: { id: 'act' } };
  const run = (approvals: readonly GateApproval[], over: Partial<DecideRequest> = {}) =>
    judge(soft, { approvals, ...over }, input);

  it.each<[string, Partial<GateApproval>, RegExp]>([
    ['of a name in a file', { verified: false }, /cannot be verified/],
    ['of the author', { approver: ' Ann' }, /the author of the change may not/],
    ['of the requester', { approver: 'rob' }, /the one who asked may not/],
    ['of the one who runs the gate', { approver: 'act' }, /runs the gate may not/],
    ['of an older change', { subject: 'd'.repeat(40) }, /has changed since/],
    ['for another gate', { gate: 'deploy' }, /for the gate deploy/],
    ['for another environment', { environment: 'staging' }, /for staging/],
    ['that has ended', { endsMs: NOW }, /ended at/],
    ['that was given in the future', { givenMs: NOW + 1 }, /in the future/],
    ['that accepts something else', { accepts: ['v_other'] }, /does not accept/],
  ])('%s do not count', (_, over, why) => {
    const decision = run([approval(over)]);

    expect(decision.outcome).toBe('needs-approval');
    expect(decision.approval?.given[0]?.reason).toMatch(why);
  });

  it('count once a person', () => {
    const gate = plainGate('merge', { approval: { needed: 2, by: [] } });

    expect(run([approval(), approval({ approver: 'DORA' })], { gate }).outcome).toBe('needs-approval');
    expect(run([approval(), approval({ approver: 'emil' })], { gate }).outcome).toBe('passed');
  });

  it('count only of those who may', () => {
    const gate = plainGate('merge', { approval: { needed: 1, by: ['security'] } });

    expect(run([approval()], { gate }).approval?.given[0]?.reason).toBe('only security may approve');
    expect(run([approval({ groups: ['security'] })], { gate }).outcome).toBe('passed');
  });

  it('let a single no outweigh every yes', () => {
    const decision = run([approval(), approval({ approver: 'emil', decision: 'rejected' })]);

    expect([decision.outcome, decision.summary]).toEqual(['failed', 'emil said no.']);
  });

  it('do not help a change that names no commit and no artifact', () => {
    const decision = judge(soft, { approvals: [approval()] }, { change: { author: 'ann' } });

    expect(decision.outcome).toBe('needs-approval');
  });

  it('do not help against what fails', () => {
    expect(judge(says([{}]), { approvals: [approval({ accepts: [] })] }, input).outcome).toBe('failed');
  });
});
