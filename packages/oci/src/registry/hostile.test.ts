import { afterEach, describe, expect, it } from 'vitest';

import { digestOf } from '@sallyport/kernel';
import { startRegistryFake } from '@sallyport/mocks';
import type { RegistryFake, RegistryFakeOptions } from '@sallyport/mocks';

import { gather } from '../layers/checked.ts';
import { OCI_LIMITS } from '../limits.ts';
import { testClient } from '../testing/client.ts';
import { makeImage, storeImage } from '../testing/image.ts';
import { bytesContent } from './create-registry.ts';
import type { RegistryOptions } from './create-registry.ts';
import type { Credentials } from './credentials.ts';

const open: { close(): void | Promise<void> }[] = [];

async function start(options: RegistryFakeOptions = {}): Promise<RegistryFake> {
  const fake = await startRegistryFake(options);
  open.push(fake);
  return fake;
}

function connect(options: RegistryOptions = {}) {
  const made = testClient(options);
  open.push(made.client);
  return made;
}

const SECRET = ['pass', 'word', '42'].join('-');
const someone: Credentials = { find: async () => ({ kind: 'password', username: 'robot', password: SECRET }) };
const image = makeImage();
const layer = image.layers[0] ?? Buffer.alloc(0);

function whole(stream: AsyncIterable<Uint8Array> | undefined, maxBytes: number, what: string): Promise<Buffer> {
  if (stream === undefined) throw new Error('there is no such blob');
  return gather(stream, maxBytes, what);
}

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

describe('a registry that lies', () => {
  it('gives another manifest than the digest names', async () => {
    const fake = await start();
    storeImage(fake, 'app', image, 'v1');
    fake.faults.add({ fault: { kind: 'wrong-content' }, path: 'manifests' });
    const { client } = connect();

    await expect(client.getManifest(`${fake.host}/app`, image.raw.digest)).rejects.toMatchObject({
      code: 'OCI_DIGEST_MISMATCH',
    });
    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({ code: 'OCI_DIGEST_MISMATCH' });
  });

  it('gives another blob: the stream never ends well', async () => {
    const fake = await start();
    storeImage(fake, 'app', image);
    fake.faults.add({ fault: { kind: 'wrong-content' }, path: 'blobs' });
    const { client } = connect();
    const blob = { digest: digestOf(layer), size: layer.length };
    const stream = await client.openBlob(`${fake.host}/app`, blob);

    await expect(whole(stream, 1e6, 'it')).rejects.toMatchObject({ code: 'OCI_DIGEST_MISMATCH' });
    await expect(client.getBlob(`${fake.host}/app`, blob.digest, 1e6)).rejects.toMatchObject({
      code: 'OCI_DIGEST_MISMATCH',
    });
  });

  it('never stops sending: no more is read than was announced or allowed', async () => {
    const fake = await start();
    storeImage(fake, 'app', image, 'v1');
    fake.faults.add({ fault: { kind: 'endless' } });
    const { client } = connect();
    const repository = `${fake.host}/app`;
    const blob = { digest: digestOf(layer), size: layer.length };
    const stream = await client.openBlob(repository, blob);

    await expect(client.getManifest(repository, 'v1')).rejects.toMatchObject({ code: 'OCI_TOO_LARGE' });
    await expect(client.getBlob(repository, blob.digest, 100_000)).rejects.toMatchObject({ code: 'OCI_TOO_LARGE' });
    await expect(whole(stream, 1e9, 'it')).rejects.toMatchObject({ code: 'OCI_SIZE_MISMATCH' });
    await expect(client.referrers(repository, image.raw.digest)).rejects.toMatchObject({
      code: 'OCI_TOO_LARGE',
    });
  });

  it('sends a manifest of many megabytes', async () => {
    const fake = await start();
    const huge = Buffer.from(JSON.stringify({ schemaVersion: 2, config: {}, layers: [], x: 'y'.repeat(5_000_000) }));
    fake.store.addManifest('app', huge, { mediaType: 'application/vnd.oci.image.manifest.v1+json', tag: 'v1' });
    const { client } = connect();

    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({
      code: 'OCI_TOO_LARGE',
      params: { limitBytes: OCI_LIMITS.manifestBytes },
    });
  });

  it('is a web page', async () => {
    const fake = await start();
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    fake.faults.add({ fault: { kind: 'status', status: 200, headers, body: '<html>log in</html>' } });
    const { client } = connect();

    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({ code: 'OCI_ANSWER_MALFORMED' });
    await expect(client.tags(`${fake.host}/app`)).rejects.toMatchObject({ code: 'OCI_ANSWER_MALFORMED' });
  });

  it('stores something else than was pushed', async () => {
    const fake = await start();
    const headers = { 'docker-content-digest': digestOf('something else') };
    fake.faults.add({ fault: { kind: 'status', status: 201, headers }, method: 'PUT' });
    const { client } = connect();

    await expect(client.putManifest(`${fake.host}/app`, 'v1', image.raw)).rejects.toMatchObject({
      code: 'OCI_DIGEST_MISMATCH',
    });
    await expect(client.pushBlob(`${fake.host}/app`, bytesContent(layer))).rejects.toMatchObject({
      code: 'OCI_UPLOAD_FAILED',
    });
  });

  it('shows nothing of its own words in an error', async () => {
    const fake = await start();
    const body = `{"errors":[{"code":"NAME_INVALID","message":"you sent ${SECRET}"}]}`;
    fake.faults.add({ fault: { kind: 'status', status: 400, body } });
    const { client } = connect();

    const error = await client.getManifest(`${fake.host}/app`, 'v1').catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'OCI_UPSTREAM', message: expect.stringContaining('(NAME_INVALID)') });
    expect(JSON.stringify(error) + String(error)).not.toContain(SECRET);
  });
});

describe('a registry that leads elsewhere', () => {
  it('leads in a circle', async () => {
    const fake = await start();
    fake.faults.add({ fault: { kind: 'redirect-loop' } });
    const { client } = connect();

    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({ code: 'OCI_REDIRECT_REFUSED' });
    expect(fake.seen).toHaveLength(OCI_LIMITS.redirects + 1);
  });

  it('leads to another host: its content is taken, the credentials stay', async () => {
    const home = await start({ auth: { kind: 'basic', username: 'robot', password: SECRET } });
    const other = await start();
    storeImage(home, 'app', image);
    storeImage(other, 'app', image);
    const digest = digestOf(layer);
    home.faults.add({ fault: { kind: 'redirect', to: `http://${other.host}/v2/app/blobs/${digest}` }, path: digest });
    home.faults.add({
      fault: { kind: 'redirect', to: `http://${other.host}/v2/app/manifests/v2` },
      path: 'manifests/v2',
    });
    const { client } = connect({ credentials: someone });
    await client.getManifest(`${home.host}/app`, image.raw.digest);

    const got = await client.getBlob(`${home.host}/app`, digest, 1e6);
    await client.getManifest(`${home.host}/app`, 'v2');

    expect(Buffer.from(got ?? [])).toEqual(Buffer.from(layer));
    expect(home.seen.at(-1)?.authorization).toMatch(/^Basic /);
    expect(other.seen).toHaveLength(2);
    expect(other.seen.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
  });

  it('leads to another host and back: what was dropped stays dropped', async () => {
    const home = await start({ auth: { kind: 'basic', username: 'robot', password: SECRET } });
    const other = await start();
    storeImage(home, 'app', image, 'v1');
    home.faults.add({ fault: { kind: 'redirect', to: `http://${other.host}/away` }, path: 'manifests/away' });
    other.faults.add({ fault: { kind: 'redirect', to: `http://${home.host}/v2/app/manifests/v1` } });
    const { client } = connect({ credentials: someone });
    await client.getManifest(`${home.host}/app`, 'v1');

    await expect(client.getManifest(`${home.host}/app`, 'away')).rejects.toMatchObject({ code: 'OCI_DENIED' });
    expect(home.seen.at(-1)?.authorization).toBeUndefined();
  });

  it('gives a place for an upload on another host: the credentials stay', async () => {
    const home = await start({ auth: { kind: 'basic', username: 'robot', password: SECRET } });
    const other = await start();
    home.faults.add({ fault: { kind: 'upload-elsewhere', origin: `http://${other.host}` } });
    const { client } = connect({ credentials: someone, retries: 0 });

    await expect(client.pushBlob(`${home.host}/app`, bytesContent(layer))).rejects.toMatchObject({
      code: 'OCI_UPSTREAM',
    });
    expect(other.seen.length).toBeGreaterThan(0);
    expect(other.seen.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it.each([
    ['ftp://registry.example/x', 'ftp:'],
    ['http://name:word@registry.example/x', 'name and password'],
    ['http://169.254.169.254/latest/meta-data', 'only this machine'],
    ['http://[fe80::1]/x', 'only this machine'],
    ['http://[bad', 'no URL'],
  ])('to %s: refused', async (to, reason) => {
    const fake = await start();
    fake.faults.add({ fault: { kind: 'redirect', to } });
    const { client } = connect();

    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({
      code: 'OCI_REDIRECT_REFUSED',
      message: expect.stringContaining(reason),
    });
  });

  it('answers a push by a redirect that would lose its body', async () => {
    const fake = await start();
    fake.faults.add({ fault: { kind: 'redirect', to: '/elsewhere', status: 302 }, method: 'PUT' });
    const { client } = connect();

    await expect(client.putManifest(`${fake.host}/app`, 'v1', image.raw)).rejects.toMatchObject({
      code: 'OCI_REDIRECT_REFUSED',
    });
  });

  it('puts the next page of a list on another host', async () => {
    const fake = await start();
    const other = await start();
    const headers = { link: `<http://${other.host}/v2/app/tags/list?last=a>; rel="next"` };
    fake.faults.add({ fault: { kind: 'status', status: 200, headers, body: '{"tags":["a"]}' } });
    const { client } = connect();

    await expect(client.tags(`${fake.host}/app`)).rejects.toMatchObject({ code: 'OCI_ANSWER_MALFORMED' });
    expect(other.seen).toHaveLength(0);
  });

  it('lets the pages of a list lead in a circle', async () => {
    const fake = await start();
    const headers = { link: '</v2/app/tags/list?n=1>; rel="next"' };
    fake.faults.add({ fault: { kind: 'status', status: 200, headers, body: '{"tags":["a"]}' } });
    const { client } = connect();

    await expect(client.tags(`${fake.host}/app`)).rejects.toMatchObject({ code: 'OCI_ANSWER_MALFORMED' });
    expect(fake.seen.length).toBeLessThan(4);
  });
});

describe('a registry with more than is read', () => {
  it.each([{ tags: 5 }, { listBytes: 100 }])('gives no list of tags that only looks whole: %j', async (limits) => {
    const fake = await start({ pageSize: 4 });
    storeImage(fake, 'app', image);
    for (let i = 0; i < 12; i++) fake.store.repository('app').tags.set(`v${i}`, image.raw.digest);

    await expect(connect({ limits }).client.tags(`${fake.host}/app`)).rejects.toMatchObject({ code: 'OCI_TOO_LARGE' });
    expect(await connect().client.tags(`${fake.host}/app`)).toHaveLength(12);
  });
});

describe('a registry that fails', () => {
  it('asks to wait: the client waits so long, and gives up where it is too long', async () => {
    const fake = await start();
    storeImage(fake, 'app', image, 'v1');
    const limited = { kind: 'status', status: 429, headers: { 'retry-after': '7' } } as const;
    fake.faults.add({ fault: limited, times: 2 });
    const { client, waits } = connect();

    const found = await client.getManifest(`${fake.host}/app`, 'v1');
    fake.faults.add({ fault: { ...limited, headers: { 'retry-after': '3600' } }, times: 1 });

    expect(found?.digest).toBe(image.raw.digest);
    expect(waits).toEqual([7000, 7000]);
    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({
      code: 'OCI_RATE_LIMITED',
      params: { seconds: 3600 },
    });
  });

  it('is overloaded for a moment, or for ever', async () => {
    const fake = await start();
    storeImage(fake, 'app', image, 'v1');
    fake.faults.add({ fault: { kind: 'status', status: 503 }, times: 3 });
    const { client, waits } = connect();

    expect((await client.getManifest(`${fake.host}/app`, 'v1'))?.digest).toBe(image.raw.digest);
    expect(waits).toHaveLength(3);
    expect(waits.toSorted((a, b) => a - b)).toEqual(waits);

    fake.faults.add({ fault: { kind: 'status', status: 503 } });
    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({ code: 'OCI_UPSTREAM' });
    expect(waits).toHaveLength(7);
  });

  it('is not there', async () => {
    const fake = await start();
    const { client, waits } = connect({ retries: 2 });
    await fake.close();

    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({ code: 'OCI_UNREACHABLE' });
    expect(waits).toHaveLength(2);
  });

  it('breaks off in the middle of a blob: it goes on from there', async () => {
    const fake = await start();
    const big = Buffer.alloc(300_000, 'blob');
    fake.store.addBlob('app', big);
    fake.faults.add({ fault: { kind: 'cut', afterBytes: 100_000 }, times: 2 });
    const { client } = connect();
    const stream = await client.openBlob(`${fake.host}/app`, { digest: digestOf(big), size: big.length });

    expect(await whole(stream, 1e6, 'it')).toEqual(big);
    expect(fake.seen.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=100000-', 'bytes=200000-']);
  });

  it('breaks off each time: what has come does not read as whole', async () => {
    const fake = await start();
    const big = Buffer.alloc(300_000, 'blob');
    fake.store.addBlob('app', big);
    fake.faults.add({ fault: { kind: 'cut', afterBytes: 1000 } });
    const { client } = connect({ retries: 3 });
    const stream = await client.openBlob(`${fake.host}/app`, { digest: digestOf(big), size: big.length });

    await expect(whole(stream, 1e6, 'it')).rejects.toMatchObject({ code: 'OCI_UNREACHABLE' });
  });

  it.each(['../../other/manifests/v1', 'v1?x=y', 'v1#x', '', 'a b'])(
    'is never asked for %j, which is no tag',
    async (target) => {
      const fake = await start();
      const { client } = connect();

      for (const ask of [client.getManifest, client.headManifest, client.deleteManifest]) {
        await expect(ask(`${fake.host}/app`, target)).rejects.toMatchObject({ code: 'OCI_REFERENCE_INVALID' });
      }
      expect(fake.seen).toHaveLength(0);
    },
  );

  it('is not asked at all offline', async () => {
    const fake = await start();
    const { client } = connect({ offline: true });

    await expect(client.getManifest(`${fake.host}/app`, 'v1')).rejects.toMatchObject({ code: 'OCI_OFFLINE' });
    expect(fake.seen).toHaveLength(0);
  });
});
