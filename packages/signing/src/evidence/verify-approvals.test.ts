import { digestOf } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import type { Signer } from '../keys/signer.ts';
import { approvalStatement } from './approval.ts';
import type { Approval } from './approval.ts';
import { HOUR, digest, policyOf, query, repository, setUp, signed, statementOf, trustOf } from './testdata/world.ts';
import type { World } from './testdata/world.ts';
import { verifyApprovals } from './verify-approvals.ts';
import { verifyDeployment } from './verify-deployment.ts';

describe('approvals', () => {
  const asked = { ...query, gate: 'release' };

  async function world() {
    const own = await setUp();
    const approval: Approval = {
      digest,
      repository,
      gate: 'release',
      environment: 'production',
      decision: 'approved',
      reason: 'the warning is known',
      findings: [],
      givenMs: own.clock.now(),
      notAfterMs: own.clock.now() + 4 * HOUR,
    };
    const policy = {
      approvers: [{ key: own.approver.publicKey }, { key: own.author.publicKey }],
      excluded: [{ key: own.author.publicKey }],
      trustRoot: trustOf(own.instance),
    };
    const give = (signer: Signer, changes: Partial<Approval> = {}) =>
      signed(approvalStatement({ ...approval, ...changes }), signer, own.instance);
    const check = (candidates: Parameters<typeof verifyApprovals>[2], changes: object = {}) =>
      verifyApprovals(asked, { ...policy, ...changes }, candidates, own.clock);
    return { ...own, give, check };
  }

  it('count from an approver, and not from the author, a stranger or the gate itself', async () => {
    const { give, check, approver, author, gate } = await world();

    expect(check([await give(approver)])).toMatchObject({
      ok: true,
      approvals: [{ approval: { decision: 'approved' } }],
    });
    expect(check([await give(author)])).toMatchObject({ ok: false, reason: 'APPROVER_NOT_ALLOWED' });
    expect(check([await give(gate)])).toMatchObject({ ok: false, reason: 'KEY_NOT_TRUSTED' });
    expect(check([])).toMatchObject({ ok: false, reason: 'NO_APPROVAL' });
  });

  it('die with the digest, the repository, the environment, the gate and their last day', async () => {
    const { give, check, approver, clock } = await world();
    const reasons = await Promise.all(
      [
        { digest: digestOf('earlier') },
        { repository: 'registry.example/other' },
        { environment: 'staging' },
        { gate: 'scan' },
      ].map(async (changes) => {
        const verdict = check([await give(approver, changes)]);
        return verdict.ok || verdict.reason;
      }),
    );

    expect(reasons).toEqual(['ARTIFACT_MISMATCH', 'WRONG_REPOSITORY', 'WRONG_ENVIRONMENT', 'WRONG_GATE']);
    const given = await give(approver);
    clock.advance(5 * HOUR);
    expect(check([given])).toMatchObject({ ok: false, reason: 'EXPIRED' });
  });

  it('are outweighed by one no, and two of one person are one', async () => {
    const { give, check, approver } = await world();
    const yes = await give(approver);
    const again = await give(approver, { reason: 'once more' });
    const no = await give(approver, { decision: 'rejected', reason: 'not before the holidays' });

    expect(check([yes, again], { threshold: 2 })).toMatchObject({ ok: false, reason: 'TOO_FEW_SIGNERS' });
    expect(check([yes, no])).toMatchObject({
      ok: false,
      reason: 'REJECTED',
      detail: expect.stringContaining('holidays'),
    });
  });

  it('are not verdicts, and verdicts are not approvals', async () => {
    const { give, check, approver, ...own } = await world();
    const yes = await give(approver);
    const verdict = await signed(statementOf({ give, check, approver, ...own } as World), own.gate, own.instance);

    expect(check([verdict])).toMatchObject({ ok: false, reason: 'NO_APPROVAL' });
    expect(verifyDeployment(query, policyOf({ approver, ...own } as World), [yes], own.clock)).toMatchObject({
      ok: false,
      reason: 'NO_VERDICT',
    });
  });

  it('cannot be written without a reason or an end', async () => {
    const { give, approver, clock } = await world();

    expect(() => give(approver, { reason: ' ' })).toThrow(/needs a reason/);
    expect(() => give(approver, { notAfterMs: clock.now() })).toThrow(/ends after it was given/);
  });
});
