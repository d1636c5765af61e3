import { describe, expect, it } from 'vitest';

import { distroOfEcosystem, ecosystemOfDistro, ecosystemOfOs } from './distributions.ts';
import { ecosystemByName, ecosystemByPurl, normaliseName } from './ecosystems.ts';
import { factsOfPurl } from './from-purl.ts';
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
    expect(normaliseName('SwiftURL', 'https://github.com/Apple/swift-nio.git')).toBe('github.com/apple/swift-nio');
  });
});

describe('factsOfPurl', () => {
  it('reads back what makePackage wrote, distribution, source and epoch included', () => {
    const source = { name: 'glibc', version: '2.36-9' };
    const deb = { ecosystem: 'Debian:12', name: 'libc6', version: '2.36-9+b1', source, arch: 'amd64' };
    const rpm = { ecosystem: 'AlmaLinux:9', name: 'bind', version: '32:9.16-1.el9' };
    const npm = { ecosystem: 'npm', name: '@babel/core', version: '7.0.0' };

    expect(makePackage(deb).purl).toBe(
      'pkg:deb/debian/libc6@2.36-9%2Bb1?arch=amd64&distro=debian-12&upstream=glibc%402.36-9',
    );
    for (const facts of [deb, rpm, npm]) {
      const { purl } = makePackage(facts);

      expect(factsOfPurl(purl)).toEqual({ purl, ...facts });
    }
  });

  it('understands what other tools write', () => {
    expect(factsOfPurl('pkg:apk/alpine/curl@8.0-r1?distro=3.20.1')?.ecosystem).toBe('Alpine:v3.20');
    expect(factsOfPurl('pkg:deb/debian/curl@7?distro=bookworm')?.ecosystem).toBe('Debian:12');
    expect(factsOfPurl('pkg:rpm/rhel/a@1-1?upstream=a-src-1-1.src.rpm')?.source).toEqual({
      name: 'a-src',
      version: '1-1',
    });
    expect(factsOfPurl('pkg:deb/debian/curl@7', 'Debian:11')?.ecosystem).toBe('Debian:11');
    expect(factsOfPurl('pkg:unknown/a/b@1')).toMatchObject({ ecosystem: '', name: 'a/b' });
    expect(factsOfPurl('nonsense')).toBeUndefined();
  });
});

describe('distributions', () => {
  it('turns os-release into an OSV ecosystem and back into a distro qualifier', () => {
    const rows = [
      ['debian', '12.5', 'Debian:12', 'debian-12'],
      ['ubuntu', '22.04', 'Ubuntu:22.04', 'ubuntu-22.04'],
      ['alpine', '3.20.1', 'Alpine:v3.20', 'alpine-3.20'],
      ['rhel', '9.4', 'Red Hat:9', 'rhel-9'],
      ['opensuse-leap', '15.5', 'openSUSE:Leap 15.5', 'opensuse-leap-15.5'],
      ['wolfi', '20230201', 'Wolfi', undefined],
    ] as const;
    for (const [id, version, ecosystem, distro] of rows) {
      expect(ecosystemOfOs({ id, version })).toBe(ecosystem);
      expect(distroOfEcosystem(ecosystem)).toBe(distro);
    }
    expect(ecosystemOfOs({ id: 'haiku', version: '1' })).toBeUndefined();
    expect(ecosystemOfDistro('opensuse-leap-15.5', 'opensuse')).toBe('openSUSE:Leap 15.5');
  });
});
