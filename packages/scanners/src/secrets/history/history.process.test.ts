import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SkipCounter } from '@sallyport/findings';
import type { Sighting } from '@sallyport/findings';
import { seededRandom, sha256Hex } from '@sallyport/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasGit, makeRepository } from '../../git/testing.ts';
import type { TestRepository } from '../../git/testing.ts';
import { ObjectStore } from '../../git/object-store.ts';
import { openRepository } from '../../git/repository.ts';
import { searchBlobs } from './blob-pass.ts';
import { contextsOf } from './contexts.ts';
import type { BlobDetector } from './detector.ts';
import { searchHistory } from './history.ts';
import { emptyState } from './state.ts';

const TOKEN = /\bKEY-[a-z0-9]{8,40}\b/g;

/** A detector of one made-up kind of token, whose neighbours matter as they do for real rules. */
const detector: BlobDetector & { calls: number } = {
  calls: 0,
  reach: { near: 64, far: 64 },
  startsFar: () => false,
  detect(bytes, part = { from: 0, to: bytes.length }) {
    this.calls += 1;
    return [...bytes.toString('latin1').matchAll(TOKEN)]
      .map((match) => ({ key: sha256Hex(match[0]), start: match.index, end: match.index + match[0].length }))
      .filter((one) => one.start < part.to && one.end > part.from);
  },
  places(bytes) {
    return this.detect(bytes);
  },
  sightings(bytes, path) {
    return [...bytes.toString('latin1').matchAll(TOKEN)].map((match): Sighting => ({
      scanner: 'secrets',
      rule: 'key',
      title: 'Key',
      message: 'A key.',
      severity: 'high',
      confidence: 'high',
      remediation: { summary: 'Revoke it.' },
      references: [],
      tags: [],
      location: { path },
      group: sha256Hex(match[0]),
    }));
  },
};

describe.skipIf(!hasGit)('searching a history', () => {
  let repository: TestRepository;
  let cacheDir: string;
  beforeEach(() => {
    repository = makeRepository();
    cacheDir = mkdtempSync(join(tmpdir(), 'history-cache-'));
    detector.calls = 0;
  });
  afterEach(() => {
    repository.remove();
    rmSync(cacheDir, { recursive: true });
  });
  const search = async (options: { cached?: boolean; signal?: AbortSignal } = {}) => {
    const skips = new SkipCounter();
    const result = await searchHistory({
      root: repository.root,
      detector,
      rulesDigest: sha256Hex('rules'),
      ...(options.cached === true ? { cacheDir } : {}),
      skips,
      maxBytes: 1 << 24,
      pause: () => {
        options.signal?.throwIfAborted();
        return undefined;
      },
      onProgress: () => undefined,
    });
    return { ...result, skipped: skips.list() };
  };

  /** Commits that write, move, change and remove tokens among filler lines, then packs them into deltas. */
  function growRandomly(seed: number): void {
    const random = seededRandom(seed);
    const lines = Array.from(
      { length: 400 },
      (_, i) => `const line${i} = '${sha256Hex(`${seed}${i}`).slice(0, random.below(60))}';`,
    );
    for (let n = 0; n < 30; n += 1) {
      for (let edit = 0; edit < 3; edit += 1) {
        const at = random.below(lines.length);
        const token = `KEY-${sha256Hex(`${seed}${n}${edit}`).slice(0, 8 + random.below(30))}`;
        const choice = random.below(4);
        if (choice === 0) lines.splice(at, 0, `token = ${token}`);
        else if (choice === 1) lines[at] = `${lines[at] ?? ''}${token}`;
        else if (choice === 2) lines.splice(at, 1 + random.below(20));
        else lines.splice(0, 0, ...lines.splice(at, 10));
      }
      repository.write('a.js', lines.join('\n'));
      repository.write('b.js', lines.slice(100).join('\n'));
      repository.commit(`commit ${n}`);
    }
    repository.git('gc', '--quiet', '--aggressive');
  }

  it.each([1, 2, 3, 4, 5])('detects along deltas what blob by blob searching detects (seed %i)', async (seed) => {
    growRandomly(seed);
    const store = new ObjectStore(openRepository(repository.root));
    const known = emptyState(20);
    const pass = await searchBlobs(store, {
      detector,
      known,
      skips: new SkipCounter(),
      hashBytes: 20,
      maxBytes: 1 << 24,
      mayLack: false,
      pause: () => undefined,
      onBlob: () => undefined,
    });

    const blobByBlob = new Map<string, ReadonlySet<string>>();
    for (let number = 0; number < pass.newBlobs.size; number += 1) {
      const id = pass.newBlobs.hex(number);
      const data = store.read(id)?.data ?? Buffer.alloc(0);
      const contexts = contextsOf(data, detector.detect(data), detector.reach.near);
      if (contexts.size > 0) blobByBlob.set(id, contexts);
    }
    store.close();

    expect(pass.holders.size).toBeGreaterThan(10);
    expect(new Map([...pass.holders].toSorted())).toEqual(new Map([...blobByBlob].toSorted()));
  });

  it('names the commit that brought a secret, not one that changed the file later, and finds it though it is gone', async () => {
    const filler = Array.from({ length: 200 }, (_, i) => `line ${i}`).join('\n');
    repository.write('src/app.js', filler);
    repository.commit('start');
    repository.write('src/app.js', `${filler}\nconst key = 'KEY-abcdefgh1234';`);
    const guilty = repository.commit('bring the key');
    repository.write('src/app.js', `changed\n${filler}\nconst key = 'KEY-abcdefgh1234';`);
    repository.commit('change something else');
    repository.write('src/app.js', `changed\n${filler}`);
    repository.commit('take the key out');
    repository.git('gc', '--quiet', '--aggressive');

    const { sightings, looked } = await search();

    expect(sightings.map(({ location }) => [location.path, location.commit?.sha])).toEqual([['src/app.js', guilty]]);
    expect(sightings[0]?.location.commit).toMatchObject({
      author: 'Ada Example',
      email: 'ada@team.example',
      summary: 'bring the key',
    });
    expect(looked).toMatchObject({ commits: 4, blobs: 4 });
  });

  it('reads only what is new the second time, and reports the same', async () => {
    growRandomly(7);
    const first = await search({ cached: true });
    detector.calls = 0;
    const second = await search({ cached: true });

    expect(second.sightings).toEqual(first.sightings);
    expect(second.looked.commits).toBe(first.looked.commits);
    expect(second.looked.blobBytes).toBe(0);
    expect(detector.calls).toBe(0);

    repository.write('new/c.js', "const added = 'KEY-newnewnew1';");
    const added = repository.commit('one more');
    const third = await search({ cached: true });

    // The blob; the commit's author and its message, once to search them and once before they are shown.
    expect(detector.calls).toBe(5);
    expect(third.sightings.length).toBe(first.sightings.length + 1);
    expect(third.sightings.at(-1)?.location).toMatchObject({ path: 'new/c.js', commit: { sha: added } });

    repository.git('gc', '--quiet', '--aggressive');
    detector.calls = 0;
    const repacked = await search({ cached: true });
    expect(repacked.sightings).toEqual(third.sightings);
    expect(detector.calls).toBe(0);
  });

  it('keeps nothing that is made from a secret', async () => {
    repository.write('a.txt', 'KEY-abcdefgh1234');
    repository.commit('start');
    await search({ cached: true });

    const folder = join(cacheDir, 'history');
    const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));

    expect(kept).toHaveLength(1);
    expect(kept.join('')).not.toContain('abcdefgh');
    expect(kept.join('')).not.toContain(sha256Hex('KEY-abcdefgh1234'));
  });

  it('says what a shallow clone lacks, and that unreachable objects hold something', async () => {
    repository.write('a.txt', 'start');
    repository.commit('start');
    repository.write('b.txt', 'KEY-unreachable1');
    repository.commit('mistake');
    repository.git('reset', '--quiet', '--hard', 'HEAD~1');

    const { sightings, notes } = await search();

    expect(sightings).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/^1 objects that no branch/)]);
  });

  it('searches whole what a binary file became', async () => {
    const lines = Array.from({ length: 3000 }, (_, n) => sha256Hex(`line ${n} of a file that stays the same`));
    const words = lines.toSpliced(1500, 0, 'KEY-wasbinary123').join('\n');
    repository.write('a.bin', Buffer.from(`\0${words}`));
    repository.commit('binary');
    repository.write('a.bin', words);
    const guilty = repository.commit('text');
    repository.git('repack', '-adfq', '--depth=10', '--window=10');
    // Git takes the larger one as the base.
    const [base = ''] = repository.git('rev-parse', `${guilty}^:a.bin`).split('\n');
    const deltas = repository.git('cat-file', '--batch-all-objects', '--batch-check=%(objectname) %(deltabase)');

    const { sightings } = await search();

    expect(deltas).toContain(` ${base}`);
    expect(sightings.map(({ location }) => [location.path, location.commit?.sha])).toEqual([['a.bin', guilty]]);
  });

  it('tells of a secret that was looked at before its commit was made', async () => {
    repository.write('a.txt', 'start');
    repository.commit('start');
    repository.write('b.txt', 'KEY-stagedstaged');
    repository.git('add', 'b.txt');
    const before = await search({ cached: true });
    const again = await search({ cached: true });
    const guilty = repository.commit('bring it');
    const after = await search({ cached: true });

    expect(before.notes).toEqual([expect.stringMatching(/^1 objects that no branch/)]);
    expect(again.notes).toEqual(before.notes);
    expect(after.sightings.map(({ location }) => [location.path, location.commit?.sha])).toEqual([['b.txt', guilty]]);
    expect(after.notes).toEqual([]);
  });

  it('stops when it is told to, and keeps no half state', async () => {
    growRandomly(8);
    const abort = new AbortController();
    abort.abort(new Error('interrupted'));

    await expect(search({ cached: true, signal: abort.signal })).rejects.toThrow('interrupted');
    expect(() => readdirSync(join(cacheDir, 'history'))).toThrow(/ENOENT/);
  });

  it('has looked at nothing where there are no commits', async () => {
    expect(await search()).toMatchObject({ sightings: [], looked: { commits: 0, blobs: 0 }, notes: [] });
  });

  it('says of a damaged loose object that it was lost, at every scan', async () => {
    repository.write('a.txt', 'KEY-abcdefgh1234');
    repository.commit('start');
    repository.write('b.txt', 'KEY-lostlostlost1');
    repository.commit('more');
    const id = repository.git('rev-parse', 'HEAD:b.txt');
    const path = join(repository.root, '.git', 'objects', id.slice(0, 2), id.slice(2));
    rmSync(path);
    writeFileSync(path, 'no object');

    const first = await search({ cached: true });
    const second = await search({ cached: true });

    expect(first.skipped).toMatchObject([{ reason: 'malformed', count: 1, examples: [`object ${id}`] }]);
    expect(second.skipped).toEqual(first.skipped);
    expect(second.sightings).toEqual(first.sightings);
  });

  it.each([
    ['file', 'HEAD:b/b.txt'],
    ['folder', 'HEAD:b'],
    ['root folder', 'HEAD^{tree}'],
  ])('says of a %s that is gone that it was lost, at every scan', async (_, name) => {
    repository.write('a.txt', 'nothing here');
    repository.commit('start');
    repository.write('b/b.txt', 'nothing here either');
    repository.commit('more');
    const id = repository.git('rev-parse', name);
    rmSync(join(repository.root, '.git', 'objects', id.slice(0, 2), id.slice(2)));

    const first = await search({ cached: true });
    const second = await search({ cached: true });

    expect(first.skipped).toMatchObject([
      { reason: 'missing-object', count: 1, examples: [`object ${id}`], note: expect.stringContaining('git fsck') },
    ]);
    expect(second.skipped).toEqual(first.skipped);
  });

  it('says nothing of what is gone and only a folder that no commit holds would need', async () => {
    repository.write('a.txt', 'nothing here');
    repository.commit('start');
    repository.write('b/b.txt', 'nothing here either');
    repository.commit('more');
    const id = repository.git('rev-parse', 'HEAD:b/b.txt');
    repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    rmSync(join(repository.root, '.git', 'objects', id.slice(0, 2), id.slice(2)));

    expect((await search()).skipped).toEqual([]);
  });

  it('says of a packed folder that is damaged that it was lost', async () => {
    for (let n = 0; n < 40; n += 1) repository.write(`folder/${sha256Hex(`${n}`)}.txt`, `${n}`);
    repository.commit('start');
    repository.git('gc', '--quiet');
    const id = repository.git('rev-parse', 'HEAD:folder');
    const folder = join(repository.root, '.git', 'objects', 'pack');
    const index = readdirSync(folder).find((name) => name.endsWith('.idx')) ?? '';
    const line = repository
      .git('verify-pack', '-v', join(folder, index))
      .split('\n')
      .find((one) => one.startsWith(id));
    const offset = Number(line?.split(/ +/).at(-1));
    const pack = join(folder, index.replace(/idx$/, 'pack'));
    const bytes = readFileSync(pack);
    bytes.fill(0xff, offset + 6, offset + 40);
    rmSync(pack);
    writeFileSync(pack, bytes);

    const { skipped, sightings } = await search({ cached: true });

    expect(sightings).toEqual([]);
    expect(skipped).toMatchObject([{ reason: 'missing-object', examples: [`object ${id}`] }]);
  });

  it('reports what stands in the same place of many versions once, and anew where it is changed', async () => {
    const filler = Array.from({ length: 90 }, (_, n) => `line ${n} of a file that is long enough`).join('\n');
    repository.write('a.txt', `${filler}\nKEY-abcdefgh1234\n${filler}`);
    const first = repository.commit('start');
    for (let n = 0; n < 6; n += 1) {
      repository.write('a.txt', `${n}\n${filler}\nKEY-abcdefgh1234\n${filler}\n${n}`);
      repository.commit(`edit ${n}`);
    }
    repository.write('a.txt', `${filler}\nKEY-abcdefgh1234\nKEY-ijklmnop5678\n${filler}`);
    const second = repository.commit('another');
    repository.git('gc', '--quiet', '--aggressive');

    const { sightings } = await search();

    expect(sightings.map(({ location }) => [location.path, location.commit?.sha])).toEqual([
      ['a.txt', first],
      ['a.txt', second],
    ]);
  });

  it('fails, and does not read as clean, where no commit can be read', async () => {
    growRandomly(9);
    const folder = join(repository.root, '.git', 'objects', 'pack');
    for (const name of readdirSync(folder)) if (name.endsWith('.pack')) rmSync(join(folder, name));

    const result = await search({ cached: true });

    expect(result.failure).toMatch(/No commit of the history could be read/);
    expect(result.skipped).toMatchObject([{ reason: 'missing-object' }]);
    expect(await search({ cached: true })).toEqual(result);
  });
});
