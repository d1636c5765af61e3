import { hash } from 'node:crypto';

import { fixedClock } from '@sallyport/kernel';
import { memoryStore } from '@sallyport/ledger';
import { describe, expect, it } from 'vitest';

import { TAG, encodeDer, encodeInteger, encodeOid } from '../encoding/der.ts';
import { predicateTypeOf } from '../intoto/predicate-types.ts';
import { generateSigningKey, keySigner } from '../keys/signer.ts';
import { matchesPattern } from '../sigstore/identity.ts';
import { artifactFromDigest } from '../sigstore/artifact-digest.ts';
import { verifyTimestamp } from '../sigstore/timestamp.ts';
import { readTrustRoot } from '../sigstore/trusted-root.ts';
import { OID } from '../x509/oids.ts';
import { generateInstanceKeys, issueInstanceCertificates, privateSigstore } from './private-sigstore.ts';

async function setUp() {
  const clock = fixedClock(1_790_000_000_000);
  const keys = generateInstanceKeys();
  const certificates = await issueInstanceCertificates(keys, clock);
  clock.advance(60_000);
  const instance = await privateSigstore({ host: 'sigstore.example', keys, certificates, store: memoryStore(), clock });
  return { clock, instance };
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('the certificate authority', () => {
  it('gives nothing to whoever does not show the key, or has no name', async () => {
    const { instance } = await setUp();
    const [signer, other] = [keySigner(generateSigningKey()), keySigner(generateSigningKey())];
    const issue = async (value: string, proof: typeof signer) =>
      instance.certificateAuthority.issue({
        identity: { issuer: 'https://issuer.example', subject: { kind: 'email', value } },
        publicKey: signer.publicKey,
        proofOfPossession: await proof.sign(Buffer.from(value)),
      });

    await expect(issue('someone@people.example', other)).rejects.toThrow(code('SIGNING_REQUEST'));
    await expect(issue('', signer)).rejects.toThrow(code('SIGNING_REQUEST'));
    expect((await issue('someone@people.example', signer)).notAfter).toBe(1_790_000_660_000);
  });
});

describe('the timestamping authority', () => {
  const request = (digest: Uint8Array, rest: readonly Uint8Array[] = []) =>
    encodeDer(
      TAG.sequence,
      encodeInteger(Buffer.from([1])),
      encodeDer(TAG.sequence, encodeDer(TAG.sequence, encodeOid(OID.sha256)), encodeDer(TAG.octetString, digest)),
      ...rest,
    );

  it('answers a request with certificates and a nonce, and the answer verifies', async () => {
    const { instance } = await setUp();
    const data = Buffer.from('a signature');
    const nonce = encodeInteger(Buffer.from('0badcafe', 'hex'));
    const wanted = request(hash('sha256', data, 'buffer'), [nonce, encodeDer(TAG.boolean, Buffer.from([0xff]))]);
    const response = Buffer.from(await instance.timestampAuthority.respond(wanted));

    expect(verifyTimestamp(response, data, readTrustRoot(instance.trustRoot)).time).toBe(1_790_000_060_000);
    expect(response.includes(nonce)).toBe(true);
    expect(() => verifyTimestamp(response, Buffer.from('other'), readTrustRoot(instance.trustRoot))).toThrow(
      /another signature/,
    );
  });

  it('refuses what is no request', async () => {
    const { instance } = await setUp();

    for (const bytes of [
      Buffer.from(''),
      request(Buffer.alloc(20)),
      Buffer.alloc(5000),
      request(Buffer.alloc(32), [encodeDer(TAG.null)]),
    ]) {
      await expect(instance.timestampAuthority.respond(bytes)).rejects.toThrow(code('SIGNING_REQUEST'));
    }
  });
});

describe('the log', () => {
  it('takes no signature that does not verify', async () => {
    const { instance } = await setUp();
    const key = keySigner(generateSigningKey()).publicKey;
    const before = instance.ledger.size;
    const submission = { kind: 'hashedrekord' as const, key, digest: Buffer.alloc(32), signature: Buffer.alloc(70) };

    await expect(instance.log.submit(submission)).rejects.toThrow(code('SIGNING_REQUEST'));
    expect(instance.ledger.size).toBe(before);
  });
});

describe('trust roots', () => {
  it('are refused when a part of them is not sound', async () => {
    const { instance } = await setUp();
    const sound = JSON.parse(instance.trustRoot) as TrustRootJson;
    const changed = (change: (root: TrustRootJson) => void) => {
      const root = structuredClone(sound);
      change(root);
      return JSON.stringify(root);
    };
    const [authority] = sound.certificateAuthorities;
    const broken = [
      '',
      '{}',
      changed((r) => (r.mediaType = 'application/json')),
      changed((r) => delete r.tlogs[0]!.publicKey.validFor.start),
      changed((r) => (r.tlogs[0]!.publicKey.validFor.start = 'yesterday')),
      changed((r) => (r.tlogs[0]!.publicKey.rawBytes = 'AAAA')),
      changed((r) => (r.tlogs[0]!.baseUrl = 'nowhere')),
      changed((r) => delete r.tlogs[0]!['logId']),
      changed((r) => (r.certificateAuthorities[0]!.certChain.certificates = [])),
      changed((r) => r.certificateAuthorities[0]!.certChain.certificates.reverse()),
      changed((r) => (r.certificateAuthorities[0]!.certChain.certificates[0]!.rawBytes = 'MAA=')),
      instance.trustRoot.replace('"tlogs"', '"tlogs":[],"tlogs"'),
    ];

    expect(authority?.certChain.certificates).toHaveLength(2);
    for (const text of broken) expect(() => readTrustRoot(text)).toThrow(code('SIGNING_TRUST_ROOT'));
  });
});

interface TrustRootJson {
  mediaType: string;
  tlogs: { baseUrl: string; publicKey: { rawBytes: string; validFor: { start?: string } }; [name: string]: unknown }[];
  certificateAuthorities: { certChain: { certificates: { rawBytes: string }[] } }[];
}

describe('names and patterns', () => {
  it('match literally but for the star, in linear time', () => {
    expect(matchesPattern('a.b', 'a.b')).toBe(true);
    expect(matchesPattern('axb', 'a.b')).toBe(false);
    expect(matchesPattern('repo/.ci/x@refs/tags/v1', 'repo/*@refs/tags/*')).toBe(true);
    expect(matchesPattern('evil/repo/.ci/x@refs/tags/v1', 'repo/*')).toBe(false);
    expect(matchesPattern('aba', 'ab*ba')).toBe(false);
    expect(matchesPattern(`${'a'.repeat(50_000)}b`, `${'*a'.repeat(100)}*c`)).toBe(false);
  });

  it('of predicates are short names or URIs', () => {
    expect(predicateTypeOf('vuln')).toBe('https://cosign.sigstore.dev/attestation/vuln/v1');
    expect(predicateTypeOf('https://example.com/x')).toBe('https://example.com/x');
    expect(predicateTypeOf('nonsense')).toBeUndefined();
  });

  it('of artifacts are sha256 digests', () => {
    expect(() => artifactFromDigest('sha256:12')).toThrow(code('SIGNING_POLICY'));
  });
});
