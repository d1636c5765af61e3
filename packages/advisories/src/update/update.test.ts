import { createHash } from 'node:crypto';

import { afterEach, describe, expect, it } from 'vitest';

import { openDatabase } from '../store/database.ts';
import { osvRecord } from '../testing/osv-record.ts';
import type { OsvRecord } from '../testing/osv-record.ts';
import type { TestServer } from '../testing/serve.ts';
import { idsIn, outcomeOf, temporaries, update } from '../testing/temporaries.ts';
import { zipOf } from '../testing/zip-of.ts';
import { updateDatabase } from './update.ts';
import type { UpdateProgress } from './update.ts';

const made = temporaries();
afterEach(() => made.cleanUp());

const ONE = osvRecord({ id: 'GHSA-1', modified: '2026-01-01T00:00:00Z' });
const TWO = osvRecord({ id: 'GHSA-2', modified: '2026-01-02T00:00:00Z' });
const THREE = osvRecord({ id: 'GHSA 3/ä', modified: '2026-01-03T00:00:00Z' });

function putBucket(server: TestServer, records: readonly OsvRecord[]): void {
  const files = records.map((record) => ({ name: `${record.id}.json`, content: JSON.stringify(record) }));
  server.files.set('npm/all.zip', { bytes: zipOf(files) });
  server.files.set('npm/modified_id.csv', {
    bytes: Buffer.from(records.map(({ id, modified }) => `${modified},${id}\n`).join('')),
  });
  for (const record of records)
    server.files.set(`npm/${record.id}.json`, { bytes: Buffer.from(JSON.stringify(record)) });
}

describe('updateDatabase from an OSV bucket on a server', () => {
  it('names host and size before it reads, fetches once, and asks only for the list after that', async () => {
    const [server, root] = [await made.server(), made.folder()];
    putBucket(server, [ONE, TWO]);
    const events: UpdateProgress[] = [];
    const first = await update({ root, source: server.url, progress: (event) => events.push(event) });
    server.requests.length = 0;
    const second = await update({ root, source: server.url });

    expect([outcomeOf(first), outcomeOf(second)]).toEqual(['updated', 'unchanged']);
    expect(idsIn(root)).toEqual(['GHSA-1', 'GHSA-2']);
    expect(server.requests).toEqual(['GET npm/modified_id.csv 304']);
    const archive = events.findIndex((event) => event.kind === 'fetching' && event.path === '/npm/all.zip');
    expect(events[archive]).toMatchObject({
      host: new URL(server.url).host,
      sizeBytes: server.files.get('npm/all.zip')?.bytes.length,
    });
    expect(events.findIndex((event) => event.kind === 'received' && archive < 0)).toBe(-1);
    expect(events.at(-1)).toMatchObject({ kind: 'finished', result: { name: 'npm', outcome: 'updated' } });
  });

  it('fetches only the records that changed, and takes away those that are gone or withdrawn', async () => {
    const [server, root] = [await made.server(), made.folder()];
    putBucket(server, [ONE, TWO, osvRecord({ id: 'GHSA-4' })]);
    await update({ root, source: server.url });
    server.requests.length = 0;
    const gone = { ...TWO, modified: '2026-02-01T00:00:00Z', withdrawn: '2026-02-01T00:00:00Z' };
    putBucket(server, [ONE, gone, THREE]);
    const [result] = await update({ root, source: server.url });
    const afterwards = await update({ root, source: server.url });

    expect(result).toMatchObject({ outcome: 'updated', changed: 3 });
    expect(server.requests).not.toContain('GET npm/all.zip 200');
    expect(server.requests).toContain('GET npm/GHSA 3/ä.json 200');
    expect(idsIn(root)).toEqual(['GHSA 3/ä', 'GHSA-1']);
    expect(outcomeOf(afterwards)).toBe('unchanged');
  });

  it('builds by records what it builds from the archive', async () => {
    const [server, root, other] = [await made.server(), made.folder(), made.folder()];
    putBucket(server, [ONE, TWO]);
    await update({ root, source: server.url });
    putBucket(server, [ONE, TWO, THREE]);
    await update({ root, source: server.url });
    await update({ root: other, source: server.url });
    const [a, b] = [openDatabase(root), openDatabase(other)];

    expect(a.pointer('npm')?.sha256).toBe(b.pointer('npm')?.sha256);
  });

  it('fetches the archive where the times of the list say nothing', async () => {
    const [server, root] = [await made.server(), made.folder()];
    const same = (id: string, name: string) => osvRecord({ id, name, modified: '0001-01-01T00:00:00Z' });
    putBucket(server, [same('GHSA-1', 'a'), same('GHSA-2', 'a')]);
    await update({ root, source: server.url });
    const unchanged = await update({ root, source: server.url });
    putBucket(server, [same('GHSA-1', 'b'), same('GHSA-2', 'a')]);

    expect([outcomeOf(unchanged), outcomeOf(await update({ root, source: server.url }))]).toEqual([
      'unchanged',
      'updated',
    ]);
  });

  it('goes on where a transfer broke off, within a run', async () => {
    const [server, root] = [await made.server(), made.folder()];
    putBucket(server, [ONE, TWO]);
    const bytes = server.files.get('npm/all.zip')?.bytes ?? Buffer.alloc(0);
    server.files.set('npm/all.zip', { bytes, breaks: [200] });

    expect(outcomeOf(await update({ root, source: server.url }))).toBe('updated');
    expect(server.requests).toContain('GET npm/all.zip 206 bytes=200-');
    expect(idsIn(root)).toEqual(['GHSA-1', 'GHSA-2']);
  });

  it('fails where it breaks off again and again, keeps the old state and the part', async () => {
    const [server, root] = [await made.server(), made.folder()];
    putBucket(server, [ONE]);
    await update({ root, source: server.url });
    const records = Array.from({ length: 500 }, (_, at) =>
      osvRecord({ id: `GHSA-n${at}`, modified: '2026-03-01T00:00:00Z' }),
    );
    putBucket(server, records);
    const bytes = server.files.get('npm/all.zip')?.bytes ?? Buffer.alloc(0);
    server.files.set('npm/all.zip', { bytes, breaks: [0, 0, 0, 0] });

    expect(outcomeOf(await update({ root, source: server.url }))).toBe('ADVISORIES_SOURCE_FAILED');
    expect(idsIn(root)).toEqual(['GHSA-1']);
  });

  it.each(['repr-digest', 'digest', 'x-goog-hash'])('refuses a mirror that lies in %s', async (header) => {
    const [server, root] = [await made.server(), made.folder()];
    putBucket(server, [ONE]);
    await update({ root, source: server.url });
    putBucket(server, []);
    const lie = createHash('md5').update('other').digest('base64');
    const value =
      { 'repr-digest': `sha-256=:${lie}:`, digest: `sha-256=${lie}`, 'x-goog-hash': `crc32c=AAAA==,md5=${lie}` }[
        header
      ] ?? '';
    server.files.set('npm/modified_id.csv', {
      bytes: Buffer.from('2026-05-05T00:00:00Z,GHSA-9\n'),
      headers: { [header]: value },
    });

    expect(outcomeOf(await update({ root, source: server.url }))).toBe('ADVISORIES_HASH_MISMATCH');
    expect(idsIn(root)).toEqual(['GHSA-1']);
  });

  it('takes true digests', async () => {
    const [server, root] = [await made.server(), made.folder()];
    putBucket(server, [ONE]);
    const bytes = server.files.get('npm/all.zip')?.bytes ?? Buffer.alloc(0);
    const sha256 = createHash('sha256').update(bytes).digest('base64');
    const md5 = createHash('md5').update(bytes).digest('base64');
    server.files.set('npm/all.zip', {
      bytes,
      headers: { 'repr-digest': `sha-256=:${sha256}:`, 'x-goog-hash': `md5=${md5}` },
    });

    expect(outcomeOf(await update({ root, source: server.url }))).toBe('updated');
  });

  it('refuses more than the limit, whatever the server says of the size', async () => {
    const [server, root] = [await made.server(), made.folder()];
    putBucket(server, [ONE]);
    const limits = { archiveBytes: 10, listBytes: 1000, recordBytes: 1000, zip: { entries: 9, entryBytes: 9 } };

    expect(outcomeOf(await update({ root, source: server.url, limits }))).toBe('ADVISORIES_TOO_LARGE');
  });

  it('says what the source does not have, and that nothing answers', async () => {
    const [server, root] = [await made.server(), made.folder()];

    expect(outcomeOf(await update({ root, source: server.url }))).toBe('ADVISORIES_NOT_IN_SOURCE');
    await server.close();
    expect(outcomeOf(await update({ root, source: server.url }))).toBe('ADVISORIES_SOURCE_FAILED');
  });

  it('goes out through nothing but the fetch that it is given', async () => {
    const options = {
      root: made.folder(),
      source: 'https://advisories.example',
      importer: 'osv-bucket' as const,
      names: ['npm'],
    };

    await expect(updateDatabase(options)).rejects.toMatchObject({ code: 'ADVISORIES_SOURCE_FAILED' });
  });

  it('hands name and password of the URL to the server alone', async () => {
    const [server, root] = [await made.server(), made.folder()];
    putBucket(server, [ONE]);
    const password = ['s3cret', 'word'].join('-');
    const seen: (string | undefined)[] = [];
    const [result] = await update({
      root,
      source: server.url.replace('//', `//reader:${password}@`),
      fetch: (url, init) => {
        seen.push(url, init.headers['authorization']);
        return fetch(url, init);
      },
    });

    expect(seen).toContain(`Basic ${Buffer.from(`reader:${password}`).toString('base64')}`);
    expect(JSON.stringify([result, seen.filter((each) => each?.startsWith('http'))])).not.toContain(password);
    await expect(update({ root, source: 'http://' })).rejects.toMatchObject({ code: 'ADVISORIES_SOURCE_FAILED' });
  });

  it('stops when it is told to, and leaves nothing half done', async () => {
    const [server, root] = [await made.server(), made.folder()];
    putBucket(server, [ONE]);
    const controller = new AbortController();
    const stop = (event: UpdateProgress): void => {
      if (event.kind === 'received') controller.abort();
    };

    await expect(update({ root, source: server.url, signal: controller.signal, progress: stop })).rejects.toThrow(
      'abort',
    );
    expect(idsIn(root)).toEqual([]);
  });
});
