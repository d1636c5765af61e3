import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { makePackage } from '@sallyport/inventory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { withInstalledLicences } from './installed-licences.ts';

describe('withInstalledLicences', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'installed-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function licencesOf(ecosystem: string, name: string, path: string): string[] {
    const found = makePackage({ ecosystem, name, version: '1.0.0', location: { path } });
    return withInstalledLicences(root, [found]).flatMap(({ licences }) =>
      licences.map(({ raw, expression }) => `${raw} = ${expression ?? '?'}`),
    );
  }

  it('knows nothing of what is not installed, in another version, damaged, or outside of the target', () => {
    write('node_modules/other/package.json', JSON.stringify({ version: '2.0.0', license: 'MIT' }));
    write('node_modules/broken/package.json', '{');
    const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    writeFileSync(join(elsewhere, 'package.json'), JSON.stringify({ version: '1.0.0', license: 'MIT' }));
    symlinkSync(elsewhere, join(root, 'node_modules', 'linked'));

    const all = ['absent', 'other', 'broken', 'linked', '../../x'].flatMap((name) =>
      licencesOf('npm', name, 'package-lock.json'),
    );
    rmSync(elsewhere, { recursive: true });

    expect(all).toEqual([]);
  });

  it.each([
    [{ license: 'Apache 2.0' }, ['Apache 2.0 = Apache-2.0']],
    [{ license: { type: 'ISC' } }, ['ISC = ISC']],
    [{ licenses: [{ type: 'MIT' }, { type: 'Zlib' }] }, ['MIT = MIT', 'Zlib = Zlib']],
    [{}, []],
  ])('reads %j of an npm package beside its lock file', (fields, expected) => {
    write('app/node_modules/@s/a/package.json', JSON.stringify({ version: '1.0.0', ...fields }));

    expect(licencesOf('npm', '@s/a', 'app/package-lock.json')).toEqual(expected);
  });

  it.each([
    ['License-Expression: MIT OR Apache-2.0\nLicense: other', ['MIT OR Apache-2.0 = MIT OR Apache-2.0']],
    ['License: X\nClassifier: License :: OSI Approved :: MIT License', ['MIT License = MIT']],
    ['License: BSD\n\nLicense: MIT', ['BSD = BSD-3-Clause']],
    ['License: UNKNOWN', []],
  ])('reads %j of a Python package in the environment beside its lock file', (text, expected) => {
    write('.venv/lib/python3.13/site-packages/My_Pkg-1.0.0.dist-info/METADATA', `Name: My_Pkg\n${text}\n`);

    expect(licencesOf('PyPI', 'my-pkg', 'poetry.lock')).toEqual(expected);
  });
});
