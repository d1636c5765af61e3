import { digestOf, fixedClock } from '@sallyport/kernel';
import { memoryStore } from '@sallyport/ledger';
import {
  approvalStatement,
  formatPublicKey,
  generateInstanceKeys,
  generateSigningKey,
  issueInstanceCertificates,
  keySigner,
  PREDICATE,
  privateSigstore,
  signArtifact,
  signStatement,
} from '@sallyport/signing';
import type { Approval, Signer } from '@sallyport/signing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createSandbox } from '../testing/run-cli.ts';
import type { Sandbox } from '../testing/run-cli.ts';
import { NOW, decided, gateIn, scanJson } from './testing.ts';

const CONFIG = `gates:
  release:
    policies:
      - use: provenance
        with: { kinds: [provenance, signature], builders: [https://ci.example/builder] }
  approve:
    environment: production
    policies:
      - path: rules
`;
const IMAGE = Buffer.from('an image');
const DIGEST = digestOf(IMAGE);
const HOUR = 3_600_000;

function provenanceStatement(over: { digest?: string; builder?: string } = {}) {
  return {
    subject: [{ name: 'web', digest: { sha256: (over.digest ?? DIGEST).slice('sha256:'.length) } }],
    predicateType: PREDICATE.provenance,
    predicate: {
      buildDefinition: { resolvedDependencies: [{ uri: 'git+https://git.example/web' }] },
      runDetails: { builder: { id: over.builder ?? 'https://ci.example/builder' } },
    },
  };
}

describe('sallyport gate with signed evidence', () => {
  let box: Sandbox;
  let [tool, dora, stranger]: Signer[] = [];
  beforeEach(() => {
    box = createSandbox();
    [tool, dora, stranger] = Array.from({ length: 3 }, () => keySigner(generateSigningKey()));
    for (const [name, signer] of Object.entries({ tool, dora, stranger }))
      if (signer !== undefined) box.write(`${name}.pub`, formatPublicKey(signer.publicKey));
    box.write('sallyport.yaml', CONFIG);
    box.write('rules/a.rego', 'package soft\n\nwarn contains "think" if true\n');
    box.write('scan.json', scanJson());
  });
  afterEach(() => box.remove());
  const provenance = async (
    signer: Signer | undefined,
    over: { digest?: string; builder?: string } = {},
  ): Promise<void> => {
    if (signer === undefined) throw new TypeError('no signer');
    box.write('provenance.json', await signStatement(provenanceStatement(over), { signer }));
    box.write('signature.json', await signArtifact(IMAGE, { signer }));
  };
  const release = (...words: string[]) =>
    gateIn(box, [
      'gate',
      'release',
      '-i',
      'scan.json',
      '-i',
      'provenance.json',
      '-i',
      'signature.json',
      '--json',
      '--artifact',
      DIGEST,
      ...words,
    ]);

  it.each<[string, string[]]>([
    ['no key is trusted', []],
    ['the key is of somebody else', ['--key', 'stranger.pub']],
  ])('asks for evidence where %s', async (_, words) => {
    await provenance(tool);

    const ran = await release(...words);

    expect([ran.code, decided(ran).missing.map(({ evidence }) => evidence)]).toEqual([6, ['provenance', 'signature']]);
  });

  it('asks for evidence about this very artifact', async () => {
    await provenance(tool, { digest: digestOf('another') });

    expect(decided(await release('--key', 'tool.pub')).missing.map(({ evidence }) => evidence)).toEqual(['provenance']);
  });

  it('fails another builder, and passes the right one', async () => {
    await provenance(tool, { builder: 'https://laptop.example' });
    const wrong = await release('--key', 'tool.pub');
    await provenance(tool);
    const right = await release('--key', 'tool.pub');

    expect([wrong.code, decided(wrong).violations[0]?.rule, right.code]).toEqual([1, 'builder', 0]);
  });

  describe('of an identity', () => {
    const identity = 'https://issuer.example=https://ci.example/shop/web';
    const keyless = async (over: { log: boolean }): Promise<void> => {
      const clock = fixedClock(NOW - HOUR);
      const keys = generateInstanceKeys();
      const certificates = await issueInstanceCertificates(keys, clock);
      const instance = await privateSigstore({ host: 'log.example', keys, certificates, store: memoryStore(), clock });
      const key = keySigner(generateSigningKey());
      const value = 'https://ci.example/shop/web';
      const certificate = await instance.certificateAuthority.issue({
        identity: { issuer: 'https://issuer.example', subject: { kind: 'uri', value }, claims: {} },
        publicKey: key.publicKey,
        proofOfPossession: await key.sign(Buffer.from(value)),
      });
      const signer = { signer: key, certificate, ...(over.log ? { log: instance.log } : {}) };
      box.write('trusted_root.json', instance.trustRoot);
      box.write('provenance.json', await signStatement(provenanceStatement(), signer));
      box.write('signature.json', await signArtifact(IMAGE, signer));
    };

    it.each<[string, string, boolean]>([
      ['another identity', `${identity}/else`, true],
      ['another issuer', identity.replace('issuer', 'other'), true],
      ['an identity that no log has seen sign', identity, false],
    ])('asks for evidence where it is of %s', async (_, accepted, log) => {
      await keyless({ log });

      const ran = await release('--identity', accepted, '--trust-root', 'trusted_root.json');

      expect([ran.code, decided(ran).missing.map(({ evidence }) => evidence)]).toEqual([
        6,
        ['provenance', 'signature'],
      ]);
    });

    it('takes what the identity signed and the log has', async () => {
      await keyless({ log: true });

      const ran = await release('--identity', identity, '--trust-root', 'trusted_root.json');

      expect(ran.code).toBe(0);
    });

    it('takes no unlogged signature of a key where a trust root is given', async () => {
      await keyless({ log: true });
      await provenance(tool);

      const ran = await release('--key', 'tool.pub', '--trust-root', 'trusted_root.json');

      expect(ran.code).toBe(6);
    });
  });

  describe('approvals', () => {
    const words = ['gate', 'approve', '-i', 'scan.json', '--json', '--artifact', DIGEST, '--author', 'ann'];
    const approve = async (signer: Signer | undefined, over: Partial<Approval> = {}): Promise<void> => {
      if (signer === undefined) throw new TypeError('no signer');
      const open = decided(await gateIn(box, words)).violations.map(({ id }) => id);
      const approval: Approval = {
        digest: DIGEST,
        repository: 'registry.example/web',
        gate: 'approve',
        environment: 'production',
        decision: 'approved',
        reason: 'looked at it',
        findings: open,
        givenMs: NOW - HOUR,
        notAfterMs: NOW + HOUR,
        ...over,
      };
      box.write('approval.json', await signStatement(approvalStatement(approval), { signer }));
    };
    const judge = (approver: string) => gateIn(box, [...words, '-i', 'approval.json', '--approver', approver]);

    it.each<[string, string, Partial<Approval>]>([
      ['a key that is not the one of the person', 'dora=stranger.pub', {}],
      ['the author', 'ann=dora.pub', {}],
      ['an older artifact', 'dora=dora.pub', { digest: digestOf('older') }],
      ['another environment', 'dora=dora.pub', { environment: 'staging' }],
      ['other findings', 'dora=dora.pub', { findings: ['v_other'] }],
      ['a time that has passed', 'dora=dora.pub', { givenMs: NOW - 3 * HOUR, notAfterMs: NOW - HOUR }],
    ])('do not count: of %s', async (_, approver, over) => {
      await approve(dora, over);

      const ran = await judge(approver);

      expect([ran.code, decided(ran).outcome]).toEqual([4, 'needs-approval']);
    });

    it('count of a person whose key is known, and a no counts more', async () => {
      await approve(dora);
      const yes = await judge('dora=dora.pub');
      await approve(dora, { decision: 'rejected' });
      const no = await judge('dora=dora.pub');

      expect([yes.code, no.code]).toEqual([0, 1]);
      expect(decided(yes).approval?.given).toEqual([{ approver: 'dora', counts: true, reason: 'approved' }]);
    });
  });

  it.each([
    [['--approver', 'dora'], /NAME=FILE/],
    [['--key', 'nowhere.pub'], /nowhere\.pub holds no key that can be read/],
    [['--identity', 'https://issuer.example'], /ISSUER=SUBJECT/],
    [['--identity', 'https://issuer.example=ci@example.org'], /--trust-root/],
    [['--trust-root', 'scan.json'], /trust root/],
    [['--key', 'scan.json'], /scan\.json/],
  ])('refuses %j', async (words, message) => {
    await provenance(tool);

    const ran = await release(...words);

    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(message);
  });
});
