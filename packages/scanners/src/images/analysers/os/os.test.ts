import { describe, expect, it } from 'vitest';

import { Unreadable } from '../analyser.ts';
import { analyseAlpm } from './alpm.ts';
import { analyseApk } from './apk.ts';
import { analyseDpkgList, analyseDpkgStatus } from './dpkg.ts';
import { endOfLife } from './end-of-life.ts';
import { analyseRelease } from './os-release.ts';

const file = (path: string, text: string) => ({ path, bytes: Buffer.from(text) });

describe('os-release', () => {
  it('refuses a file without an id', () => {
    expect(() => analyseRelease(file('etc/os-release', 'NAME="x"\n'))).toThrow(Unreadable);
  });

  it.each([
    ['ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n', 'debian', '12'],
    ["ID='alpine'\nVERSION_ID=3.20.1\n", 'alpine', '3.20.1'],
    ['ID="sles"\nVERSION_ID="15.5"\n', 'sles', '15 SP5'],
    ['ID="opensuse-leap"\nVERSION_ID="15.5"\n', 'opensuse-leap', '15.5'],
    ['ID=arch\nBUILD_ID=rolling\n', 'arch', 'rolling'],
  ])('reads %j', (text, id, version) => {
    expect(analyseRelease(file('etc/os-release', text)).release).toMatchObject({ id, version, rank: 2 });
  });

  it.each([
    ['etc/redhat-release', 'CentOS release 6.10 (Final)', 'centos', '6.10'],
    ['etc/alpine-release', '3.9.4\n', 'alpine', '3.9.4'],
    ['etc/debian_version', '12.5\n', 'debian', '12.5'],
  ])('reads the forerunner %s', (path, text, id, version) => {
    expect(analyseRelease(file(path, text)).release).toMatchObject({ id, version, rank: 1 });
  });

  it('says nothing of a system under test, whose file names no number', () => {
    expect(analyseRelease(file('etc/debian_version', 'trixie/sid\n'))).toEqual({});
  });
});

describe('end of life', () => {
  it.each([
    ['debian', '10.13', '2024-06-30'],
    ['alpine', '3.18.4', '2025-05-09'],
    ['ubuntu', '18.04', '2023-05-31'],
    ['sles', '15 SP3', '2022-12-31'],
    ['centos', '7', '2024-06-30'],
  ])('knows %s %s', (id, version, end) => {
    expect(endOfLife({ id, version })).toBe(end);
  });

  it('knows nothing of what it was not told', () => {
    expect(endOfLife({ id: 'wolfi', version: '20230201' })).toBeUndefined();
    expect(endOfLife({ id: 'debian', version: '99' })).toBeUndefined();
  });
});

describe('dpkg', () => {
  const STATUS = `Package: libssl3
Status: install ok installed
Architecture: amd64
Source: openssl
Version: 3.0.11-1~deb12u2
Maintainer: Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>
Description: a
 Version: 9 in a text is none

Package: python3
Status: install ok installed
Architecture: amd64
Source: python3-defaults (3.11.2-1)
Version: 3.11.2-1+b1

Package: gone
Status: deinstall ok config-files
Version: 1

Package: half
Status: install ok installed
`;

  it('takes what is installed, with the source package and its own version after a rebuild', () => {
    const { installed, problems } = analyseDpkgStatus(file('var/lib/dpkg/status', STATUS));

    expect(installed?.packages.map(({ name, version, source }) => [name, version, source])).toEqual([
      ['libssl3', '3.0.11-1~deb12u2', { name: 'openssl', version: '3.0.11-1~deb12u2' }],
      ['python3', '3.11.2-1+b1', { name: 'python3-defaults', version: '3.11.2-1' }],
    ]);
    expect(problems).toEqual(['half has no version']);
  });

  it('takes the one package of a file in status.d, which has no status', () => {
    const { installed } = analyseDpkgStatus(file('var/lib/dpkg/status.d/base', 'Package: base-files\nVersion: 12.4\n'));

    expect(installed?.packages).toEqual([
      { name: 'base-files', version: '12.4', source: { name: 'base-files', version: '12.4' } },
    ]);
  });

  it('keeps of what packages own the paths at which something else may be found', () => {
    const list =
      '/.\n/usr\n/usr/bin/node\n/bin/busybox\n/usr/share/doc/node/README\n/usr/share/nodejs/a/package.json\n/usr/share/nodejs/a/x.js\n';
    const sums = '0123456789abcdef0123456789abcdef  usr/lib/python3/six.dist-info/METADATA\n';

    expect(analyseDpkgList(file('var/lib/dpkg/info/node.list', list)).owned).toEqual([
      'usr',
      'usr/bin/node',
      'usr/bin/busybox',
      'usr/share/nodejs/a/package.json',
    ]);
    expect(analyseDpkgList(file('var/lib/dpkg/status.d/six.md5sums', sums)).owned).toEqual([
      'usr/lib/python3/six.dist-info/METADATA',
    ]);
  });
});

describe('apk', () => {
  it('refuses a file that names no package', () => {
    expect(() => analyseApk(file('lib/apk/db/installed', 'nonsense\n'))).toThrow(Unreadable);
  });

  it('reads packages with their origin, and what they own', () => {
    const text =
      'C:Q1x=\nP:libcrypto3\nV:3.3.1-r0\nA:x86_64\nL:Apache-2.0\no:openssl\nF:usr/lib\nR:libcrypto.so.3\nZ:Q1\n\nP:busybox\nV:1.36.1-r2\nF:bin\nR:busybox\n\n';

    const { installed, owned } = analyseApk(file('lib/apk/db/installed', text));

    expect(installed?.packages).toEqual([
      {
        name: 'libcrypto3',
        version: '3.3.1-r0',
        source: { name: 'openssl', version: '3.3.1-r0' },
        arch: 'x86_64',
        licence: 'Apache-2.0',
      },
      { name: 'busybox', version: '1.36.1-r2', source: { name: 'busybox', version: '1.36.1-r2' } },
    ]);
    expect(owned).toEqual(['usr/lib/libcrypto.so.3', 'usr/bin/busybox']);
  });
});

describe('pacman', () => {
  it('reads a package and what it owns', () => {
    const desc = '%NAME%\npython-six\n\n%VERSION%\n1.16.0-9\n\n%BASE%\nsix\n\n%ARCH%\nany\n\n%LICENSE%\nMIT\n\n';
    const files = '%FILES%\nusr/\nusr/lib/python3.12/site-packages/six.dist-info/METADATA\n\n';

    expect(analyseAlpm(file('var/lib/pacman/local/python-six-1.16.0-9/desc', desc)).installed?.packages).toEqual([
      {
        name: 'python-six',
        version: '1.16.0-9',
        source: { name: 'six', version: '1.16.0-9' },
        arch: 'any',
        licence: 'MIT',
      },
    ]);
    expect(analyseAlpm(file('var/lib/pacman/local/python-six-1.16.0-9/files', files)).owned).toEqual([
      'usr/lib/python3.12/site-packages/six.dist-info/METADATA',
    ]);
  });

  it('refuses a description without a version', () => {
    expect(() => analyseAlpm(file('var/lib/pacman/local/x/desc', '%NAME%\nx\n'))).toThrow(Unreadable);
  });
});
