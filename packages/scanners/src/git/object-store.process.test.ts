import { appendFileSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { openPackWalk } from './blob-walk.ts';
import { commitFacts } from './commit.ts';
import { listCommits, walkNewBlobs } from './commit-walk.ts';
import { ObjectStore } from './object-store.ts';
import { KIND } from './pack.ts';
import { openRepository, refTips } from './repository.ts';
import { hasGit, makeRepository } from './testing.ts';
import type { TestRepository } from './testing.ts';

/** Every blob of the repository as git itself tells it. */
function blobsByGit(repository: TestRepository): string[] {
  const lines = repository.git('cat-file', '--batch-all-objects', '--batch-check').split('\n');
  return lines.filter((line) => line.includes(' blob ')).map((line) => line.slice(0, line.indexOf(' ')));
}

async function visitAll(root: string): Promise<{ blobs: Map<string, Buffer>; damaged: string[] }> {
  const store = new ObjectStore(openRepository(root));
  const blobs = new Map<string, Buffer>();
  const damaged: string[] = [];
  const visitor = {
    skip: () => false,
    maxBytes: 1 << 26,
    visit: ({ ids, idAt, data }: { ids: Buffer; idAt: number; data: Buffer }) =>
      blobs.set(ids.toString('hex', idAt, idAt + store.hashBytes), Buffer.from(data)),
    damaged: (id: string) => damaged.push(id),
    tooLarge: (id: string) => damaged.push(id),
  };
  for (const { pack } of store.packs) await openPackWalk(pack).visit(KIND.blob, visitor, () => undefined);
  for (const { id } of store.loose()) {
    const object = store.read(id);
    if (object?.kind === KIND.blob) blobs.set(id, object.data);
  }
  store.close();
  return { blobs, damaged };
}

/** Forty commits that edit two files, so that git makes chains of deltas. */
function grow(repository: TestRepository): void {
  const lines = Array.from({ length: 300 }, (_, i) => `line ${i} of a file that changes a little at a time`);
  for (let i = 0; i < 40; i += 1) {
    lines[(i * 37) % lines.length] = `changed in commit ${i}`;
    lines.splice((i * 11) % lines.length, 0, `added in commit ${i}`);
    repository.write('src/a.txt', lines.join('\n'));
    repository.write(`src/deep/er/b${i % 3}.bin`, Buffer.from(lines.slice(i).join('\0')));
    repository.commit(`commit ${i}`);
  }
}

describe.skipIf(!hasGit)('objects of a repository, held against git', () => {
  let repository: TestRepository;
  afterEach(() => repository.remove());

  it.each([
    ['loose', [], ['sha1']],
    ['packed', ['gc', '--quiet', '--aggressive'], ['sha1']],
    ['packed with SHA-256', ['gc', '--quiet'], ['sha256']],
    ['packed without offsets to bases', ['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq'], ['sha1']],
  ])('reads every blob of a %s repository', async (_, pack, [format = 'sha1']) => {
    repository = makeRepository(`--object-format=${format}`);
    grow(repository);
    if (pack.length > 0) repository.git(...pack);

    const { blobs, damaged } = await visitAll(repository.root);

    expect(damaged).toEqual([]);
    expect([...blobs.keys()].toSorted()).toEqual(blobsByGit(repository).toSorted());
    for (const id of blobsByGit(repository).slice(0, 40)) {
      expect(blobs.get(id)?.toString('utf8').trim()).toBe(repository.git('cat-file', 'blob', id));
    }
  });

  it('finds the commit that brought each blob, through merges and from every ref', async () => {
    repository = makeRepository();
    repository.write('a.txt', 'one');
    const first = repository.commit('first');
    repository.git('checkout', '--quiet', '-b', 'side');
    repository.write('side/b.txt', 'two');
    const side = repository.commit('side');
    repository.git('checkout', '--quiet', 'main');
    repository.write('c.txt', 'three');
    repository.commit('main goes on');
    repository.git('merge', '--quiet', '--no-ff', '-m', 'merge', 'side');
    repository.git('checkout', '--quiet', '--orphan', 'other');
    repository.write('d.txt', 'four');
    const other = repository.commit('elsewhere');
    repository.git('tag', '-a', 'v1', '-m', 'tagged');
    repository.git('checkout', '--quiet', 'main');
    repository.git('branch', '--quiet', '-D', 'other');

    const opened = openRepository(repository.root);
    const store = new ObjectStore(opened);
    const { commits, missing } = listCommits(store, refTips(opened));
    const brought = new Map<string, string>();
    const wanted = new Set(blobsByGit(repository));
    await walkNewBlobs(
      store,
      commits,
      { hashBytes: 20, wanted, pause: () => undefined, onLostTree: () => undefined },
      (_, path, commit) => {
        if (!brought.has(path)) brought.set(path, commit.id);
      },
    );

    expect(missing).toEqual([]);
    expect([brought.get('a.txt'), brought.get('side/b.txt'), brought.get('d.txt')]).toEqual([first, side, other]);
    expect(commits.map((commit) => commit.id).at(0)).toBe(first);
    expect(commitFacts(store.read(first)?.data ?? Buffer.alloc(0))).toEqual({
      author: 'Ada Example',
      email: 'ada@team.example',
      authoredAt: commits[0]?.committedAt,
      summary: 'first',
    });
  });

  it('reads on past a pack that is damaged in the middle, and names what it lost', async () => {
    repository = makeRepository();
    grow(repository);
    repository.git('gc', '--quiet');
    const folder = join(repository.root, '.git', 'objects', 'pack');
    const pack = readdirSync(folder).find((name) => name.endsWith('.pack')) ?? '';
    const bytes = readFileSync(join(folder, pack));
    bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 40);
    writeForced(join(folder, pack), bytes);

    const { blobs, damaged } = await visitAll(repository.root);

    expect(blobs.size).toBeGreaterThan(0);
    expect(damaged.length).toBeGreaterThan(0);
  });

  it('says that a pack whose index is cut cannot be read', async () => {
    repository = makeRepository();
    grow(repository);
    repository.git('gc', '--quiet');
    const folder = join(repository.root, '.git', 'objects', 'pack');
    const index = readdirSync(folder).find((name) => name.endsWith('.idx')) ?? '';
    writeForced(join(folder, index), readFileSync(join(folder, index)).subarray(0, 1200));

    const store = new ObjectStore(openRepository(repository.root));

    expect(store.packs).toEqual([]);
    expect(store.damaged).toHaveLength(1);
    expect(store.damaged[0]?.why).toMatch(/cut short/);
  });

  it('opens linked work trees, alternates, and names what a shallow clone lacks', async () => {
    repository = makeRepository();
    grow(repository);
    repository.git('worktree', 'add', '--quiet', 'linked');
    repository.git('clone', '--quiet', '--shared', repository.root, 'borrower');
    repository.git('clone', '--quiet', '--depth', '3', `file://${repository.root}`, 'shallow');

    const linked = openRepository(join(repository.root, 'linked'));
    const borrower = openRepository(join(repository.root, 'borrower'));
    const shallow = openRepository(join(repository.root, 'shallow'));

    expect(linked.commonDir).toBe(join(repository.root, '.git'));
    expect(borrower.objectDirs).toHaveLength(2);
    expect(listCommits(new ObjectStore(borrower), refTips(borrower)).commits).toHaveLength(40);
    expect(shallow.shallow).toHaveLength(1);
    expect(listCommits(new ObjectStore(shallow), refTips(shallow))).toMatchObject({
      commits: { length: 3 },
      missing: { length: 1 },
    });
  });

  it('has nothing to tell of a repository with no commits', async () => {
    repository = makeRepository();

    const opened = openRepository(repository.root);

    expect(refTips(opened)).toEqual([]);
    expect((await visitAll(repository.root)).blobs.size).toBe(0);
  });

  it('refuses a folder that is no repository', async () => {
    repository = makeRepository();
    appendFileSync(join(repository.root, 'plain.txt'), 'x');

    expect(() => openRepository(join(repository.root, 'nowhere'))).toThrow(/not a git repository/);
  });
});

/** Git makes packs read-only; tests replace them all the same. */
function writeForced(path: string, bytes: Uint8Array): void {
  writeFileSync(`${path}.new`, bytes);
  // Renaming needs leave to write the folder, not the file.
  renameSync(`${path}.new`, path);
}
