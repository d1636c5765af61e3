import { afterEach, describe, expect, it } from 'vitest';

import { fixedClock } from '@sallyport/kernel';
import { startRegistryFake } from '@sallyport/mocks';
import type { RegistryFake, RegistryFakeOptions } from '@sallyport/mocks';

import { testClient } from '../testing/client.ts';
import { makeImage, storeImage } from '../testing/image.ts';
import { parseChallenge } from './challenge.ts';
import { bytesContent } from './create-registry.ts';
import type { RegistryOptions } from './create-registry.ts';
import type { Credential, Credentials } from './credentials.ts';

const open: { close(): void | Promise<void> }[] = [];
const SECRET = ['pass', 'word', '42'].join('-');
const image = makeImage();

async function start(options: RegistryFakeOptions = {}): Promise<RegistryFake> {
  const fake = await startRegistryFake(options);
  storeImage(fake, 'app', image, 'v1');
  open.push(fake);
  return fake;
}

function connect(credential: Credential | undefined, options: RegistryOptions = {}) {
  const credentials: Credentials = { find: async () => credential };
  const { client } = testClient({ credentials, ...options });
  open.push(client);
  return client;
}

const password = (word = SECRET): Credential => ({ kind: 'password', username: 'robot', password: word });

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

describe('authentication', () => {
  it.each([
    ['nobody', undefined],
    ['a wrong password', password('wrong')],
    ['a token where a password is asked for', { kind: 'identity-token', token: 'x' } as const],
  ])('with %s is denied, and no error shows a password', async (_who, credential) => {
    const fake = await start({ auth: { kind: 'basic', username: 'robot', password: SECRET } });
    const client = connect(credential);

    const error: unknown = await client.getManifest(`${fake.host}/app`, 'v1').catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'OCI_DENIED', params: { status: 401 } });
    expect(String(error)).not.toContain('wrong');
    expect(fake.seen.length).toBeLessThan(3);
  });

  it('by name and password is asked for once and then kept', async () => {
    const fake = await start({ auth: { kind: 'basic', username: 'robot', password: SECRET } });
    const client = connect(password());

    await client.getManifest(`${fake.host}/app`, 'v1');
    await client.getManifest(`${fake.host}/app`, 'v1');

    expect(fake.seen.map(({ authorization }) => authorization !== undefined)).toEqual([false, true, true]);
  });

  it('by token asks for what is done and no more, and keeps the token while it is good', async () => {
    const clock = fixedClock(1_000_000);
    const fake = await start({
      auth: { kind: 'bearer', username: 'robot', password: SECRET, tokenSeconds: 100 },
      clock,
    });
    const client = connect(password(), { clock });
    const repository = `${fake.host}/app`;

    await client.getManifest(repository, 'v1');
    await client.getManifest(repository, 'v1');
    await client.pushBlob(repository, bytesContent(Buffer.from('new')));
    clock.advance(90_000);
    await client.getManifest(repository, 'v1');
    const tokens = fake.seen
      .filter(({ path }) => path.startsWith('/token'))
      .map(({ path }) => new URL(path, 'http://x').searchParams.get('scope'));

    expect(tokens).toEqual(['repository:app:pull', 'repository:app:pull,push', 'repository:app:pull']);
    const others = fake.seen.filter(({ path }) => !path.startsWith('/token'));
    expect(others.every(({ authorization }) => authorization?.startsWith('Basic') !== true)).toBe(true);
  });

  it('takes a new token where the old one is no longer taken', async () => {
    const fake = await start({ auth: { kind: 'bearer' } });
    const client = connect(undefined);
    await client.getManifest(`${fake.host}/app`, 'v1');
    fake.expireTokens();

    expect((await client.getManifest(`${fake.host}/app`, 'v1'))?.digest).toBe(image.raw.digest);
  });

  it('asks a token service again that is overloaded for a moment', async () => {
    const fake = await start({ auth: { kind: 'bearer' } });
    fake.faults.add({ fault: { kind: 'status', status: 503 }, path: '/token', times: 2 });
    const client = connect(undefined);

    expect((await client.getManifest(`${fake.host}/app`, 'v1'))?.digest).toBe(image.raw.digest);
    fake.expireTokens();
    fake.faults.add({ fault: { kind: 'status', status: 503 }, path: '/token' });
    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({ code: 'OCI_UPSTREAM' });
  });

  it('gives up where every token is refused', async () => {
    const fake = await start({ auth: { kind: 'bearer' } });
    fake.faults.add({ fault: { kind: 'expire-tokens' }, path: 'manifests' });
    const client = connect(undefined);

    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({ code: 'OCI_DENIED' });
    expect(fake.seen).toHaveLength(3);
  });

  it('exchanges an identity token', async () => {
    const token = ['identity', 'token'].join('-');
    const fake = await start({ auth: { kind: 'bearer', username: 'x', identityToken: token } });
    const client = connect({ kind: 'identity-token', token });

    expect((await client.getManifest(`${fake.host}/app`, 'v1'))?.digest).toBe(image.raw.digest);
    expect(fake.seen.find(({ path }) => path === '/token')).toMatchObject({ method: 'POST', authorization: undefined });
  });

  it('asks to read the other repository when a blob is linked from it', async () => {
    const fake = await start({ auth: { kind: 'bearer', username: 'robot', password: SECRET } });
    const digest = fake.store.addBlob('base', Buffer.from('layer'));
    const client = connect(password());

    const outcome = await client.pushBlob(`${fake.host}/app`, bytesContent(Buffer.from('layer')), {
      mountFrom: [`${fake.host}/base`],
    });

    const scopes = new URL(
      fake.seen.findLast(({ path }) => path.startsWith('/token'))?.path ?? '',
      'http://x',
    ).searchParams.getAll('scope');
    expect(outcome).toBe('mounted');
    expect(fake.store.repository('app').blobs.has(digest)).toBe(true);
    expect(scopes).toEqual(['repository:app:pull,push', 'repository:base:pull']);
  });

  it.each([
    'http://tokens.example/token',
    'ftp://127.0.0.1/token',
    'https://name:word@tokens.example/token',
    'https://169.254.169.254/token',
    'no address',
  ])('sends nothing to a token service at %s', async (realm) => {
    const fake = await start({ auth: { kind: 'bearer', realm } });
    const client = connect(password());

    const error: unknown = await client.getManifest(`${fake.host}/app`, 'v1').catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'OCI_REALM_REFUSED' });
    expect(String(error)).not.toContain('word@');
  });

  it('sends nothing to a token service on this machine that a registry elsewhere names', async () => {
    const local = await start();
    const sent: string[] = [];
    const client = connect(password(), {
      transport: {
        close: () => undefined,
        async send({ url }) {
          sent.push(url.host);
          const headers = { 'www-authenticate': `Bearer realm="http://${local.host}/token",service="x"` };
          return { status: 401, headers, body: (async function* () {})(), discard: async () => undefined };
        },
      },
    });

    await expect(client.getManifest('registry.example/app', 'v1')).rejects.toMatchObject({ code: 'OCI_REALM_REFUSED' });
    expect(sent).toEqual(['registry.example']);
    expect(local.seen).toHaveLength(0);
  });

  it('is not carried to where a token service leads', async () => {
    const other = await start();
    const fake = await start({ auth: { kind: 'bearer', username: 'robot', password: SECRET } });
    fake.faults.add({ fault: { kind: 'redirect', to: `http://${other.host}/token` }, path: '/token' });
    const client = connect(password());

    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({ code: /^OCI_/ });
    expect(other.seen.length).toBeGreaterThan(0);
    expect(other.seen.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('takes no token that would break out of a header', async () => {
    const fake = await start({ auth: { kind: 'bearer' } });
    fake.faults.add({ fault: { kind: 'status', status: 200, body: '{"token":"a\\r\\nx: y"}' }, path: '/token' });
    const client = connect(undefined);

    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({ code: 'OCI_ANSWER_MALFORMED' });
  });

  it('sends a password by https unless told otherwise', async () => {
    const sent: string[] = [];
    const transport = {
      close: () => undefined,
      async send({ url }: { url: URL }) {
        sent.push(url.href);
        return { status: 404, headers: {}, body: (async function* () {})(), discard: async () => undefined };
      },
    };
    await connect(password(), { transport }).getManifest('registry.example/app', 'v1');
    await connect(password(), { transport }).getManifest('debian', 'latest');
    await connect(password(), { transport, insecureHosts: ['registry.example:5000'] }).getManifest(
      'registry.example:5000/app',
      'v1',
    );

    expect(sent).toEqual([
      'https://registry.example/v2/app/manifests/v1',
      'https://registry-1.docker.io/v2/library/debian/manifests/latest',
      'http://registry.example:5000/v2/app/manifests/v1',
    ]);
  });
});

describe('parseChallenge', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['Digest realm="x"', undefined],
    ['Bearer service="x"', undefined],
    [`Bearer realm="${'x'.repeat(9000)}"`, undefined],
    ['basic realm="x"', { scheme: 'basic' }],
    [
      'Bearer realm="https://t.example/token",service="s",scope="a:b:c,d"',
      { scheme: 'bearer', realm: 'https://t.example/token', service: 's', scope: 'a:b:c,d' },
    ],
    ['Basic realm="x", Bearer realm="https://t.example"', { scheme: 'bearer', realm: 'https://t.example' }],
    ['BEARER realm = https://t.example , service=s', { scheme: 'bearer', realm: 'https://t.example', service: 's' }],
  ])('reads %j', (header, challenge) => {
    expect(parseChallenge(header)).toEqual(challenge);
  });
});
