import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, tryIn } from '../../testing.ts';

const V9 = `lockfileVersion: '9.0'
catalogs:
  default:
    x:
      specifier: ^1.5.0
      version: 1.5.0
importers:
  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0(x@1.5.0)
      x:
        specifier: 'catalog:'
        version: 1.5.0
  lib:
    dependencies:
      root:
        specifier: ^1.0.0
        version: link:..
    devDependencies:
      d:
        specifier: ^4.0.0
        version: 4.0.0
packages:
  a@1.0.0:
    resolution: {integrity: sha512-aa==}
    peerDependencies:
      x: '*'
  '@s/b@2.0.0':
    resolution: {integrity: sha512-bb==}
  d@4.0.0:
    resolution: {integrity: sha512-dd==}
  x@1.5.0:
    resolution: {tarball: https://files.example/x.tgz}
  g@https://codeload.github.com/o/g/tar.gz/0123456789abcdef0123456789abcdef01234567:
    resolution: {tarball: https://codeload.github.com/o/g/tar.gz/0123456789abcdef0123456789abcdef01234567}
    version: 7.0.0
snapshots:
  a@1.0.0(x@1.5.0):
    dependencies:
      '@s/b': 2.0.0
      x: 1.5.0
      g: https://codeload.github.com/o/g/tar.gz/0123456789abcdef0123456789abcdef01234567
  '@s/b@2.0.0': {}
  d@4.0.0:
    dependencies:
      '@s/b': 2.0.0
  x@1.5.0: {}
`;

describe('pnpm-lock.yaml', () => {
  it('reads version 9, peers put aside and catalogues looked up', async () => {
    const read = await readIn('pnpm-lock.yaml', { 'pnpm-lock.yaml': V9 });

    expect(lines(read.packages)).toEqual([
      'a@1.0.0 direct',
      '@s/b@2.0.0 transitive < a@1.0.0',
      'd@4.0.0 direct dev',
      'x@1.5.0 direct',
      'g@7.0.0 transitive < a@1.0.0',
    ]);
    expect(asked(read.declarations)).toEqual([
      'a ^1.0.0 dependencies in pnpm-lock.yaml:10 -> a@1.0.0',
      'x ^1.5.0 dependencies in pnpm-lock.yaml:13 -> x@1.5.0',
      'd ^4.0.0 devDependencies in pnpm-lock.yaml:22 -> d@4.0.0',
    ]);
    expect(read.packages[3]?.resolved).toEqual({ kind: 'url', url: 'https://files.example/x.tgz' });
    expect(read.packages[4]?.resolved).toMatchObject({
      kind: 'git',
      revision: '0123456789abcdef0123456789abcdef01234567',
    });
  });

  it('names the place in the manifests where these are at hand', async () => {
    const files = {
      'pnpm-lock.yaml': V9,
      'package.json': '{"dependencies": {"a": "^1.0.0", "x": "catalog:", "new": "^1"}}',
      'lib/package.json': '{\n"devDependencies": {"d": "^4.0.0", "peer": "workspace:*"}}',
    };

    const read = await readIn('pnpm-lock.yaml', files);

    expect(asked(read.declarations)).toEqual([
      'a ^1.0.0 dependencies in package.json:1 -> a@1.0.0',
      'x ^1.5.0 dependencies in package.json:1 -> x@1.5.0',
      'new ^1 dependencies in package.json:1 -> nothing',
      'd ^4.0.0 devDependencies in lib/package.json:2 -> d@4.0.0',
    ]);
  });

  it.each([
    [
      'version 5',
      `lockfileVersion: 5.4
specifiers:
  a: ^1.0.0
  alias: npm:real@1
dependencies:
  a: 1.0.0_x@1.5.0
  alias: /real/1.0.0
packages:
  /a/1.0.0_x@1.5.0:
    resolution: {integrity: sha512-aa==}
    requiresBuild: true
    dependencies:
      '@s/b': 2.0.0
    dev: false
  /@s/b/2.0.0:
    resolution: {integrity: sha512-bb==}
    dev: false
  /real/1.0.0:
    resolution: {integrity: sha512-rr==}
  registry.example/t/3.0.0:
    resolution: {integrity: sha512-tt==}
    dev: true
`,
    ],
    [
      'version 6',
      `lockfileVersion: '6.0'
dependencies:
  a:
    specifier: ^1.0.0
    version: 1.0.0(x@1.5.0)
  alias:
    specifier: npm:real@1
    version: /real@1.0.0
packages:
  /a@1.0.0(x@1.5.0):
    resolution: {integrity: sha512-aa==}
    requiresBuild: true
    dependencies:
      '@s/b': 2.0.0
    dev: false
  /@s/b@2.0.0:
    resolution: {integrity: sha512-bb==}
    dev: false
  /real@1.0.0:
    resolution: {integrity: sha512-rr==}
  /t@3.0.0:
    resolution: {integrity: sha512-tt==}
    dev: true
`,
    ],
  ])('reads %s', async (_version, content) => {
    const read = await readIn('pnpm-lock.yaml', { 'pnpm-lock.yaml': content });

    expect(lines(read.packages)).toEqual([
      'a@1.0.0 direct',
      '@s/b@2.0.0 transitive < a@1.0.0',
      'real@1.0.0 direct',
      't@3.0.0 transitive dev',
    ]);
    expect(read.packages[0]).toMatchObject({ installScript: true, declared: { range: '^1.0.0' } });
  });

  it('reads the project’s document where pnpm’s own stands before it', async () => {
    const own = "lockfileVersion: '9.0'\npackages:\n  pnpm@11.0.0: {}\n";

    const read = await readIn('pnpm-lock.yaml', { 'pnpm-lock.yaml': `---\n${own}\n---\n${V9}` });

    expect(read.packages.map(({ name }) => name)).toEqual(['a', '@s/b', 'd', 'x', 'g']);
  });

  it('says in one line that its YAML is broken', async () => {
    expect(await tryIn('pnpm-lock.yaml', { 'pnpm-lock.yaml': 'packages: {a: [\n' })).toMatch(/^\d+:\d+ .*YAML/);
  });
});
