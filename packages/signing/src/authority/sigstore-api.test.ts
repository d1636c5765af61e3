import { fixedClock } from '@sallyport/kernel';
import { memoryStore } from '@sallyport/ledger';
import { describe, expect, it } from 'vitest';

import { encodeBase64 } from '../encoding/bytes.ts';
import { parsePem } from '../encoding/pem.ts';
import { signingErrors } from '../errors.ts';
import { formatPublicKey, generateSigningKey, keySigner } from '../keys/signer.ts';
import { formatBundle } from '../sigstore/bundle-write.ts';
import { artifactFromBytes } from '../sigstore/artifact.ts';
import { readTrustRoot } from '../sigstore/trusted-root.ts';
import { verifyBundle } from '../sigstore/verify-bundle.ts';
import { readCertificate } from '../x509/certificate.ts';
import { generateInstanceKeys, issueInstanceCertificates, privateSigstore } from './private-sigstore.ts';
import { sigstoreApi } from './sigstore-api.ts';

const ISSUER = 'https://issuer.example';
const MAIL = 'someone@people.example';
const bytes = Buffer.from('an artifact');
const artifact = artifactFromBytes(bytes);

async function setUp() {
  const clock = fixedClock(1_790_000_000_000);
  const keys = generateInstanceKeys();
  const certificates = await issueInstanceCertificates(keys, clock);
  const instance = await privateSigstore({
    host: 'sigstore.example',
    keys,
    certificates,
    store: memoryStore(),
    clock,
    logApi: 2,
  });
  const routes = sigstoreApi({
    instance,
    verifyToken: async (token) => {
      if (token !== 'a-good-token') throw signingErrors.REQUEST({ detail: 'the token is not accepted' });
      return { issuer: ISSUER, subject: { kind: 'email', value: MAIL } };
    },
  });
  const call = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const route = routes.find((one) => one.path === path)!;
    const encoded = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
    const response = await route.handle({ headers, body: encoded });
    return { status: response.status, bytes: Buffer.from(response.body), text: Buffer.from(response.body).toString() };
  };
  return { instance, call };
}

const certificateRequest = async (signer = keySigner(generateSigningKey())) => ({
  signer,
  body: {
    publicKeyRequest: {
      publicKey: { algorithm: 'ECDSA', content: formatPublicKey(signer.publicKey) },
      proofOfPossession: encodeBase64(await signer.sign(Buffer.from(MAIL))),
    },
  },
});

const logRequest = (digest: Uint8Array, signature: Uint8Array, der: Uint8Array) => ({
  hashedRekordRequestV002: {
    digest: encodeBase64(digest),
    signature: { content: encodeBase64(signature), verifier: { x509Certificate: { rawBytes: encodeBase64(der) } } },
  },
});

describe('the API of a private sigstore', () => {
  it('refuses what is malformed, too large or without a good token, and logs nothing of it', async () => {
    const { instance, call } = await setUp();
    const { body } = await certificateRequest();
    const before = instance.ledger.size;
    const statuses = await Promise.all([
      call('/api/v2/log/entries', Buffer.from('{')),
      call('/api/v2/log/entries', {}),
      call('/api/v2/log/entries', logRequest(Buffer.alloc(32), Buffer.alloc(70), Buffer.from('x'))),
      call('/api/v1/timestamp', Buffer.from('x')),
      call('/api/v2/signingCert', body),
      call('/api/v2/signingCert', body, { authorization: 'Bearer a-bad-token' }),
      call('/api/v2/signingCert', { ...body, publicKeyRequest: {} }, { authorization: 'Bearer a-good-token' }),
      call('/api/v2/log/entries', Buffer.alloc(2 * 1024 * 1024)),
    ]);

    expect(statuses.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400, 400, 413]);
    expect(instance.ledger.size).toBe(before);
  });

  it('issues, logs and stamps what makes a bundle that its trust root verifies', async () => {
    const { call } = await setUp();
    const { signer, body } = await certificateRequest();
    const issued = await call('/api/v2/signingCert', { ...body, credentials: { oidcIdentityToken: 'a-good-token' } });
    const { signedCertificateEmbeddedSct } = JSON.parse(issued.text) as {
      signedCertificateEmbeddedSct: { chain: { certificates: string[] } };
    };
    const [leaf] = signedCertificateEmbeddedSct.chain.certificates;
    const certificate = readCertificate(parsePem(leaf!)![0]!.bytes);
    const signature = await signer.sign(bytes);
    const logged = await call(
      '/api/v2/log/entries',
      logRequest(artifact.digest('sha256')!, signature, certificate.der),
    );
    expect([issued.status, logged.status]).toEqual([200, 201]);

    const { trustRoot, timestamp } = {
      trustRoot: (await call('/trusted_root.json', {})).text,
      timestamp: await stamp(call, signature),
    };
    const bundle = JSON.parse(
      formatBundle({
        content: { kind: 'message', signature, digest: undefined },
        key: certificate,
        timestamps: [timestamp],
      }),
    ) as { verificationMaterial: { tlogEntries: unknown[] } };
    bundle.verificationMaterial.tlogEntries = [JSON.parse(logged.text)];
    const policy = { trustRoot: readTrustRoot(trustRoot), identities: [{ issuer: ISSUER, subject: MAIL }] };
    expect(verifyBundle(JSON.stringify(bundle), artifact, policy)).toMatchObject({ ok: true });
    expect((await call('/api/v2/checkpoint', {})).text).toMatch(/^sigstore\.example\n2\n/);
  });
});

async function stamp(call: Awaited<ReturnType<typeof setUp>>['call'], signature: Uint8Array): Promise<Uint8Array> {
  const { TAG, encodeDer, encodeInteger, encodeOid } = await import('../encoding/der.ts');
  const { hash } = await import('node:crypto');
  const imprint = encodeDer(
    TAG.sequence,
    encodeDer(TAG.sequence, encodeOid('2.16.840.1.101.3.4.2.1')),
    encodeDer(TAG.octetString, hash('sha256', signature, 'buffer')),
  );
  return (await call('/api/v1/timestamp', encodeDer(TAG.sequence, encodeInteger(Buffer.from([1])), imprint))).bytes;
}
