import { afterEach, describe, expect, it } from 'vitest';

import { digestOf } from '@sallyport/kernel';
import { startRegistryFake } from '@sallyport/mocks';
import type { RegistryFake, RegistryFakeOptions } from '@sallyport/mocks';

import { testClient } from '../testing/client.ts';
import { makeImage } from '../testing/image.ts';
import { bytesContent } from './create-registry.ts';
import type { RegistryOptions } from './create-registry.ts';

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

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const big = Buffer.from(Array.from({ length: 400_000 }, (_, i) => i % 251));
const content = bytesContent(big);

/** The same in pieces, as files give it. */
const inPieces = {
  ...content,
  async *open(offset: number) {
    for (let at = offset; at < big.length; at += 50_000) yield big.subarray(at, at + 50_000);
  },
};

describe('pushing a blob', () => {
  it('sends nothing that is there', async () => {
    const fake = await start();
    fake.store.addBlob('app', big);
    const { client } = connect();

    expect(await client.pushBlob(`${fake.host}/app`, content)).toBe('present');
    expect(fake.seen.map(({ method }) => method)).toEqual(['HEAD']);
  });

  it('sends it whole where a link is not made', async () => {
    const fake = await start({ mounts: false });
    fake.store.addBlob('base', big);
    const { client } = connect();

    expect(await client.pushBlob(`${fake.host}/app`, inPieces, { mountFrom: [`${fake.host}/base`] })).toBe('sent');
    expect(fake.store.repository('app').blobs.get(content.digest)).toEqual(big);
    expect(fake.seen.map(({ method }) => method)).toEqual(['HEAD', 'POST', 'PUT']);
  });

  it('sends parts where it is told to, of the least size that the registry takes', async () => {
    const fake = await start({ chunkMinBytes: 150_000 });
    const { client } = connect();

    expect(await client.pushBlob(`${fake.host}/app`, inPieces, { chunkBytes: 10_000 })).toBe('sent');
    expect(fake.store.repository('app').blobs.get(content.digest)).toEqual(big);
    expect(fake.seen.flatMap(({ headers }) => headers['content-range'] ?? [])).toEqual([
      '0-149999',
      '150000-299999',
      '300000-399999',
    ]);
  });

  it('sends an empty blob', async () => {
    const fake = await start();
    const { client } = connect();

    await client.pushBlob(`${fake.host}/app`, bytesContent(Buffer.alloc(0)));

    expect(fake.store.repository('app').blobs.has(digestOf(''))).toBe(true);
  });

  it.each([{ chunkBytes: 100_000 }, {}])('goes on where the connection died: %j', async (options) => {
    const fake = await start();
    const { client } = connect();
    fake.faults.add({
      fault: { kind: 'die', afterBytes: 70_000 },
      method: 'chunkBytes' in options ? 'PATCH' : 'PUT',
      times: 1,
    });

    expect(await client.pushBlob(`${fake.host}/app`, inPieces, options)).toBe('sent');
    expect(fake.store.repository('app').blobs.get(content.digest)).toEqual(big);
    const resumed = fake.seen.filter(({ method }) => method === 'PATCH').map(({ headers }) => headers['content-range']);
    expect(resumed.some((range) => range !== undefined && !range.startsWith('0-'))).toBe(true);
  });

  it('begins anew where the registry has forgotten what it had', async () => {
    const fake = await start();
    const { client } = connect();
    fake.faults.add({ fault: { kind: 'die', afterBytes: 70_000 }, method: 'PUT', times: 1 });
    fake.faults.add({ fault: { kind: 'status', status: 404 }, method: 'GET', path: 'uploads', times: 1 });

    expect(await client.pushBlob(`${fake.host}/app`, inPieces)).toBe('sent');
    expect(fake.store.repository('app').blobs.get(content.digest)).toEqual(big);
    expect(fake.seen.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  it('leaves no blob and no image where the registry dies each time', async () => {
    const fake = await start();
    const { client, waits } = connect({ retries: 3 });
    fake.faults.add({ fault: { kind: 'die', afterBytes: 1 } });
    const image = makeImage();

    await expect(client.pushBlob(`${fake.host}/app`, inPieces)).rejects.toMatchObject({ code: 'OCI_UNREACHABLE' });
    await expect(client.putManifest(`${fake.host}/app`, 'v1', image.raw)).rejects.toMatchObject({
      code: 'OCI_UPSTREAM',
    });
    expect(fake.store.repository('app').blobs.size).toBe(0);
    expect(fake.store.repository('app').tags.size).toBe(0);
    expect(waits.length).toBeGreaterThan(0);
  });

  it('is cut off before its end where the content is not what it is called', async () => {
    const fake = await start();
    const { client } = connect();
    const lies = { ...inPieces, digest: digestOf('something else') };
    const short = { ...inPieces, size: big.length + 10 };

    await expect(client.pushBlob(`${fake.host}/app`, lies)).rejects.toMatchObject({ code: 'OCI_DIGEST_MISMATCH' });
    await expect(client.pushBlob(`${fake.host}/app`, short)).rejects.toMatchObject({ code: 'OCI_SIZE_MISMATCH' });
    expect(fake.store.repository('app').blobs.size).toBe(0);
  });

  it('is denied', async () => {
    const fake = await start();
    const { client } = connect();
    fake.faults.add({ fault: { kind: 'status', status: 403 }, method: 'POST' });

    await expect(client.pushBlob(`${fake.host}/app`, content)).rejects.toMatchObject({
      code: 'OCI_DENIED',
      params: { status: 403 },
    });
  });

  it('can be stopped', async () => {
    const fake = await start();
    const stop = new AbortController();
    const { client } = connect({ signal: stop.signal });
    const slow = {
      ...content,
      async *open() {
        yield big.subarray(0, 1000);
        stop.abort(new Error('enough'));
        yield big.subarray(1000);
      },
    };

    await expect(client.pushBlob(`${fake.host}/app`, slow)).rejects.toThrow('enough');
    expect(fake.store.repository('app').blobs.size).toBe(0);
  });
});

describe('deleting', () => {
  it('says whether there was anything', async () => {
    const fake = await start();
    const { client } = connect();
    const digest = fake.store.addBlob('app', big);

    expect(await client.deleteBlob(`${fake.host}/app`, digest as `sha256:${string}`)).toBe(true);
    expect(await client.deleteBlob(`${fake.host}/app`, digest as `sha256:${string}`)).toBe(false);
    expect(await client.deleteManifest(`${fake.host}/app`, 'nothing')).toBe(false);
  });
});
