import { digestOf } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { cosignVulnerabilityStatement, sbomStatement, testResultStatement, vexStatement } from '../intoto/evidence.ts';
import { PREDICATE } from '../intoto/predicate-types.ts';
import { formatStatement, readStatement } from '../intoto/statement.ts';
import { deploymentStatement, readDeployment } from './deployment.ts';
import { hasLevel, readVerdict, verdictStatement } from './verdict.ts';
import type { Verdict } from './verdict.ts';

const digest = digestOf('the image');
const subject = [{ name: 'web', digest: { sha256: digest.slice('sha256:'.length) } }];
const roundTrip = (statement: Parameters<typeof formatStatement>[0]) => readStatement(formatStatement(statement));

const verdict: Verdict = {
  digest,
  repository: 'registry.example/shop/web',
  gate: 'release',
  environment: 'production',
  result: 'FAILED',
  decidedMs: 1_790_000_000_123,
  policyDigest: digestOf('policy'),
  inputs: [{ uri: 'scan', digest: digestOf('scan') }],
  levels: ['FAILED'],
  reasons: ['two criticals'],
};

describe('statements', () => {
  it('without subject, digest or type cannot be written', () => {
    for (const broken of [
      { subject: [], predicateType: 'urn:x', predicate: {} },
      { subject: [{ digest: {} }], predicateType: 'urn:x', predicate: {} },
      { subject: [{ digest: { sha256: 'ABC' } }], predicateType: 'urn:x', predicate: {} },
      { subject, predicateType: '', predicate: {} },
    ]) {
      expect(() => formatStatement(broken)).toThrow(expect.objectContaining({ code: 'SIGNING_STATEMENT' }));
    }
  });

  it('of deployments round trip, and refuse what they do not know', () => {
    const deployment = {
      digest,
      repository: 'registry.example/shop/web',
      environment: 'production',
      action: 'rollback' as const,
      scope: { cluster: 'a', namespace: 'shop' },
      verdict: digestOf('verdict'),
      previous: digestOf('before'),
      timeMs: 1_790_000_000_000,
    };
    const statement = deploymentStatement(deployment);

    expect(readDeployment(roundTrip(statement))).toEqual(deployment);
    expect(() => readDeployment({ ...statement, predicate: { ...statement.predicate, force: true } })).toThrow(
      /unknown member/,
    );
    expect(() => readDeployment({ ...statement, predicate: { ...statement.predicate, action: 'undo' } })).toThrow(
      /unknown action/,
    );
    expect(() => readDeployment({ ...statement, predicateType: PREDICATE.approval })).toThrow(/no deployment/);
  });

  it('of verdicts round trip, under any authority', () => {
    expect(readVerdict(roundTrip(verdictStatement(verdict, { version: '1' })))).toEqual(verdict);
    const hosted = verdictStatement(verdict, { version: '1', authority: 'https://sallyport.example' });
    expect(hosted.predicate['verifier']).toMatchObject({ id: 'https://sallyport.example/gates/release' });
    expect(readVerdict(hosted)).toEqual(verdict);
    expect(() => verdictStatement({ ...verdict, gate: 'a/b' }, { version: '1' })).toThrow(/no name of a gate/);
  });

  it('of verdicts that name no gate, no environment or no image are refused', () => {
    const { predicate, ...rest } = verdictStatement(verdict, { version: '1' });
    const read = (changes: object) => () => readVerdict({ ...rest, predicate: { ...predicate, ...changes } });

    expect(read({ verifier: { id: 'https://host.example/other' } })).toThrow(/names no gate/);
    expect(read({ policy: { uri: 'https://host.example', digest: { sha256: digest.slice(7) } } })).toThrow(
      /no environment/,
    );
    expect(read({ policy: { uri: 'urn:x/environments/production' } })).toThrow(/no digest/);
    expect(read({ resourceUri: 'pkg:npm/x' })).toThrow(/no image/);
    expect(read({ verificationResult: 'MAYBE' })).toThrow(/no result/);
    expect(read({ timeVerified: 'yesterday' })).toThrow(/no time/);
    expect(read({ inputAttestations: [{ uri: 'x' }] })).toThrow(/no digest/);
  });

  it('of evidence carry its predicate types', () => {
    const scan = {
      scanner: { uri: 'urn:example:scanner', version: '1', database: { version: '5' } },
      found: [],
      startedMs: 0,
      finishedMs: 1000,
    };
    const statements = [
      cosignVulnerabilityStatement(subject, scan, { runs: [] }),
      sbomStatement(subject, 'cycloneDx', { bomFormat: 'CycloneDX' }),
      vexStatement(subject, { statements: [] }),
      testResultStatement(subject, {
        result: 'PASSED',
        configuration: [{ digest: { gitCommit: 'a'.repeat(40) } }],
        passed: ['x'],
      }),
    ];

    expect(statements.map((one) => roundTrip(one).predicateType)).toEqual([
      PREDICATE.cosignVulnerabilities,
      PREDICATE.cycloneDx,
      PREDICATE.openVex,
      PREDICATE.testResult,
    ]);
  });
});

describe('levels', () => {
  it('of one SLSA track include the lower ones', () => {
    expect(hasLevel(['SLSA_BUILD_LEVEL_3'], 'SLSA_BUILD_LEVEL_2')).toBe(true);
    expect(hasLevel(['SLSA_BUILD_LEVEL_1'], 'SLSA_BUILD_LEVEL_2')).toBe(false);
    expect(hasLevel(['SLSA_SOURCE_LEVEL_3'], 'SLSA_BUILD_LEVEL_2')).toBe(false);
    expect(hasLevel(['SALLYPORT_SCANNED'], 'SALLYPORT_SCANNED')).toBe(true);
  });
});
