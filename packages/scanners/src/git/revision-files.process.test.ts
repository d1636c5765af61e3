import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { openRevision } from './revision-files.ts';
import { hasGit, makeRepository } from './testing.ts';

describe.skipIf(!hasGit)('openRevision', () => {
  const made = hasGit ? makeRepository() : undefined;
  made?.write('a.txt', 'first');
  made?.write('sub/b.txt', 'inner');
  const first = made?.commit('One');
  made?.write('a.txt', 'second');
  made?.commit('Two');
  made?.git('gc', '--quiet');
  made?.write('a.txt', 'in the work tree');
  const root = made?.root ?? '';
  const text = (name: string, path: string, folder = root): string | undefined => {
    const bytes = openRevision(folder, name).read(path);
    return bytes === undefined ? undefined : Buffer.from(bytes).toString();
  };
  afterAll(() => made?.remove());

  it('refuses what is no revision, and a folder outside of any repository', () => {
    expect(() => openRevision(root, 'nope')).toThrow(/no revision nope/);
    expect(() => openRevision(root, 'HEAD~2')).toThrow(/no revision HEAD~2/);
    expect(() => openRevision('/', 'HEAD')).toThrow(/not a git repository/);
  });

  it('says which commit a shallow clone lacks', () => {
    made?.git('clone', '--quiet', '--depth=1', `file://${root}`, join(root, 'clone'));

    expect(() => openRevision(join(root, 'clone'), 'HEAD~1')).toThrow(/is not in this clone/);
  });

  it('reads files as a revision has them, whatever the work tree says', () => {
    expect([
      text('main', 'a.txt'),
      text('HEAD~1', 'a.txt'),
      text('HEAD^', 'a.txt'),
      text(first ?? '', 'a.txt'),
    ]).toEqual(['second', 'first', 'first', 'first']);
    expect(text('HEAD', 'nowhere.txt')).toBeUndefined();
  });

  it('speaks of paths below the folder that was named', () => {
    const { paths, committedAt } = openRevision(join(root, 'sub'), 'HEAD');

    expect(paths).toEqual(['b.txt']);
    expect(text('HEAD', 'b.txt', join(root, 'sub'))).toBe('inner');
    expect(committedAt).toBeGreaterThan(1_700_000_000_000);
  });
});
