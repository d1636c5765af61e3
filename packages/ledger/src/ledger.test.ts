import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { seededRandom } from '@sallyport/kernel';
import { afterEach, describe, expect, it } from 'vitest';

import { openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { fileStore } from './file-store.ts';
import { leafHash } from './hash.ts';
import { openLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { memoryStore } from './memory-store.ts';
import { noteSigner, noteVerifier } from './note.ts';
import { verifyProofFile } from './proof-file.ts';
import { verifyConsistency, verifyInclusion } from './proof.ts';
import type { LedgerStore } from './store.ts';
import { decodeTile, tilesOf } from './tiles.ts';

const origin = 'log.example/test';
const keys = generateKeyPairSync('ed25519');
const policy = { origin, log: [noteVerifier(origin, keys.publicKey)] };
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  folders.push(folder);
  return folder;
}

const openOver = (store: LedgerStore) =>
  openLedger({ store, origin, signers: [noteSigner(origin, keys.privateKey)], maxBodyBytes: 200_000 });
const openFolder = (folder: string) => openOver(fileStore({ folder }));
const body = (i: number) => Buffer.from(`entry ${i}`);

async function fill(ledger: Ledger, count: number): Promise<void> {
  const first = ledger.size;
  await ledger.append(Array.from({ length: count }, (_, i) => body(first + i)));
}

describe.each([
  ['in memory', async () => memoryStore()],
  ['in a folder', async () => fileStore({ folder: await newFolder() })],
])('a ledger %s', (_name, makeStore) => {
  it('refuses what it does not have, and bodies that are too large', async () => {
    const ledger = await openOver(await makeStore());
    await fill(ledger, 3);

    await expect(ledger.append([new Uint8Array(200_001)])).rejects.toMatchObject({ code: 'LEDGER_ENTRY_TOO_LARGE' });
    for (const ask of [
      () => ledger.proveInclusion(3),
      () => ledger.proveInclusion(0, 4),
      () => ledger.proveConsistency(4),
      () => ledger.rootAt(4),
      () => ledger.leaves(2, 2),
      () => ledger.body(3),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'LEDGER_OUT_OF_RANGE' });
    }
    expect(await ledger.tile({ level: 0, index: 0, width: 4 })).toBeUndefined();
    await ledger.close();
    await expect(ledger.append([body(3)])).rejects.toMatchObject({ code: 'LEDGER_CLOSED' });
  });

  it('proves every entry and every growth', async () => {
    const ledger = await openOver(await makeStore());
    const random = seededRandom(7);
    while (ledger.size < 1500) await fill(ledger, 1 + random.below(200));
    const { size, root } = ledger.head();

    for (let round = 0; round < 200; round++) {
      const index = random.below(size);
      const from = random.below(size + 1);
      const inclusion = await ledger.proveInclusion(index);
      const growth = await ledger.proveConsistency(from);
      const old = { size: from, root: await ledger.rootAt(from) };

      expect(verifyInclusion({ leaf: leafHash(body(index)), index, size, root }, inclusion)).toBe(true);
      expect(verifyConsistency(old, { size, root }, growth)).toBe(true);
      expect([...(await ledger.body(index))]).toEqual([...body(index)]);
    }
    await ledger.close();
  });

  it('serves tiles whose hashes are those of its entries', async () => {
    const ledger = await openOver(await makeStore());
    await fill(ledger, 700);

    const tiles = [...tilesOf(700)];
    for (const tile of tiles.filter(({ level }) => level === 0)) {
      const hashes = decodeTile((await ledger.tile(tile))!, tile.width);
      expect(hashes?.map((hash) => Buffer.from(hash).toString('hex'))).toEqual(
        Array.from({ length: tile.width }, (_, i) => Buffer.from(leafHash(body(tile.index * 256 + i))).toString('hex')),
      );
    }
    const top = decodeTile((await ledger.tile({ level: 1, index: 0, width: 2 }))!, 2);
    expect(Buffer.from(top![0]!).equals(Buffer.from(await ledger.rootAt(256)))).toBe(true);
    await ledger.close();
  });

  it('keeps large bodies by digest', async () => {
    const ledger = await openOver(await makeStore());
    const large = seededRandom(1).bytes(100_000);
    const [receipt] = await ledger.append([large]);

    expect(Buffer.from(await ledger.body(receipt!.index)).equals(Buffer.from(large))).toBe(true);
    expect((await ledger.leaves(0, 1))[0]!.length).toBeLessThan(200);
    await ledger.close();
  });

  it('gives appends that run at once their own places, in order', async () => {
    const ledger = await openOver(await makeStore());
    const receipts = await Promise.all(Array.from({ length: 50 }, (_, i) => ledger.append([body(i)])));

    expect(receipts.map(([receipt]) => receipt!.index)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    await ledger.close();
  });

  it('signs each head once and proves entries offline under it', async () => {
    const ledger = await openOver(await makeStore());
    await fill(ledger, 10);
    const [first, second] = await Promise.all([ledger.checkpoint(), ledger.checkpoint()]);
    const proof = await ledger.prove(4);

    expect(second).toBe(first);
    expect(openCheckpoint(first, policy).ok).toBe(true);
    expect(verifyProofFile(proof, body(4), policy)).toMatchObject({ ok: true, index: 4 });
    expect(verifyProofFile(proof, body(5), policy)).toEqual({ ok: false, reason: 'not-included' });
    expect(verifyProofFile(proof.replace('index 4', 'index 5'), body(4), policy).ok).toBe(false);
    expect(verifyProofFile(proof.slice(5), body(4), policy)).toEqual({ ok: false, reason: 'malformed' });
    await ledger.close();
  });
});

describe('a ledger in a folder', () => {
  it('is for one process at a time', async () => {
    const folder = await newFolder();
    const ledger = await openFolder(folder);

    await expect(openFolder(folder)).rejects.toMatchObject({ code: 'LEDGER_LOCKED' });
    await ledger.close();
    await (await openFolder(folder)).close();
  });

  it('takes over the lock of a process that is gone, not that of another host', async () => {
    const folder = await newFolder();
    await (await openFolder(folder)).close();
    const gone = { host: (await import('node:os')).hostname(), boot: 'x', pid: 2 ** 22 + 1, start: '1' };
    await writeFile(join(folder, 'lock'), JSON.stringify(gone));

    await (await openFolder(folder)).close();

    await writeFile(join(folder, 'lock'), JSON.stringify({ ...gone, host: 'elsewhere.example' }));
    await expect(openFolder(folder)).rejects.toThrow(/process 4194305 on elsewhere.example/);
  });

  it('goes on where it was, with or without its derived files', async () => {
    const folder = await newFolder();
    const ledger = await openFolder(folder);
    await fill(ledger, 600);
    const head = ledger.head();
    await ledger.close();

    for (const lost of [[], ['state'], ['state', 'offsets', 'hashes-0', 'hashes-1'], ['hashes-1'], ['offsets']]) {
      for (const name of lost) await rm(join(folder, name));
      const again = await openFolder(folder);
      expect(again.head()).toEqual(head);
      expect([...(await again.body(599))]).toEqual([...body(599)]);
      await again.close();
    }
  });

  it('cuts a torn last batch, whatever of it reached the disk', async () => {
    const folder = await newFolder();
    const entries = join(folder, 'entries');
    const ledger = await openFolder(folder);
    await fill(ledger, 5);
    await ledger.close();
    const acknowledged = await readFile(entries);
    const longer = await openFolder(folder);
    await fill(longer, 5);
    await longer.close();
    const whole = await readFile(entries);
    const state = join(folder, 'state');
    await rm(state);

    for (let bytes = acknowledged.length; bytes < whole.length; bytes++) {
      await writeFile(entries, whole.subarray(0, bytes));
      await rm(state, { force: true });
      const again = await openFolder(folder);
      expect(again.size).toBe(5);
      await again.close();
      expect((await readFile(entries)).length).toBe(acknowledged.length);
    }
    const zeroed = Buffer.from(whole).fill(0, acknowledged.length + 40);
    await writeFile(entries, zeroed);
    await rm(state, { force: true });
    const again = await openFolder(folder);
    expect(again.size).toBe(5);
    await again.close();
  });

  it('is refused when entries are gone that its checkpoint was signed for', async () => {
    const folder = await newFolder();
    const ledger = await openFolder(folder);
    await fill(ledger, 5);
    await fill(ledger, 5);
    await ledger.checkpoint();
    await ledger.close();
    const bytes = await readFile(join(folder, 'entries'));

    await truncate(join(folder, 'entries'), bytes.length - 1);
    await expect(openFolder(folder)).rejects.toMatchObject({ code: 'LEDGER_ENTRIES_LOST' });
    await rm(join(folder, 'state'));
    await expect(openFolder(folder)).rejects.toMatchObject({ code: 'LEDGER_ENTRIES_LOST' });
  });

  it('is refused when a byte of an acknowledged batch is altered', async () => {
    const folder = await newFolder();
    const ledger = await openFolder(folder);
    await fill(ledger, 3);
    await fill(ledger, 3);
    await ledger.checkpoint();
    await ledger.close();
    const sound = await readFile(join(folder, 'entries'));

    for (let at = 0; at < sound.length; at++) {
      const altered = Buffer.from(sound);
      altered[at]! ^= 1;
      await writeFile(join(folder, 'entries'), altered);
      await rm(join(folder, 'state'), { force: true });
      await expect(openFolder(folder)).rejects.toMatchObject({
        code: expect.stringMatching(/^LEDGER_(?:CORRUPT|ENTRIES_LOST)$/),
      });
      expect((await readFile(join(folder, 'entries'))).equals(altered)).toBe(true);
    }
  });

  it('is refused when its checkpoint is of another history', async () => {
    const folder = await newFolder();
    const ledger = await openFolder(folder);
    await fill(ledger, 3);
    const note = await ledger.checkpoint();
    await ledger.close();

    await writeFile(join(folder, 'checkpoint'), note.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${'A'.repeat(43)}=\n`));
    await expect(openFolder(folder)).rejects.toMatchObject({ code: 'LEDGER_CORRUPT' });
    await writeFile(join(folder, 'checkpoint'), 'garbage');
    await expect(openFolder(folder)).rejects.toMatchObject({ code: 'LEDGER_CORRUPT' });
  });

  it('refuses an altered large body', async () => {
    const folder = await newFolder();
    const ledger = await openFolder(folder);
    await ledger.append([new Uint8Array(70_000)]);
    const [group] = await readdir(join(folder, 'bodies'));
    const [name] = await readdir(join(folder, 'bodies', group!));
    await writeFile(join(folder, 'bodies', group!, name!), 'altered');

    await expect(ledger.body(0)).rejects.toMatchObject({ code: 'LEDGER_CORRUPT' });
    await rm(join(folder, 'bodies', group!, name!));
    await expect(ledger.body(0)).rejects.toMatchObject({ code: 'LEDGER_CORRUPT' });
    await ledger.close();
  });

  it('takes no more entries after a write that failed', async () => {
    const store = memoryStore();
    const ledger = await openOver(store);
    await fill(ledger, 2);
    // A second writer over the same store: the first no longer knows the size.
    const other = await openOver(store);
    await fill(other, 1);

    await expect(ledger.append([body(9)])).rejects.toMatchObject({
      code: 'LEDGER_FAILED',
      cause: { code: 'LEDGER_CONFLICT' },
    });
    await expect(ledger.append([body(9)])).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
    expect(ledger.size).toBe(2);
    expect(parseCheckpoint(await other.checkpoint())?.size).toBe(3);
  });
});
