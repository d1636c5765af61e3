import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { readIndex } from './index-file.ts';
import { ObjectStore } from './object-store.ts';
import { openRepository } from './repository.ts';
import { filesOf, requireRevision, resolveRevision } from './revision.ts';
import { hasGit, makeRepository } from './testing.ts';
import type { TestRepository } from './testing.ts';

describe.skipIf(!hasGit)('the index and revisions, held against git', () => {
  let repository: TestRepository;
  afterEach(() => repository.remove());

  const staged = (): string => {
    const lines = readIndex(openRepository(repository.root)).map(
      (entry) => `${entry.mode.toString(8)} ${entry.id} ${entry.stage}\t${entry.path}`,
    );
    return lines.join('\n');
  };

  it('refuses an index that is cut or is none', () => {
    repository = makeRepository();
    repository.write('a.txt', 'a');
    repository.git('add', '--all');
    const path = join(repository.root, '.git', 'index');
    const bytes = readFileSync(path);

    writeFileSync(path, bytes.subarray(0, 40));
    expect(staged).toThrow(/cut short/);
    writeFileSync(path, 'something else');
    expect(staged).toThrow(/not known/);
  });

  it.each(['2', '4'])('lists what is staged in version %s', (version) => {
    repository = makeRepository();
    repository.git('config', 'index.version', version);
    for (const path of ['a.txt', 'ä/ö ü.txt', 'dir/one', 'dir/other', 'dir/onemore']) repository.write(path, path);
    repository.git('add', '--all');

    expect(staged()).toBe(repository.git('-c', 'core.quotePath=false', 'ls-files', '--stage'));
  });

  it('marks a file of which nothing is staged yet', () => {
    repository = makeRepository();
    repository.write('a.txt', 'a');
    repository.git('add', '--intent-to-add', 'a.txt');

    expect(readIndex(openRepository(repository.root))).toMatchObject([{ path: 'a.txt', intentToAdd: true }]);
  });

  it('has nothing staged where there is no index', () => {
    repository = makeRepository();

    expect(readIndex(openRepository(repository.root))).toEqual([]);
  });

  it('resolves branches, tags, packed refs and ids, and refuses others', () => {
    repository = makeRepository();
    repository.write('dir/a.txt', 'a');
    const first = repository.commit('first');
    repository.git('tag', '-a', 'v1', '-m', 'one');
    repository.git('update-ref', 'refs/remotes/origin/main', first);
    repository.git('pack-refs', '--all');
    repository.write('dir/a.txt', 'b');
    const second = repository.commit('second');
    const opened = openRepository(repository.root);
    const store = new ObjectStore(opened);
    const resolve = (name: string) => resolveRevision(opened, store, name);

    expect(['HEAD', 'main', 'v1', 'origin/main', first].map(resolve)).toEqual([second, second, first, first, first]);
    expect(resolve('nope')).toBeUndefined();
    expect(resolve('../../etc/passwd')).toBeUndefined();
    expect(() => requireRevision(opened, store, 'nope')).toThrow(/no revision nope/);
    expect(filesOf(opened, store, second)).toEqual(
      new Map([['dir/a.txt', repository.git('rev-parse', 'HEAD:dir/a.txt')]]),
    );
    expect(filesOf(opened, store, undefined).size).toBe(0);
    store.close();
  });
});
