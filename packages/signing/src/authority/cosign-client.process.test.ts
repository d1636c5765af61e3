import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '@sallyport/kernel';
import { memoryStore } from '@sallyport/ledger';
import { describe, expect, it } from 'vitest';

import { formatCosignKey } from '../keys/cosign-key-file.ts';
import { generateSigningKey, keySigner } from '../keys/signer.ts';
import { artifactFromBytes } from '../sigstore/artifact.ts';
import { readTrustRoot } from '../sigstore/trusted-root.ts';
import { verifyBundle } from '../sigstore/verify-bundle.ts';
import { generateInstanceKeys, issueInstanceCertificates, privateSigstore } from './private-sigstore.ts';
import { sigstoreApi } from './sigstore-api.ts';
import type { ApiRoute } from './sigstore-api.ts';

const ISSUER = 'https://issuer.example';
const MAIL = 'someone@people.example';
const program = process.env['SALLYPORT_COSIGN_3'] ?? 'cosign3';
const available = spawnSync(program, ['version']).status === 0;

function serve(routes: readonly ApiRoute[]): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const route = routes.find(({ method, path }) => method === request.method && path === request.url);
      const headers = { authorization: request.headers.authorization };
      const answered = route?.handle({ headers, body: Buffer.concat(chunks) });
      void answered?.then(({ status, contentType, body }) =>
        response.writeHead(status, { 'content-type': contentType }).end(body),
      );
      if (route === undefined) response.writeHead(404).end();
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** cosign reads the token's claims and leaves its signature to the authority, which here believes it. */
function identityToken(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(systemClock.now() / 1000);
  const claims = {
    iss: ISSUER,
    sub: MAIL,
    email: MAIL,
    email_verified: true,
    aud: 'sigstore',
    iat: seconds,
    exp: seconds + 600,
  };
  return [part({ alg: 'RS256', typ: 'JWT' }), part(claims), 'AAAA'].join('.');
}

function signingConfig(base: string): string {
  const service = { validFor: { start: '2020-01-01T00:00:00Z' }, operator: 'test' };
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [{ url: base, majorApiVersion: 1, ...service }],
    rekorTlogUrls: [{ url: base, majorApiVersion: 2, ...service }],
    rekorTlogConfig: { selector: 'ANY' },
    tsaUrls: [{ url: `${base}/api/v1/timestamp`, majorApiVersion: 1, ...service }],
    tsaConfig: { selector: 'ANY' },
  });
}

describe('cosign 3 as a client of a private sigstore (needs the program)', () => {
  it.skipIf(!available)('signs with a key and keyless into it, and both sides verify the result offline', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'signing-client-'));
    const keys = generateInstanceKeys();
    const certificates = await issueInstanceCertificates(keys, systemClock);
    const instance = await privateSigstore({
      host: '127.0.0.1',
      keys,
      certificates,
      store: memoryStore(),
      clock: systemClock,
      logApi: 2,
    });
    const verifyToken = async () => ({ issuer: ISSUER, subject: { kind: 'email' as const, value: MAIL } });
    const server = await serve(sigstoreApi({ instance, verifyToken }));
    const key = generateSigningKey();
    await writeFile(
      join(folder, 'signing_config.json'),
      signingConfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
    await writeFile(join(folder, 'trusted_root.json'), instance.trustRoot);
    await writeFile(join(folder, 'signer.key'), formatCosignKey(key, 'a password'));
    await writeFile(join(folder, 'artifact'), 'an artifact');
    const env = { ...process.env, COSIGN_PASSWORD: 'a password', HOME: folder, TUF_ROOT: join(folder, 'tuf') };
    const cosign = (args: readonly string[]) =>
      new Promise<string>((resolve) => {
        execFile(program, args, { cwd: folder, env, timeout: 60_000 }, (error, stdout, stderr) => {
          resolve(`${error === null ? 'ok' : 'failed'} ${stdout}${stderr}`);
        });
      });

    const common = [
      '--signing-config',
      'signing_config.json',
      '--trusted-root',
      'trusted_root.json',
      '--yes',
      'artifact',
    ];
    expect(await cosign(['sign-blob', '--key', 'signer.key', '--bundle', 'keyed.json', ...common])).toMatch(/^ok/);
    expect(
      await cosign(['sign-blob', '--identity-token', identityToken(), '--bundle', 'keyless.json', ...common]),
    ).toMatch(/^ok/);
    const who = ['--certificate-identity', MAIL, '--certificate-oidc-issuer', ISSUER];
    const theirs = await cosign([
      'verify-blob',
      '--bundle',
      'keyless.json',
      '--trusted-root',
      'trusted_root.json',
      '--new-bundle-format',
      ...who,
      'artifact',
    ]);
    server.close();

    expect(theirs).toContain('Verified OK');
    const artifact = artifactFromBytes(Buffer.from('an artifact'));
    const trustRoot = readTrustRoot(instance.trustRoot);
    const read = (name: string) => readFile(join(folder, name));
    const identities = [{ issuer: ISSUER, subject: MAIL }];
    expect(
      verifyBundle(await read('keyed.json'), artifact, { trustRoot, keys: [keySigner(key).publicKey] }),
    ).toMatchObject({ ok: true });
    expect(verifyBundle(await read('keyless.json'), artifact, { trustRoot, identities })).toMatchObject({ ok: true });
    const others = [{ issuer: ISSUER, subject: 'other@people.example' }];
    expect(verifyBundle(await read('keyless.json'), artifact, { trustRoot, identities: others })).toMatchObject({
      reason: 'IDENTITY_MISMATCH',
    });
    await rm(folder, { recursive: true, force: true });
  });
});
