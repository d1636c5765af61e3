import { describe, expect, it } from 'vitest';

import { lines, readIn, tryIn } from '../../testing.ts';

const MANIFEST = JSON.stringify({
  dependencies: { a: '^1.0.0', pinned: '2.0.0', g: 'github:o/g', l: 'file:../l' },
  peerDependencies: { p: '>=1' },
  peerDependenciesMeta: { p: { optional: true } },
  devDependencies: { d: '*' },
});

describe('package.json', () => {
  it('without a lock file names what it asks for, and what cannot be known', async () => {
    const read = await readIn('package.json', { 'package.json': MANIFEST });

    expect(lines(read.packages)).toEqual([
      'a@? direct',
      'pinned@2.0.0 direct',
      'g@? direct',
      'l@? direct',
      'p@? direct optional',
      'd@? direct dev',
    ]);
    expect(read.packages.map(({ resolved }) => resolved?.kind)).toEqual([
      undefined,
      undefined,
      'git',
      'file',
      undefined,
      undefined,
    ]);
    expect(read.notes).toEqual([
      'package.json has no lock file: the versions of 5 of 6 packages are not known (a, g, l, p, d), and what the packages it asks for bring along is not known',
    ]);
  });

  it.each(['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock'])(
    'leaves it to %s',
    async (lock) => {
      const read = await readIn('package.json', { 'package.json': MANIFEST, [lock]: '' });

      expect(read).toMatchObject({ packages: [], notes: [], lockedBy: lock });
    },
  );

  it.each([
    ['package.json', '{"workspaces": ["libs/*"]}'],
    ['pnpm-workspace.yaml', 'packages:\n  - libs/*\n'],
  ])('of a member is left to the lock file of its workspace, named in %s', async (root, content) => {
    const files = { 'libs/x/package.json': MANIFEST, [root]: content, 'yarn.lock': '' };

    expect(await readIn('libs/x/package.json', files)).toMatchObject({ lockedBy: 'yarn.lock' });
    expect(await readIn('other/package.json', { ...files, 'other/package.json': MANIFEST })).not.toHaveProperty(
      'lockedBy',
    );
  });

  it('speaks of bun’s binary lock file, which is not read', async () => {
    const read = await readIn('package.json', { 'package.json': MANIFEST, 'bun.lockb': 'x' });

    expect(read.notes[0]).toMatch(/^bun\.lockb is bun's binary lock file/);
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('package.json', { 'package.json': '{"dependencies": {"a" "1"}}' })).toMatch(/^1:\d+ /);
  });
});
