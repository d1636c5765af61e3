import { digestOf, fixedClock } from '@sallyport/kernel';
import { memoryStore } from '@sallyport/ledger';
import { beforeAll, describe, expect, it } from 'vitest';

import { generateInstanceKeys, issueInstanceCertificates, privateSigstore } from '../authority/private-sigstore.ts';
import { scanResultStatement, vulnerabilityStatement } from '../intoto/evidence.ts';
import { PREDICATE } from '../intoto/predicate-types.ts';
import type { Statement } from '../intoto/statement.ts';
import { generateSigningKey, keySigner } from '../keys/signer.ts';
import type { Signer } from '../keys/signer.ts';
import { signArtifact, signStatement } from '../sign.ts';
import { HOUR, MINUTE, START, digest, policyOf, query, setUp, signed, statementOf, trustOf } from './testdata/world.ts';
import type { World } from './testdata/world.ts';
import { verifyDeployment } from './verify-deployment.ts';
import type { DeploymentPolicy } from './verify-deployment.ts';

interface Material {
  verificationMaterial: { tlogEntries: unknown };
}

describe('deployment verification', () => {
  const context: { world?: World } = {};
  beforeAll(async () => {
    context.world = await setUp();
  });
  const world = () => context.world!;
  const verify = (
    candidates: Parameters<typeof verifyDeployment>[2],
    changes: Partial<DeploymentPolicy> = {},
    asked = query,
  ) => verifyDeployment(asked, policyOf(world(), changes), candidates, world().clock);

  it('passes nothing where nothing was found', () => {
    expect(verify([])).toMatchObject({ ok: false, reason: 'NO_VERDICT', explanations: [] });
  });

  it('passes a fresh verdict for this digest, repository and environment by its gate', async () => {
    const passed = await signed(statementOf(world()), world().gate, world().instance);

    const verdict = verify([passed], {
      requiredLevels: ['SLSA_BUILD_LEVEL_1'],
      policyDigests: [digestOf('the policy')],
    });
    expect(verdict).toMatchObject({ ok: true, verdicts: [{ timeSource: 'log', verdict: { gate: 'release' } }] });
    expect(verdict.ok && verdict.validUntilMs).toBe(world().clock.now() + 24 * HOUR);
  });

  it('needs nothing but digest, key and environment where the gate is pinned and no log is asked for', async () => {
    const bundle = await signStatement(statementOf(world()), { signer: world().gate });
    const policy = { verdictSigners: [{ signer: { key: world().gate.publicKey } }] };

    const verdict = verifyDeployment(query, policy, [{ source: 'a file', bundle }], world().clock);
    expect(verdict).toMatchObject({ ok: true, verdicts: [{ timeSource: 'signer' }] });
  });

  it('refuses a failed scan as the only evidence', async () => {
    const scan = vulnerabilityStatement([{ digest: { sha256: digest.slice(7) } }], {
      scanner: { uri: 'urn:example:scanner', version: '1' },
      found: [{ id: 'CVE-2024-0001', severity: { method: 'CVSS_V3', score: '9.8' } }],
      startedMs: START,
      finishedMs: START,
    });
    // Even signed with the gate's own key it is evidence and no verdict.
    const found = await signed(scan, world().gate, world().instance);

    expect(verify([found])).toMatchObject({ reason: 'NO_VERDICT', explanations: [{ reason: 'WRONG_PREDICATE' }] });
  });

  it('refuses a plain signature over the artifact', async () => {
    const bundle = await signArtifact(Buffer.from('the image'), { signer: world().gate, log: world().instance.log });

    expect(verify([{ source: 's', bundle }])).toMatchObject({ explanations: [{ reason: 'WRONG_PREDICATE' }] });
  });

  it('refuses another gate’s key and a stranger’s', async () => {
    const other = await signed(statementOf(world()), world().otherGate, world().instance);
    const stranger = await signed(statementOf(world()), keySigner(generateSigningKey()), world().instance);

    expect(verify([other])).toMatchObject({ ok: false, reason: 'WRONG_GATE' });
    expect(verify([stranger])).toMatchObject({ ok: false, reason: 'KEY_NOT_TRUSTED' });
  });

  it('refuses a key that does not decide for the environment', async () => {
    const passed = await signed(statementOf(world()), world().gate, world().instance);
    const signer = { key: world().gate.publicKey };

    expect(verify([passed], { verdictSigners: [{ signer, environments: ['staging'] }] })).toMatchObject({
      reason: 'WRONG_ROLE',
    });
  });

  it('refuses a verdict for another environment, repository or digest', async () => {
    const staging = await signed(statementOf(world(), { environment: 'staging' }), world().gate, world().instance);
    const renamed = await signed(
      statementOf(world(), { repository: 'registry.example/other/web' }),
      world().gate,
      world().instance,
    );
    const rebuilt = await signed(statementOf(world(), { digest: digestOf('earlier') }), world().gate, world().instance);

    expect(verify([staging])).toMatchObject({ ok: false, reason: 'WRONG_ENVIRONMENT' });
    expect(verify([renamed])).toMatchObject({ ok: false, reason: 'WRONG_REPOSITORY' });
    expect(verify([rebuilt])).toMatchObject({ ok: false, reason: 'ARTIFACT_MISMATCH' });
  });

  it('refuses one signer twice where two are needed, and passes two', async () => {
    const first = await signed(statementOf(world()), world().gate, world().instance);
    const again = await signed(statementOf(world()), world().gate, world().instance);
    const other = await signed(statementOf(world(), { gate: 'scan' }), world().otherGate, world().instance);

    const twice = verify([first, again], { threshold: 2 });
    expect(twice).toMatchObject({ ok: false, reason: 'TOO_FEW_SIGNERS' });
    expect(twice.explanations.map(({ reason }) => reason)).toEqual([undefined, 'DUPLICATE_SIGNER']);
    expect(verify([first, other], { threshold: 2 }).ok).toBe(true);
  });

  it('refuses an envelope with the same signature twice', async () => {
    const { bundle } = await signed(statementOf(world()), world().gate, world().instance);
    const parsed = JSON.parse(bundle) as { dsseEnvelope: { signatures: unknown[] } };
    parsed.dsseEnvelope.signatures.push(parsed.dsseEnvelope.signatures[0]);

    expect(verify([{ source: 's', bundle: JSON.stringify(parsed) }])).toMatchObject({
      explanations: [{ reason: 'MALFORMED_BUNDLE' }],
    });
  });

  it('refuses statements dated ahead of the log, dated back beyond the limit, or stale by either clock', async () => {
    const now = world().clock.now();
    const ahead = await signed(statementOf(world(), { decidedMs: now + HOUR }), world().gate, world().instance);
    const back = await signed(statementOf(world(), { decidedMs: now - 30 * HOUR }), world().gate, world().instance);
    const passed = await signed(statementOf(world()), world().gate, world().instance);

    expect(verify([ahead])).toMatchObject({ ok: false, reason: 'NOT_YET_VALID' });
    expect(verify([back])).toMatchObject({ ok: false, reason: 'STALE' });
    const tomorrow = fixedClock(now + 25 * HOUR);
    expect(verifyDeployment(query, policyOf(world()), [passed], tomorrow)).toMatchObject({ reason: 'STALE' });
    // Dated ahead, it is old by the log's time all the same when its own time has come.
    expect(verifyDeployment(query, policyOf(world()), [ahead], fixedClock(now + HOUR))).toMatchObject({ ok: false });
  });

  it('is not made younger by logging an old verdict anew', async () => {
    const own = await setUp();
    const statement = statementOf(own);
    await signed(statement, own.gate, own.instance);
    own.clock.advance(30 * HOUR);
    const again = await signed(statement, own.gate, own.instance);

    expect(verifyDeployment(query, policyOf(own), [again], own.clock)).toMatchObject({ reason: 'STALE' });
  });

  it('refuses a verdict that a later FAILED one follows, also when the old pass is logged anew after it', async () => {
    const own = await setUp();
    const statement = statementOf(own);
    const passed = await signed(statement, own.gate, own.instance);
    own.clock.advance(MINUTE);
    const failed = await signed(
      statementOf(own, { result: 'FAILED', reasons: ['a critical'] }),
      own.gate,
      own.instance,
    );
    own.clock.advance(MINUTE);
    const again = await signed(statement, own.gate, own.instance);
    const check = (candidates: (typeof passed)[]) => verifyDeployment(query, policyOf(own), candidates, own.clock);

    expect(check([passed]).ok).toBe(true);
    expect(check([passed, failed])).toMatchObject({ ok: false, reason: 'SUPERSEDED' });
    expect(check([failed, again])).toMatchObject({ ok: false, reason: 'SUPERSEDED' });
    expect(check([failed])).toMatchObject({
      ok: false,
      reason: 'NOT_PASSED',
      detail: expect.stringContaining('a critical'),
    });
    own.clock.advance(MINUTE);
    const repaired = await signed(statementOf(own), own.gate, own.instance);
    expect(check([passed, failed, repaired]).ok).toBe(true);
  });

  it('says of the newest verdict why it does not count, and not of an older one', async () => {
    const own = await setUp();
    const failed = await signed(statementOf(own, { result: 'FAILED' }), own.gate, own.instance);
    own.clock.advance(MINUTE);
    const passed = await signed(statementOf(own), own.gate, own.instance);
    const staging = await signed(statementOf(own, { environment: 'staging' }), own.gate, own.instance);
    own.clock.advance(25 * HOUR);
    const check = (candidates: (typeof passed)[]) => verifyDeployment(query, policyOf(own), candidates, own.clock);

    expect(check([failed, staging, passed])).toMatchObject({ ok: false, reason: 'STALE' });
    expect(check([failed, staging])).toMatchObject({ ok: false, reason: 'NOT_PASSED' });
    const strangers = { ...policyOf(own), verdictSigners: [{ signer: { key: own.author.publicKey } }] };
    expect(verifyDeployment(query, strangers, [failed, staging, passed], own.clock)).toMatchObject({
      reason: 'KEY_NOT_TRUSTED',
    });
    const all = check([failed, staging, passed]).explanations;
    expect(all.map(({ reason }) => reason)).toEqual(['NOT_PASSED', 'WRONG_ENVIRONMENT', 'STALE']);
  });

  it('refuses a foreign log, an unlogged verdict, and one whose log entry is about something else', async () => {
    const foreign = await signed(statementOf(world()), world().gate, world().foreign);
    const bare = { source: 's', bundle: await signStatement(statementOf(world()), { signer: world().gate }) };
    const one = JSON.parse((await signed(statementOf(world()), world().gate, world().instance)).bundle) as Material;
    const two = JSON.parse(
      (await signed(statementOf(world(), { gate: 'x' }), world().gate, world().instance)).bundle,
    ) as Material;
    one.verificationMaterial.tlogEntries = two.verificationMaterial.tlogEntries;

    expect(verify([foreign])).toMatchObject({ ok: false, reason: 'LOG_NOT_TRUSTED' });
    expect(verify([bare])).toMatchObject({ ok: false, reason: 'NO_LOG_ENTRY' });
    expect(verify([{ source: 's', bundle: JSON.stringify(one) }])).toMatchObject({ reason: 'LOG_ENTRY_MISMATCH' });
  });

  it('refuses a truncated log and a log that shows two versions', async () => {
    const own = await setUp();
    const passed = await signed(statementOf(own), own.gate, own.instance);
    await signed(statementOf(own), own.gate, own.instance);
    const { size } = own.instance.ledger;
    const logId = trustOf(own.instance).logs[0]!.logId;
    const roots = await Promise.all(Array.from({ length: size + 1 }, (_, i) => own.instance.ledger.rootAt(i)));
    const view = { logId, size, rootAt: (n: number) => roots[n] };
    const check = (logView: typeof view) =>
      verifyDeployment(query, policyOf(own, { logViews: [logView] }), [passed], own.clock);

    expect(check(view).ok).toBe(true);
    expect(check({ ...view, size: 0 })).toMatchObject({ ok: false, reason: 'LOG_TRUNCATED' });
    expect(check({ ...view, rootAt: () => new Uint8Array(32) })).toMatchObject({ reason: 'LOG_SPLIT_VIEW' });
  });

  it('notices two versions of a log among the candidates themselves', async () => {
    const own = await setUp();
    const keys = generateInstanceKeys();
    const certificates = await issueInstanceCertificates(keys, fixedClock(START));
    const twin = () =>
      privateSigstore({ host: 'log.example', keys, certificates, store: memoryStore(), clock: own.clock });
    const [left, right] = [await twin(), await twin()];
    const passed = await signed(statementOf(own), own.gate, left);
    const other = await signed(statementOf(own, { gate: 'scan' }), own.otherGate, right);

    const verdict = verifyDeployment(query, policyOf(own, { trustRoot: trustOf(left) }), [passed, other], own.clock);
    expect(verdict).toMatchObject({ ok: false, reason: 'LOG_SPLIT_VIEW' });
  });

  it('refuses unknown members that could change the meaning, and lets additions under a URI through', async () => {
    const plain = statementOf(world());
    const change = (predicate: Statement['predicate']) =>
      signed({ ...plain, predicate }, world().gate, world().instance);
    const conditional = await change({ ...plain.predicate, conditions: ['only on Sundays'] });
    const nested = await change({
      ...plain.predicate,
      policy: { ...(plain.predicate['policy'] as object), except: [] },
    });
    const extended = await change({ ...plain.predicate, 'https://example.com/note': 'hello' });

    expect(verify([conditional])).toMatchObject({ ok: false, reason: 'UNKNOWN_FIELD' });
    expect(verify([nested])).toMatchObject({ ok: false, reason: 'UNKNOWN_FIELD' });
    expect(verify([extended]).ok).toBe(true);
  });

  it('refuses a statement with two subjects', async () => {
    const plain = statementOf(world());
    const two = { ...plain, subject: [...plain.subject, { digest: { sha256: digestOf('another').slice(7) } }] };

    expect(verify([await signed(two, world().gate, world().instance)])).toMatchObject({ reason: 'SEVERAL_SUBJECTS' });
  });

  it('refuses another policy and a level that is not attested', async () => {
    const passed = await signed(statementOf(world()), world().gate, world().instance);

    expect(verify([passed], { policyDigests: [digestOf('x')] })).toMatchObject({ reason: 'WRONG_POLICY' });
    expect(verify([passed], { requiredLevels: ['SLSA_BUILD_LEVEL_3'] })).toMatchObject({ reason: 'LEVEL_MISSING' });
    expect(verify([passed], { requiredLevels: ['SLSA_SOURCE_LEVEL_1'] })).toMatchObject({ reason: 'LEVEL_MISSING' });
  });

  it('asks for the evidence that a verdict rests on: there, by a scanner, fresh, and named', async () => {
    const own = await setUp();
    const scan = scanResultStatement([{ digest: { sha256: digest.slice(7) } }], {
      scanner: { uri: 'urn:example:scanner', version: '1' },
      report: { digest: { sha256: digestOf('report').slice(7) }, mediaType: 'application/sarif+json' },
      counts: { low: 1 },
      incomplete: [],
      finishedMs: own.clock.now(),
    });
    const evidence = await signed(scan, own.scanner, own.instance);
    const unnamed = await signed(statementOf(own), own.gate, own.instance);
    const inputs = [{ uri: 'bundle', digest: digestOf(evidence.bundle) }];
    const named = await signed(statementOf(own, { inputs }), own.gate, own.instance);
    const rule = (maxAgeMs: number, signer: Signer) => ({
      evidence: [
        { name: 'scan', predicateTypes: [PREDICATE.scanResult], signers: [{ key: signer.publicKey }], maxAgeMs },
      ],
    });
    const check = (candidates: (typeof named)[], changes: Partial<DeploymentPolicy>) =>
      verifyDeployment(query, policyOf(own, changes), candidates, own.clock);

    expect(check([named, evidence], rule(HOUR, own.scanner)).ok).toBe(true);
    expect(check([named], rule(HOUR, own.scanner))).toMatchObject({ ok: false, reason: 'NO_EVIDENCE' });
    expect(check([unnamed, evidence], rule(HOUR, own.scanner))).toMatchObject({ reason: 'NO_EVIDENCE' });
    expect(check([named, evidence], rule(HOUR, own.author))).toMatchObject({ reason: 'KEY_NOT_TRUSTED' });
    own.clock.advance(2 * HOUR);
    expect(check([named, evidence], rule(HOUR, own.scanner))).toMatchObject({ ok: false, reason: 'STALE' });
  });

  it('looks at a bounded number of candidates', async () => {
    const passed = await signed(statementOf(world()), world().gate, world().instance);

    expect(verify(Array.from({ length: 10_000 }, () => passed))).toMatchObject({ reason: 'TOO_MANY_CANDIDATES' });
  });
});
