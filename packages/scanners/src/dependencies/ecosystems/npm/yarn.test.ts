import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, tryIn } from '../../testing.ts';

const CLASSIC = `# yarn lockfile v1


"@s/a@^1.0.0", "@s/a@^1.1.0":
  version "1.1.0"
  resolved "https://registry.example/@s/a/-/a-1.1.0.tgz#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  dependencies:
    b "~2.0.0"

b@~2.0.0:
  version "2.0.5"
  resolved "https://registry.example/b/-/b-2.0.5.tgz#bbbb"
  integrity sha512-bb==

"c@git+https://host.example/c.git":
  version "3.0.0"
  resolved "git+https://host.example/c.git#0123456789abcdef0123456789abcdef01234567"

d@^4:
  version "4.0.0"
`;

describe('yarn.lock, version 1', () => {
  it('gives packages, and with the manifest beside it how each got in', async () => {
    const manifest = {
      dependencies: { '@s/a': '^1.0.0' },
      devDependencies: { d: '^4', c: 'git+https://host.example/c.git' },
    };
    const files = { 'yarn.lock': CLASSIC, 'package.json': JSON.stringify(manifest) };

    const read = await readIn('yarn.lock', files);

    expect(lines(read.packages)).toEqual([
      '@s/a@1.1.0 direct',
      'b@2.0.5 transitive < a@1.1.0',
      'c@3.0.0 direct dev',
      'd@4.0.0 direct dev',
    ]);
    expect(read.packages[2]?.resolved).toMatchObject({
      kind: 'git',
      revision: '0123456789abcdef0123456789abcdef01234567',
    });
    expect(read.packages.map(({ integrity }) => integrity)).toEqual([
      ['sha1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
      ['sha512-bb=='],
      [],
      [],
    ]);
  });

  it('leaves open what is direct where there is no manifest', async () => {
    const read = await readIn('yarn.lock', { 'yarn.lock': CLASSIC });

    expect(read.packages.map(({ relation, dev }) => `${relation} ${dev}`)).toEqual(Array(4).fill('unknown false'));
  });

  it('takes the members of a workspace from among the known manifests', async () => {
    const files = {
      'yarn.lock': CLASSIC,
      'package.json': JSON.stringify({
        workspaces: { packages: ['libs/**', '!libs/old'] },
        devDependencies: { d: '^4' },
      }),
      'libs/x/package.json': JSON.stringify({ name: 'x', dependencies: { '@s/a': '^1.1.0', y: '^1.0.0' } }),
      'libs/y/package.json': JSON.stringify({ name: 'y' }),
      'libs/old/package.json': JSON.stringify({ dependencies: { zz: '1' } }),
    };

    const read = await readIn('yarn.lock', files);

    expect(asked(read.declarations)).toEqual([
      'd ^4 devDependencies in package.json:1 -> d@4.0.0',
      '@s/a ^1.1.0 dependencies in libs/x/package.json:1 -> a@1.1.0',
    ]);
  });

  it('says that members were not read, and then calls nothing dev', async () => {
    const manifest = JSON.stringify({ workspaces: ['libs/*'], devDependencies: { d: '^4' } });

    const read = await readIn('yarn.lock', { 'yarn.lock': CLASSIC, 'package.json': manifest });

    expect(read.notes).toEqual(['yarn.lock: the members of the workspace are not among the files that were read']);
    expect(read.packages.some(({ dev }) => dev)).toBe(false);
  });

  it.each([
    ['  version "1"\n', '1:1 a field stands before any package'],
    ['just some text\n', '1:1 the line is neither a package nor a comment'],
    ['a@1:\n<<<<<<< HEAD\n', '2:1 a merge conflict is not resolved'],
  ])('says in one line why it cannot read %j', async (content, problem) => {
    expect(await tryIn('yarn.lock', { 'yarn.lock': content })).toBe(problem);
  });
});

const BERRY = `__metadata:
  version: 8

"a@npm:^1.0.0":
  version: 1.2.0
  resolution: "a@npm:1.2.0"
  dependencies:
    b: "npm:^2.0.0"
    alias: "npm:real@^5"
  checksum: 10c0/abc
  languageName: node
  linkType: hard

"alias@npm:real@^5":
  version: 5.0.0
  resolution: "real@npm:5.0.0"

"b@npm:^2.0.0, b@npm:^2.1.0":
  version: 2.1.0
  resolution: "b@npm:2.1.0"

"p@patch:p@npm%3A1.0.0#~/.yarn/patches/p.patch":
  version: 1.0.0
  resolution: "p@patch:p@npm%3A1.0.0#~/.yarn/patches/p.patch::version=1.0.0&hash=abc"

"root@workspace:.":
  version: 0.0.0-use.local
  resolution: "root@workspace:."

"tool@workspace:tools/tool":
  version: 0.0.0-use.local
  resolution: "tool@workspace:tools/tool"
`;

describe('yarn.lock of later versions', () => {
  it('reads packages, aliases, patches, and the members that it lists itself', async () => {
    const files = {
      'yarn.lock': BERRY,
      'package.json': JSON.stringify({ workspaces: ['tools/*'], dependencies: { a: '^1.0.0' } }),
      'tools/tool/package.json': JSON.stringify({
        devDependencies: { b: '^2.1.0' },
        dependencies: { p: 'patch:p@npm%3A1.0.0#~/.yarn/patches/p.patch' },
      }),
    };

    const read = await readIn('yarn.lock', files);

    expect(lines(read.packages)).toEqual([
      'a@1.2.0 direct',
      'real@5.0.0 transitive < a@1.2.0',
      'b@2.1.0 direct',
      'p@1.0.0 direct',
    ]);
    expect(read.packages[0]?.integrity).toEqual(['sha512:abc']);
  });

  it('says in one line that its YAML is broken', async () => {
    expect(await tryIn('yarn.lock', { 'yarn.lock': '__metadata:\n  version: [8\n"a@npm:1":\n' })).toMatch(
      /^\d+:\d+ .*YAML/,
    );
  });
});
