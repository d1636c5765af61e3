import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { verifyDigestWithKey } from './prehashed.ts';
import { verifyWithKey } from './public-key.ts';
import { vaultTransit } from './vault-transit.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

interface SignRequest {
  readonly input: string;
  readonly prehashed: boolean;
  readonly hash_algorithm?: string;
  readonly key_version: number;
}

/** The two requests of a transit mount, answered as Vault documents them. It signs over the input that it is given. */
async function transit(key: { publicKey: KeyObject; privateKey: KeyObject }) {
  const requests: SignRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (request.headers['x-vault-token'] !== 'right') {
        response.statusCode = 403;
        return response.end(JSON.stringify({ errors: ['permission denied'] }));
      }
      if (request.url === '/v1/transit/keys/gate') {
        const pem = key.publicKey.export({ type: 'spki', format: 'pem' });
        return response.end(
          JSON.stringify({ data: { latest_version: 2, keys: { '1': {}, '2': { public_key: pem } } } }),
        );
      }
      const body = JSON.parse(Buffer.concat(chunks).toString()) as SignRequest;
      requests.push(body);
      const signature = sign(null, Buffer.from(body.input, 'base64'), key.privateKey).toString('base64');
      return response.end(JSON.stringify({ data: { signature: `vault:v2:${signature}` } }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  stops.push(() => server.close());
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

describe('keys in a transit mount', () => {
  it('sign there, with the newest version', async () => {
    const key = generateKeyPairSync('ed25519');
    const { address, requests } = await transit(key);
    const signer = await vaultTransit({ address, token: 'right' }).signer('gate');
    const data = Buffer.from('what is signed');

    expect(verifyWithKey(signer.publicKey, data, await signer.sign(data))).toBe(true);
    expect(requests).toMatchObject([{ key_version: 2, prehashed: false }]);
  });

  it('are sent the digest of what is signed where the kind of key hashes', async () => {
    const { address, requests } = await transit(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    const signer = await vaultTransit({ address, token: 'right' }).signer('gate');
    await signer.sign(Buffer.from('x'.repeat(10_000)));

    expect(requests).toMatchObject([{ prehashed: true, hash_algorithm: 'sha2-256', marshaling_algorithm: 'asn1' }]);
    expect(Buffer.from(requests[0]!.input, 'base64')).toHaveLength(32);
    expect(verifyDigestWithKey(signer.publicKey, Buffer.alloc(32), new Uint8Array(8), 'sha256')).toBe(false);
  });

  it('say what the service answered, and never the token', async () => {
    const { address } = await transit(generateKeyPairSync('ed25519'));
    const denied = vaultTransit({ address, token: 'wrong-token' }).publicKey('gate');

    await expect(denied).rejects.toMatchObject({
      code: 'SIGNING_KEY_SERVICE',
      message: expect.stringContaining('permission denied'),
    });
    await expect(denied).rejects.not.toThrow(/wrong-token/);
    const away = vaultTransit({ address: 'http://127.0.0.1:1', token: 'x' }).publicKey('gate');
    await expect(away).rejects.toMatchObject({ code: 'SIGNING_KEY_SERVICE' });
    await expect(vaultTransit({ address, token: 'right' }).publicKey('../sys/seal')).rejects.toMatchObject({
      code: 'SIGNING_KEY_REFERENCE',
    });
  });
});
