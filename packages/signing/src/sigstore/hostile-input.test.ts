import { fixedClock } from '@sallyport/kernel';
import { memoryStore } from '@sallyport/ledger';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { generateInstanceKeys, issueInstanceCertificates, privateSigstore } from '../authority/private-sigstore.ts';
import type { PrivateSigstore } from '../authority/private-sigstore.ts';
import { TAG, encodeDer, encodeInteger, encodeOid, readDer } from '../encoding/der.ts';
import type { Statement } from '../intoto/statement.ts';
import { generateSigningKey, keySigner } from '../keys/signer.ts';
import type { Signer } from '../keys/signer.ts';
import { signArtifact, signStatement } from '../sign.ts';
import {
  encodeExtension,
  encodeName,
  extendedKeyUsageExtension,
  issueCertificate,
  keyUsageExtension,
} from '../x509/certificate-write.ts';
import type { Certificate } from '../x509/certificate.ts';
import { OID } from '../x509/oids.ts';
import { artifactFromBytes } from './artifact.ts';
import { readTrustRoot } from './trusted-root.ts';
import { verifyBundle } from './verify-bundle.ts';
import type { BundlePolicy } from './verify-bundle.ts';

const START = 1_790_000_000_000;
const bytes = Buffer.from('an artifact');
const artifact = artifactFromBytes(bytes);
const SUBJECT = 'mailto:someone@people.example';
const ISSUER = 'https://issuer.example';

interface World {
  readonly instance: PrivateSigstore;
  readonly authority: Signer;
  readonly signer: Signer;
  readonly certificate: Certificate;
  readonly policy: BundlePolicy;
  readonly bundle: string;
}

async function setUp(): Promise<World> {
  const clock = fixedClock(START);
  const keys = generateInstanceKeys();
  const certificates = await issueInstanceCertificates(keys, clock);
  clock.advance(60_000);
  const instance = await privateSigstore({ host: 'log.example', keys, certificates, store: memoryStore(), clock });
  const signer = keySigner(generateSigningKey());
  const certificate = await instance.certificateAuthority.issue({
    identity: { issuer: ISSUER, subject: { kind: 'uri', value: SUBJECT } },
    publicKey: signer.publicKey,
    proofOfPossession: await signer.sign(Buffer.from(SUBJECT)),
  });
  const policy = {
    trustRoot: readTrustRoot(instance.trustRoot),
    identities: [{ issuer: ISSUER, subject: SUBJECT }],
    keys: [keySigner(generateSigningKey()).publicKey],
  };
  const bundle = await signArtifact(bytes, {
    signer,
    certificate,
    log: instance.log,
    timestampAuthority: instance.timestampAuthority,
  });
  return { instance, authority: keys.authority, signer, certificate, policy, bundle };
}

describe('hostile bundles', () => {
  const context: { world?: World } = {};
  beforeAll(async () => {
    context.world = await setUp();
  });
  const world = () => context.world!;
  const reasonOf = (bundle: string | Uint8Array, policy: BundlePolicy = world().policy) => {
    const verdict = verifyBundle(bundle, artifact, policy);
    return verdict.ok ? 'ok' : verdict.reason;
  };
  /** The sound bundle with a change. */
  const changed = (change: (bundle: BundleJson) => void) => {
    const json = JSON.parse(world().bundle) as BundleJson;
    change(json);
    return JSON.stringify(json);
  };

  it('are measured against a sound one', () => {
    expect(reasonOf(world().bundle)).toBe('ok');
  });

  it('of a hundred megabytes are refused before they are read', () => {
    expect(reasonOf(Buffer.alloc(100 * 1024 * 1024, 0x20))).toBe('TOO_LARGE');
    expect(reasonOf(' '.repeat(33 * 1024 * 1024))).toBe('TOO_LARGE');
  });

  it('that are no JSON, nest without end, or say a thing twice are refused', () => {
    const twice = world().bundle.replace('"signature":', '"signature":"AAAA","signature":');

    expect(['', 'null', '[]', '{', '"x"', '['.repeat(10_000), twice].map((text) => reasonOf(text))).toEqual(
      Array.from({ length: 7 }, () => 'MALFORMED_BUNDLE'),
    );
    expect(reasonOf(Buffer.from([0xff, 0xfe]))).toBe('MALFORMED_BUNDLE');
  });

  it('of an unknown version, without content or key, or with two of them are refused', () => {
    expect(reasonOf(changed((b) => (b.mediaType = 'application/vnd.dev.sigstore.bundle.v0.9+json')))).toBe(
      'UNSUPPORTED',
    );
    expect(reasonOf(changed((b) => delete b['messageSignature']))).toBe('MALFORMED_BUNDLE');
    expect(reasonOf(changed((b) => (b['dsseEnvelope'] = { payload: '', payloadType: 'x', signatures: [] })))).toBe(
      'MALFORMED_BUNDLE',
    );
    expect(reasonOf(changed((b) => delete b.verificationMaterial['certificate']))).toBe('MALFORMED_BUNDLE');
    expect(reasonOf(changed((b) => (b.verificationMaterial['publicKey'] = { hint: 'x' })))).toBe('MALFORMED_BUNDLE');
    expect(reasonOf(changed((b) => (b.verificationMaterial['certificate'] = 'text')))).toBe('MALFORMED_BUNDLE');
    expect(reasonOf(changed((b) => (b.messageSignature = { signature: '%%%' })))).toBe('MALFORMED_BUNDLE');
  });

  it('with too many parts are refused', () => {
    expect(
      reasonOf(
        changed(
          (b) =>
            (b.verificationMaterial.tlogEntries = Array.from(
              { length: 17 },
              () => b.verificationMaterial.tlogEntries[0],
            )),
        ),
      ),
    ).toBe('MALFORMED_BUNDLE');
    expect(
      reasonOf(changed((b) => (b.verificationMaterial.tlogEntries = Array.from({ length: 5000 }, () => ({}))))),
    ).toBe('MALFORMED_BUNDLE');
  });

  it('with a repeated log entry do not reach a threshold of logs', () => {
    const repeated = changed((b) => b.verificationMaterial.tlogEntries.push(b.verificationMaterial.tlogEntries[0]));

    expect(reasonOf(repeated, { ...world().policy, logThreshold: 2 })).toBe('NO_LOG_ENTRY');
  });

  it('with a malformed certificate, timestamp or log entry say which', () => {
    expect(reasonOf(changed((b) => (b.verificationMaterial['certificate'] = { rawBytes: 'MAA=' })))).toBe(
      'MALFORMED_CERTIFICATE',
    );
    expect(
      reasonOf(
        changed(
          (b) =>
            (b.verificationMaterial['timestampVerificationData'] = {
              rfc3161Timestamps: [{ signedTimestamp: 'MAA=' }],
            }),
        ),
      ),
    ).toBe('MALFORMED_TIMESTAMP');
    expect(reasonOf(changed((b) => (b.verificationMaterial.tlogEntries = [{ logId: { keyId: 'AA==' } }])))).toBe(
      'MALFORMED_LOG_ENTRY',
    );
  });

  it('whose bytes are changed anywhere neither break the verifier nor pass for another signer’s', () => {
    const sound = Buffer.from(world().bundle);
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const altered = Buffer.from(sound);
        altered[at]! ^= mask;
        const verdict = verifyBundle(altered, artifact, world().policy);
        // What is left to chance: names of members that are ignored, and hints that are not authenticated.
        expect(verdict.ok ? 'ok' : verdict.detail).not.toBe('');
        expect(verdict.ok && verdict.signer.kind === 'key').toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('cut anywhere are refused', () => {
    const sound = world().bundle;
    for (let at = 0; at < sound.length; at += 97) expect(reasonOf(sound.slice(0, at))).toBe('MALFORMED_BUNDLE');
  });

  it('of statements that are malformed are refused as such', async () => {
    const { signer, certificate, instance, policy } = world();
    const sha256 = Buffer.from(artifact.digest('sha256')!).toString('hex');
    const statement: Statement = { subject: [{ digest: { sha256 } }], predicateType: 'urn:x:y', predicate: {} };
    const payloads = [
      '{}',
      '{"_type":"https://in-toto.io/Statement/v1"}',
      JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', predicateType: 'x', subject: [] }),
      JSON.stringify({
        _type: 'https://in-toto.io/Statement/v1',
        predicateType: 'x',
        subject: [{ digest: { sha256: 5 } }],
      }),
      JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', predicateType: 'x', subject: [{ digest: {} }] }),
      `{"_type":"https://in-toto.io/Statement/v1","predicateType":"x","predicateType":"y","subject":[{"digest":{"sha256":"${sha256}"}}]}`,
    ];
    const { signEnvelope, IN_TOTO_PAYLOAD_TYPE } = await import('../dsse.ts');
    const { formatBundle } = await import('./bundle-write.ts');
    const reasons = await Promise.all(
      payloads.map(async (payload) => {
        const envelope = await signEnvelope(IN_TOTO_PAYLOAD_TYPE, Buffer.from(payload), [signer]);
        const entry = await instance.log.submit({ kind: 'dsse', envelope, key: certificate });
        return reasonOf(
          formatBundle({ content: { kind: 'dsse', envelope }, key: certificate, logEntries: [entry] }),
          policy,
        );
      }),
    );

    expect(new Set(reasons)).toEqual(new Set(['MALFORMED_STATEMENT']));
    const sound = await signStatement(statement, { signer, certificate, log: instance.log });
    expect(reasonOf(sound)).toBe('ok');
  });
});

interface BundleJson {
  mediaType: string;
  messageSignature: unknown;
  verificationMaterial: { tlogEntries: unknown[]; [name: string]: unknown };
  [name: string]: unknown;
}

describe('odd certificates', () => {
  const usage = [keyUsageExtension(0), extendedKeyUsageExtension(OID.codeSigning, false)];
  const issuer = [
    encodeExtension(OID.fulcioIssuer, false, Buffer.from(ISSUER)),
    encodeExtension(OID.subjectAltName, true, encodeDer(TAG.sequence, encodeDer(0x86, Buffer.from(SUBJECT)))),
  ];

  async function reasonWith(extensions: readonly Uint8Array[]): Promise<string> {
    const { instance, authority, signer, policy } = await setUp();
    const [own] = instance.certificateAuthority.chain;
    const certificate = await issueCertificate(
      {
        serial: Buffer.from([1]),
        issuer: own!.subject,
        subject: encodeName('', ''),
        notBefore: START,
        notAfter: START + 600_000,
        publicKey: signer.publicKey,
        extensions,
      },
      authority,
    );
    const bundle = await signArtifact(bytes, { signer, certificate, log: instance.log });
    const verdict = verifyBundle(bundle, artifact, { ...policy, certificateLogThreshold: 0 });
    return verdict.ok ? 'ok' : verdict.reason;
  }

  it('are measured against a sound one', async () => {
    expect(await reasonWith([...usage, ...issuer])).toBe('ok');
  });

  it('for another use, without a use, or of an authority are refused', async () => {
    const authority = encodeExtension(
      OID.basicConstraints,
      true,
      encodeDer(TAG.sequence, encodeDer(TAG.boolean, Buffer.from([0xff]))),
    );

    expect(await reasonWith([usage[0]!, extendedKeyUsageExtension(OID.timeStamping, true), ...issuer])).toBe(
      'CERTIFICATE_PURPOSE',
    );
    expect(await reasonWith([usage[0]!, ...issuer])).toBe('CERTIFICATE_PURPOSE');
    expect(await reasonWith([keyUsageExtension(5), usage[1]!, ...issuer])).toBe('CERTIFICATE_PURPOSE');
    expect(await reasonWith([...usage, authority, ...issuer])).toBe('CERTIFICATE_PURPOSE');
  });

  it('with a critical extension that nobody knows are refused', async () => {
    const unknown = encodeExtension('1.2.3.4', true, encodeDer(TAG.null));

    expect(await reasonWith([...usage, ...issuer, unknown])).toBe('CERTIFICATE_PURPOSE');
    expect(await reasonWith([...usage, ...issuer, encodeExtension('1.2.3.4', false, encodeDer(TAG.null))])).toBe('ok');
  });

  it('with two names of the issuer are refused, and those of nobody match nobody', async () => {
    const other = encodeExtension(
      OID.fulcioIssuerV2,
      false,
      encodeDer(TAG.utf8String, Buffer.from('https://other.example')),
    );

    expect(await reasonWith([...usage, ...issuer, other])).toBe('MALFORMED_CERTIFICATE');
    expect(await reasonWith(usage)).toBe('IDENTITY_MISMATCH');
    expect(await reasonWith([...usage, issuer[0]!])).toBe('IDENTITY_MISMATCH');
  });

  it('cannot even be written with one extension twice or a padded integer', async () => {
    await expect(reasonWith([...usage, usage[0]!])).rejects.toThrow(/twice/);
    const padded = encodeExtension(
      OID.basicConstraints,
      true,
      encodeDer(TAG.sequence, encodeDer(TAG.integer, Buffer.from([0, 1]))),
    );
    await expect(reasonWith([...usage, padded])).rejects.toThrow(/padded/);
    expect(readDer(encodeInteger(Buffer.from([0, 0, 1]))).content).toHaveLength(1);
    expect(encodeOid('1.2.3')).toHaveLength(4);
  });
});
