import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, textAt, tryIn } from '../../testing.ts';

const LOCK = {
  lockfileVersion: 3,
  packages: {
    '': {
      dependencies: { a: '^1.0.0' },
      devDependencies: { d: '^4.0.0' },
      optionalDependencies: { o: '1' },
    },
    'node_modules/a': {
      version: '1.0.0',
      resolved: 'https://user:pw@registry.example/a/-/a-1.0.0.tgz',
      integrity: 'sha512-aa',
      license: 'MIT',
      hasInstallScript: true,
      dependencies: { b: '^2.0.0', c: '^3.0.0' },
    },
    'node_modules/a/node_modules/b': { version: '2.0.0', dependencies: { c: '3' } },
    'node_modules/b': { version: '1.9.0', dev: true },
    'node_modules/c': {
      version: '3.0.0',
      resolved: 'git+ssh://git@host.example/o/c.git#0123456789abcdef0123456789abcdef01234567',
    },
    'node_modules/d': { version: '4.0.0', dev: true, dependencies: { b: '1' } },
    'node_modules/o': { version: '5.0.0', optional: true },
  },
};

const text = (value: unknown): string => JSON.stringify(value, null, 2);

describe('package-lock.json', () => {
  it('gives each package with the way that brings it, looked up as Node looks', async () => {
    const read = await readIn('package-lock.json', { 'package-lock.json': text(LOCK) });

    expect(lines(read.packages)).toEqual([
      'a@1.0.0 direct',
      'b@2.0.0 transitive < a@1.0.0',
      'b@1.9.0 transitive dev < d@4.0.0',
      'c@3.0.0 transitive < a@1.0.0',
      'd@4.0.0 direct dev',
      'o@5.0.0 direct optional',
    ]);
  });

  it('says where bytes come from, without credentials, and which packages run code when installed', async () => {
    const read = await readIn('package-lock.json', { 'package-lock.json': text(LOCK) });
    const [a, , , c] = read.packages;

    expect(a).toMatchObject({
      resolved: { kind: 'registry', url: 'https://registry.example/a/-/a-1.0.0.tgz' },
      integrity: ['sha512-aa'],
      installScript: true,
      licences: [{ raw: 'MIT', kind: 'declared' }],
    });
    expect(c).toMatchObject({
      resolved: { kind: 'git', revision: '0123456789abcdef0123456789abcdef01234567' },
      integrity: [],
    });
  });

  it('names the place in the manifest that asks, and finds what the lock file does not answer', async () => {
    const manifest = text({ dependencies: { a: '^1.0.0', gone: '^9' }, devDependencies: { d: '^4.0.0' } });
    const files = { 'app/package-lock.json': text(LOCK), 'app/package.json': manifest };

    const read = await readIn('app/package-lock.json', files);

    expect(asked(read.declarations)).toEqual([
      'a ^1.0.0 dependencies in app/package.json:3 -> a@1.0.0',
      'gone ^9 dependencies in app/package.json:4 -> nothing',
      'd ^4.0.0 devDependencies in app/package.json:7 -> d@4.0.0',
    ]);
    expect(textAt(read.declarations[0], files)).toBe('"a": "^1.0.0"');
    expect(read.packages[0]?.declared).toMatchObject({ range: '^1.0.0', group: 'dependencies' });
  });

  it('reads members of a workspace as parts of the project', async () => {
    const lock = {
      lockfileVersion: 3,
      packages: {
        '': { workspaces: ['packages/*'] },
        'packages/one': { version: '1.0.0', dependencies: { x: '1', two: '*' } },
        'packages/two': { version: '1.0.0', devDependencies: { x: '2' } },
        'packages/two/node_modules/x': { version: '2.0.0', dev: true },
        'node_modules/one': { resolved: 'packages/one', link: true },
        'node_modules/two': { resolved: 'packages/two', link: true },
        'node_modules/x': { version: '1.0.0' },
      },
    };

    const read = await readIn('package-lock.json', { 'package-lock.json': text(lock) });

    expect(lines(read.packages)).toEqual(['x@2.0.0 direct dev', 'x@1.0.0 direct']);
    expect(read.packages.map(({ workspace }) => workspace)).toEqual(['packages/two', 'packages/one']);
    expect(read.declarations.map(({ name, package: id }) => `${name} ${id}`)).toEqual([
      'x pkg:npm/x@1.0.0',
      'x pkg:npm/x@2.0.0',
    ]);
  });

  it('reads version 1, whose direct packages the manifest names', async () => {
    const lock = {
      lockfileVersion: 1,
      dependencies: {
        a: { version: '1.0.0', requires: { b: '2' }, dependencies: { b: { version: '2.0.0', bundled: true } } },
        b: { version: '1.0.0', dev: true },
        real: { version: 'npm:other@3.0.0' },
        g: { version: 'git+https://host.example/g.git#0123456789abcdef', from: 'g' },
      },
    };
    const manifest = text({ dependencies: { a: '1', real: 'npm:other@3' }, devDependencies: { b: '1' } });

    const read = await readIn('package-lock.json', { 'package-lock.json': text(lock), 'package.json': manifest });

    expect(lines(read.packages)).toEqual([
      'a@1.0.0 direct',
      'b@1.0.0 direct dev',
      'other@3.0.0 direct',
      'g@? transitive',
      'b@2.0.0 transitive < a@1.0.0',
    ]);
    expect(read.packages[4]?.resolved).toEqual({ kind: 'file' });
    expect(read.packages[3]?.resolved).toEqual({
      kind: 'git',
      url: 'git+https://host.example/g.git#0123456789abcdef',
      revision: '0123456789abcdef',
    });
  });

  it('does not guess what is direct where version 1 has no manifest', async () => {
    const lock = text({ lockfileVersion: 1, dependencies: { a: { version: '1.0.0' } } });

    const read = await readIn('npm-shrinkwrap.json', { 'npm-shrinkwrap.json': lock });

    expect(lines(read.packages)).toEqual(['a@1.0.0 unknown']);
  });

  it.each([
    ['{"lockfileVersion": 3, "packages": {', /^1:37 /],
    ['[]', /^the file holds no object$/],
    ['', /./],
    ['{"name": "x"}', /^the file has neither "packages" nor "dependencies"$/],
    ['{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> b\n}', /^2:1 a merge conflict is not resolved$/],
    [
      text({ packages: { [`${'node_modules/x/'.repeat(65)}node_modules/x`]: {} } }),
      /more than 64 folders|more than 128 steps/,
    ],
    [text({ packages: { [`node_modules/${'x'.repeat(2000)}`]: {} } }), /longer than 1024 characters/],
  ])('says in one line why it cannot read %#', async (content, problem) => {
    expect(await tryIn('package-lock.json', { 'package-lock.json': content })).toMatch(problem);
  });
});
