import { generateKeyPairSync, hash, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { formatPem } from '../encoding/pem.ts';
import { formatCosignKey, isCosignKeyFile, readCosignKey } from './cosign-key-file.ts';
import { signerFor } from './key-reference.ts';
import { publicKeyFor } from './public-key-reference.ts';
import type { KeyService } from './public-key-reference.ts';
import { verifyDigestWithKey } from './prehashed.ts';
import { hashesOf, keyHint, publicKeyFromSpki, publicKeyOf, readPublicKey, verifyWithKey } from './public-key.ts';
import { formatPublicKey, generateSigningKey, keySigner, readPrivateKey } from './signer.ts';

const pairs = {
  'ecdsa-p256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'ecdsa-p384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'ecdsa-p521': generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  ed25519: generateKeyPairSync('ed25519'),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
const data = Buffer.from('what is signed');
const code = (expected: string) => expect.objectContaining({ code: expected });

describe.each(Object.entries(pairs))('a key of the kind %s', (kind, pair) => {
  it('signs what it verifies, and nothing else verifies', async () => {
    const signer = keySigner(pair.privateKey);
    const signature = await signer.sign(data);

    expect(signer.publicKey.kind).toBe(kind);
    expect(verifyWithKey(signer.publicKey, data, signature)).toBe(true);
    expect(verifyWithKey(signer.publicKey, Buffer.from('other'), signature)).toBe(false);
    expect(verifyWithKey(signer.publicKey, data, signature.subarray(1))).toBe(false);
    expect(verifyWithKey(signer.publicKey, data, new Uint8Array())).toBe(false);
  });

  it('verifies against a digest alone, where that is possible', async () => {
    const signer = keySigner(pair.privateKey);
    const [name = null] = hashesOf(signer.publicKey.kind);
    const digest = hash(name ?? 'sha512', data, 'buffer');
    const signature = await signer.sign(data);
    const check = (d: Uint8Array, s: Uint8Array) => verifyDigestWithKey(signer.publicKey, d, s, name ?? 'sha512');

    expect(check(digest, signature)).toBe(kind === 'ed25519' ? undefined : true);
    expect(check(Buffer.alloc(digest.length), signature)).toBe(kind === 'ed25519' ? undefined : false);
    expect(check(digest, signature.subarray(1))).toBe(kind === 'ed25519' ? undefined : false);
  });

  it('is read from PEM, and its own fingerprint from SPKI', () => {
    const key = readPublicKey(formatPublicKey(publicKeyOf(pair.publicKey)));

    expect(publicKeyFromSpki(key.spki)?.fingerprint).toBe(key.fingerprint);
    expect(Buffer.from(keyHint(key), 'base64').toString('hex')).toBe(key.fingerprint);
  });
});

describe('keys', () => {
  it('of other kinds, weak ones and other forms of the same key are refused', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const curve = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey;
    const spki = pairs['ecdsa-p256'].publicKey.export({ type: 'spki', format: 'der' });
    // The same point, compressed: another encoding would count as another signer.
    const compressed = Buffer.concat([
      Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex'),
      Buffer.from([2 + (spki.at(-1)! & 1)]),
      spki.subarray(27, 59),
    ]);

    expect(() => publicKeyOf(weak)).toThrow(code('SIGNING_KEY_UNSUPPORTED'));
    expect(() => publicKeyOf(curve)).toThrow(code('SIGNING_KEY_UNSUPPORTED'));
    expect(publicKeyFromSpki(compressed)).toBeUndefined();
    expect(publicKeyFromSpki(Buffer.from('nothing'))).toBeUndefined();
  });

  it('that cannot be read are refused with the file’s name', () => {
    expect(() => readPublicKey('nothing', 'cosign.pub')).toThrow(/cosign\.pub holds no key/);
    const secret = pairs.ed25519.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => readPublicKey(secret)).toThrow(/private key; the public one/);
    expect(() => readPublicKey(formatPem('PUBLIC KEY', Buffer.from('x')))).toThrow(code('SIGNING_KEY_UNREADABLE'));
    expect(() => readPrivateKey('nothing')).toThrow(code('SIGNING_KEY_UNREADABLE'));
    expect(() => readPrivateKey(formatPem('PRIVATE KEY', Buffer.from('x')))).toThrow(code('SIGNING_KEY_UNREADABLE'));
  });

  it('are read from PKCS#8, encrypted PKCS#8 and SEC 1', () => {
    const key = pairs['ecdsa-p256'].privateKey;
    const encrypted = key
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' })
      .toString();
    const sec1 = key.export({ type: 'sec1', format: 'pem' }).toString();

    expect(readPrivateKey(sec1).equals(key)).toBe(true);
    expect(readPrivateKey(encrypted, 'right').equals(key)).toBe(true);
    expect(() => readPrivateKey(encrypted, 'wrong')).toThrow(code('SIGNING_KEY_PASSWORD'));
  });
});

describe('cosign key files', () => {
  it('open with their password only', () => {
    const key = generateSigningKey();
    const file = formatCosignKey(key, 'right');

    expect(isCosignKeyFile(file)).toBe(true);
    expect(readPrivateKey(file, 'right').equals(key)).toBe(true);
    expect(() => readPrivateKey(file, 'wrong', 'cosign.key')).toThrow(code('SIGNING_KEY_PASSWORD'));
    expect(() => readPrivateKey(file)).toThrow(code('SIGNING_KEY_PASSWORD'));
    expect(file).not.toContain(key.export({ type: 'pkcs8', format: 'der' }).toString('base64').slice(20, 60));
  });

  it('that ask for absurd work or are malformed are refused at once', () => {
    const file = (change: object) => {
      const sound = {
        kdf: { name: 'scrypt', params: { N: 65_536, r: 8, p: 1 }, salt: 'AAAA' },
        cipher: { name: 'nacl/secretbox', nonce: Buffer.alloc(24).toString('base64') },
        ciphertext: 'AAAA',
      };
      return formatPem('ENCRYPTED COSIGN PRIVATE KEY', Buffer.from(JSON.stringify({ ...sound, ...change })));
    };
    const kdf = (params: object, name = 'scrypt') => ({ kdf: { name, params, salt: 'AAAA' } });
    const broken = [
      kdf({ N: 2 ** 30, r: 8, p: 1 }),
      kdf({ N: 65_535, r: 8, p: 1 }),
      kdf({ N: 65_536, r: 8, p: 1000 }),
      kdf({ N: '65536', r: 8, p: 1 }),
      kdf({ N: 65_536, r: 8, p: 1 }, 'argon2'),
      { cipher: { name: 'nacl/secretbox', nonce: 'AAAA' } },
      { cipher: null },
      { ciphertext: 5 },
    ];

    for (const change of broken) {
      expect(() => readCosignKey(file(change), 'x')).toThrow(code('SIGNING_KEY_UNREADABLE'));
    }
    expect(() => readCosignKey(formatPem('ENCRYPTED COSIGN PRIVATE KEY', Buffer.from('{')), 'x')).toThrow(
      code('SIGNING_KEY_UNREADABLE'),
    );
  });
});

describe('key references', () => {
  it('name a file, a variable or a service; others are refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'signing-keys-'));
    const key = generateSigningKey();
    const path = join(folder, 'cosign.key');
    await writeFile(path, formatCosignKey(key, 'right'));
    const pem = formatPublicKey(keySigner(key).publicKey);
    const service: KeyService = {
      scheme: 'testkms://',
      signer: async () => keySigner(key),
      publicKey: async () => keySigner(key).publicKey,
    };
    const context = { env: { SALLYPORT_KEY_PASSWORD: 'right', KEY: pem }, services: [service] };
    const fingerprint = keySigner(key).publicKey.fingerprint;

    expect((await signerFor(path, context)).publicKey.fingerprint).toBe(fingerprint);
    expect((await publicKeyFor('env://KEY', context)).fingerprint).toBe(fingerprint);
    expect((await publicKeyFor('testkms://a', context)).fingerprint).toBe(fingerprint);
    expect((await signerFor('testkms://a', context)).publicKey.fingerprint).toBe(fingerprint);
    await expect(publicKeyFor('awskms://x', context)).rejects.toThrow(code('SIGNING_KEY_REFERENCE'));
    await expect(publicKeyFor('env://OTHER', context)).rejects.toThrow(code('SIGNING_KEY_UNREADABLE'));
    await expect(publicKeyFor(join(folder, 'none'), context)).rejects.toThrow(code('SIGNING_KEY_UNREADABLE'));
    await rm(folder, { recursive: true });
  });
});

describe('a digest signature by a wrong hash', () => {
  it('does not verify', () => {
    const signature = sign('sha384', data, pairs['ecdsa-p256'].privateKey);

    expect(verifyWithKey(publicKeyOf(pairs['ecdsa-p256'].publicKey), data, signature)).toBe(false);
  });
});
