import { describe, expect, it } from 'vitest';

import { ecosystemByName, ecosystemByPurl, normaliseName } from './ecosystems.ts';
import { makePackage, purlOf } from './make-package.ts';

describe('purlOf', () => {
  it('splits names as each ecosystem does', () => {
    expect(purlOf('npm', '@babel/core', '7.0.0')).toBe('pkg:npm/%40babel/core@7.0.0');
    expect(purlOf('Maven', 'org.apache:commons', '1')).toBe('pkg:maven/org.apache/commons@1');
    expect(purlOf('Go', 'github.com/a/b/v2', 'v2.0.0')).toBe('pkg:golang/github.com/a/b/v2@v2.0.0');
    expect(purlOf('PyPI', 'Zope_Interface', '1')).toBe('pkg:pypi/zope-interface@1');
    expect(purlOf('Debian:12', 'openssl', '1:3.0', { arch: 'amd64' })).toBe('pkg:deb/debian/openssl@1:3.0?arch=amd64');
    expect(purlOf('Nowhere', 'a')).toBe('pkg:generic/a');
  });
});

describe('makePackage', () => {
  it('fills every field that it was not told with its neutral value', () => {
    const made = makePackage({ ecosystem: 'npm', name: 'left-pad', version: '1.3.0' });

    expect(made).toMatchObject({ id: 'pkg:npm/left-pad@1.3.0', relation: 'unknown', dev: false, path: [] });
  });

  it('keeps a given id and purl', () => {
    const made = makePackage({ ecosystem: 'npm', name: 'a', id: 'node_modules/a', purl: 'pkg:npm/a@1' });

    expect([made.id, made.purl]).toEqual(['node_modules/a', 'pkg:npm/a@1']);
  });
});

describe('ecosystems', () => {
  it('finds by OSV name without release and by purl type', () => {
    expect(ecosystemByName('Debian:12')?.scheme).toBe('debian');
    expect(ecosystemByPurl('deb', 'ubuntu')?.name).toBe('Ubuntu');
    expect(ecosystemByPurl('npm', '@scope')?.name).toBe('npm');
    expect(ecosystemByName('Nowhere')).toBeUndefined();
  });

  it('brings names into the form in which they are compared', () => {
    expect(normaliseName('PyPI', 'Foo__Bar.baz')).toBe('foo-bar-baz');
    expect(normaliseName('NuGet', 'Newtonsoft.Json')).toBe('newtonsoft.json');
    expect(normaliseName('npm', 'JSONStream')).toBe('JSONStream');
  });
});
