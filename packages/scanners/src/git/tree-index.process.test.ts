import { seededRandom } from '@sallyport/kernel';
import { afterEach, describe, expect, it } from 'vitest';

import { openPackWalk } from './blob-walk.ts';
import { listCommits, walkNewBlobs } from './commit-walk.ts';
import { ObjectStore } from './object-store.ts';
import { KIND } from './pack.ts';
import { openRepository, refTips } from './repository.ts';
import { hasGit, makeRepository } from './testing.ts';
import type { TestRepository } from './testing.ts';
import { TreeIndex } from './tree-index.ts';

const pause = (): undefined => undefined;
const ENDINGS = ['.p12', '9.txt'];
const wantsPath = (path: string): boolean => ENDINGS.some((ending) => path.endsWith(ending)) && path.length % 3 > 0;

/** Commits that write, move, copy and delete files and folders, some of them on branches that are merged. */
function growRandomly(repository: TestRepository, seed: number): void {
  const random = seededRandom(seed);
  const pick = (list: readonly string[]): string => list[random.below(list.length)] ?? '';
  const folders = ['', 'a/', 'a/b/', 'a/b/c/', 'lib/one/', 'lib/two/', 'with space/', 'ümlaut/'];
  for (let n = 0; n < 40; n += 1) repository.write(`lib/one/file-${n}.txt`, `${n}\n`);
  for (let n = 0; n < 36; n += 1) {
    if (n % 9 === 4) repository.git('checkout', '--quiet', '-b', `side-${n}`);
    for (let change = 0; change < 3; change += 1)
      repository.write(`${pick(folders)}n${random.below(12)}${pick(['.txt', '.p12', '.js'])}`, `${random.below(40)}\n`);
    if (random.below(4) === 0) copyFolder(repository, pick(['a', 'lib/one', 'lib']), `copy-${random.below(4)}`);
    if (random.below(5) === 0) repository.git('rm', '-q', '-r', '--ignore-unmatch', pick(['a/b', 'copy-1', 'lib/two']));
    repository.commit(`commit ${n}`);
    if (n % 9 === 8) {
      repository.git('checkout', '--quiet', 'main');
      repository.git('merge', '--quiet', '--no-ff', '-m', `merge ${n}`, `side-${n - 4}`);
    }
  }
}

function copyFolder(repository: TestRepository, from: string, to: string): void {
  for (const path of repository
    .git('ls-files', '-z', '--', from)
    .split('\0')
    .filter((one) => one !== ''))
    repository.write(`${to}/${path.slice(from.length + 1)}`, repository.git('show', `:${path}`));
}

/** What both walks tell of in the repository, for some of its blobs. */
async function bothWalks(root: string, options: { readonly seed: number; readonly maxEdges?: number }) {
  const opened = openRepository(root);
  const store = new ObjectStore(opened);
  const { commits } = listCommits(store, refTips(opened));
  const random = seededRandom(options.seed);
  const wanted = new Set<string>();
  const choose = ({ ids, idAt }: { readonly ids: Buffer; readonly idAt: number }): true => {
    if (random.below(6) === 0) wanted.add(ids.toString('hex', idAt, idAt + store.hashBytes));
    return true;
  };
  const others = { skip: () => false, maxBytes: 1 << 20, damaged: pause, tooLarge: pause };
  for (const { pack } of store.packs) await openPackWalk(pack).visit(KIND.blob, { ...others, visit: choose }, pause);
  const has = (ids: Buffer, at: number): boolean => store.holds(ids, at);
  const { maxEdges = 100_000 } = options;
  const index = new TreeIndex({
    hashBytes: store.hashBytes,
    wanted,
    endings: () => ENDINGS,
    has,
    maxBytes: 1 << 20,
    maxEdges,
  });
  for (const { pack } of store.packs) await openPackWalk(pack).visit(KIND.tree, index.visitor, pause);
  for (const { id } of store.loose()) {
    const object = store.read(id);
    if (object?.kind === KIND.tree) index.look(id, object.data);
  }
  const read: string[][] = [];
  const indexed: string[][] = [];
  const lost: string[] = [];
  const walk = { done: () => false, pause, wantsPath, onLostTree: (id: string) => void lost.push(id) };
  await walkNewBlobs(store, commits, { ...walk, hashBytes: store.hashBytes, wanted }, (blob, path, commit) => {
    read.push([blob, path, commit.id]);
  });
  if (index.isWhole())
    await index.walk(commits, walk, (blob, path, commit) => {
      indexed.push([blob, path, commit.id]);
    });
  store.close();
  return { read, indexed, lost, index };
}

describe.skipIf(!hasGit)('an index of trees', () => {
  let repository: TestRepository;
  afterEach(() => repository.remove());

  it.each([
    [1, 'sha1'],
    [2, 'sha1'],
    [3, 'sha1'],
    [4, 'sha256'],
  ])('tells what reading each tree tells, in the same order (seed %i, %s)', async (seed, format) => {
    repository = makeRepository(`--object-format=${format}`);
    growRandomly(repository, seed);
    repository.git('gc', '--quiet', '--aggressive');
    repository.write('a/loose.txt', `${seed} loose\n`);
    repository.commit('a last one that is not packed');

    const { read, indexed, lost, index } = await bothWalks(repository.root, { seed });

    expect([index.isWhole(), index.isBroken(), index.foundName, lost]).toEqual([true, false, true, []]);
    expect(read.length).toBeGreaterThan(20);
    expect(indexed).toEqual(read);
  });

  it('says that it is not whole where there was no room for all', async () => {
    repository = makeRepository();
    growRandomly(repository, 5);
    repository.git('gc', '--quiet');

    const { index } = await bothWalks(repository.root, { seed: 5, maxEdges: 30 });

    expect([index.isWhole(), index.isBroken()]).toEqual([false, false]);
  });
});

describe('an index of trees that were made to hurt', () => {
  const indexOf = (has: boolean): TreeIndex =>
    new TreeIndex({ hashBytes: 20, wanted: [id(1)], endings: () => [], has: () => has, maxBytes: 1 << 20 });
  const id = (n: number): string => n.toString(16).padStart(40, '0');
  const entry = (mode: string, name: string, to: number): Buffer =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id(to), 'hex')]);
  const walked = async (index: TreeIndex, root: number) => {
    const paths: string[] = [];
    const lost: string[] = [];
    const commit = { id: id(99), tree: id(root), parents: [], committedAt: 0 };
    const options = { done: () => false, pause, onLostTree: (tree: string) => void lost.push(tree) };
    await index.walk([commit], options, (_, path) => paths.push(path));
    return { paths, lost };
  };

  it('ends where a folder holds itself', async () => {
    const index = indexOf(true);
    index.look(id(10), Buffer.concat([entry('40000', 'again', 10), entry('100644', 'x', 1)]));

    expect(await walked(index, 10)).toEqual({ paths: ['x'], lost: [] });
  });

  it('says where folders nest too deep to be followed', async () => {
    const index = indexOf(true);
    for (let n = 0; n < 9000; n += 1) index.look(id(1000 + n), entry('40000', '', 1001 + n));
    index.look(id(10_000), entry('100644', 'x', 1));

    const { paths, lost } = await walked(index, 1000);

    expect(paths).toEqual([]);
    expect(lost).toHaveLength(1);
  });

  it('is broken where a tree names something that is not there, and not where it is a submodule', () => {
    const broken = indexOf(false);
    broken.look(id(10), entry('100644', 'x', 7));
    const whole = indexOf(false);
    whole.look(id(10), entry('160000', 'x', 7));

    expect([broken.isBroken(), whole.isBroken()]).toEqual([true, false]);
  });

  it('stops at an entry that is cut, without an error', async () => {
    const index = indexOf(true);
    index.look(id(10), Buffer.concat([entry('100644', 'x', 1), entry('100644', 'y', 1).subarray(0, 20)]));

    expect(await walked(index, 10)).toEqual({ paths: ['x'], lost: [] });
  });
});
