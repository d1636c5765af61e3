import { describe, expect, it } from 'vitest';

import { asked, lines, readIn, tryIn } from '../../testing.ts';

const LOCK = JSON.stringify(
  {
    packages: [
      {
        name: 'Vendor/A',
        version: 'v1.2.0',
        source: { type: 'git', url: 'https://host.example/a.git', reference: '0123' },
        dist: { type: 'zip', url: 'https://api.host.example/a/zipball/0123', shasum: 'aa' },
        require: { php: '>=8', 'vendor/b': '^1' },
        license: ['MIT', 'GPL-2.0-only'],
        type: 'composer-plugin',
      },
      {
        name: 'vendor/b',
        version: 'dev-main',
        source: { type: 'git', url: 'https://host.example/b.git', reference: '4567' },
      },
    ],
    'packages-dev': [{ name: 'vendor/t', version: '3.0.0' }],
  },
  null,
  2,
);

describe('composer.lock', () => {
  it('reads packages with what the manifest asks for', async () => {
    const manifest =
      '{\n"require": {"php": ">=8", "vendor/a": "^1.0", "vendor/gone": "^2"},\n"require-dev": {"vendor/t": "^3"}}';

    const read = await readIn('composer.lock', { 'composer.lock': LOCK, 'composer.json': manifest });

    expect(lines(read.packages)).toEqual([
      'Vendor/A@1.2.0 direct',
      'vendor/b@dev-main transitive < a@1.2.0',
      'vendor/t@3.0.0 direct dev',
    ]);
    expect(asked(read.declarations)).toEqual([
      'vendor/a ^1.0 require in composer.json:2 -> a@1.2.0',
      'vendor/gone ^2 require in composer.json:2 -> nothing',
      'vendor/t ^3 require-dev in composer.json:3 -> t@3.0.0',
    ]);
    expect(read.packages[0]).toMatchObject({
      integrity: ['sha1:aa'],
      installScript: true,
      resolved: { kind: 'registry' },
      licences: [{ raw: 'MIT' }, { raw: 'GPL-2.0-only' }],
    });
    expect(read.packages[1]?.resolved).toEqual({ kind: 'git', url: 'https://host.example/b.git', revision: '4567' });
  });

  it('says in one line where it breaks off', async () => {
    expect(await tryIn('composer.lock', { 'composer.lock': LOCK.slice(0, 40) })).toMatch(/^\d+:\d+ JSON/);
  });
});

describe('installed.json', () => {
  const PACKAGES = [
    { name: 'vendor/a', version: '1.0.0', require: { 'vendor/t': '1' } },
    { name: 'vendor/t', version: '2.0.0' },
  ];

  it.each([
    ['version 2', JSON.stringify({ packages: PACKAGES, 'dev-package-names': ['vendor/t'] }), ' dev'],
    ['version 1', JSON.stringify(PACKAGES), ''],
  ])('reads %s', async (_version, text, dev) => {
    const read = await readIn('vendor/composer/installed.json', { 'vendor/composer/installed.json': text });

    expect(lines(read.packages)).toEqual(['vendor/a@1.0.0 unknown', `vendor/t@2.0.0 unknown${dev}`]);
  });

  it('finds nothing in another program’s file of this name, and leaves its own to the lock file', async () => {
    const files = {
      'installed.json': '{"packages": [{"name": "x"}, 1]}',
      'vendor/composer/installed.json': '[]',
      'composer.lock': '{}',
    };

    expect((await readIn('installed.json', files)).packages).toEqual([]);
    expect(await readIn('vendor/composer/installed.json', files)).toMatchObject({ lockedBy: 'composer.lock' });
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('installed.json', { 'installed.json': '[' })).toMatch(/^1:\d+ JSON/);
  });
});

describe('composer.json', () => {
  it('without a lock file names what it asks for', async () => {
    const read = await readIn('composer.json', {
      'composer.json': '{"require": {"ext-json": "*", "vendor/a": "1.0.0", "vendor/b": "^2"}}',
    });

    expect(lines(read.packages)).toEqual(['vendor/a@1.0.0 direct', 'vendor/b@? direct']);
  });

  it('is left to its lock file', async () => {
    expect(await readIn('composer.json', { 'composer.json': '{}', 'composer.lock': '' })).toMatchObject({
      lockedBy: 'composer.lock',
    });
  });

  it('says in one line where it is broken', async () => {
    expect(await tryIn('composer.json', { 'composer.json': '{]' })).toMatch(/^1:2 JSON/);
  });
});
