import { describe, expect, it } from 'vitest';

import type { InstalledPackage } from '../analysers/analyser.ts';
import { foreignVendor } from './vendors.ts';

const made = (supplier: string, version = '1.0-1'): InstalledPackage => ({ name: 'a', version, supplier });

describe('the maker of a package', () => {
  it.each([
    ['deb', 'debian', made('Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>')],
    ['deb', 'debian', made('Someone <someone@debian.org>')],
    ['deb', 'ubuntu', made('Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>')],
    ['rpm', 'rhel', made('Red Hat, Inc.')],
    ['rpm', 'almalinux', made('AlmaLinux')],
    ['rpm', 'sles', made('SUSE LLC <https://www.suse.com/>')],
    ['rpm', 'unheard-of', made('Anyone')],
    ['apk', 'alpine', made('Someone <a@b.example>')],
  ] as const)('%s of %s: %j is the distribution', (family, os, found) => {
    expect(foreignVendor(family, os, found)).toBeUndefined();
  });

  it.each([
    ['deb', 'debian', made('Docker <support@docker.com>'), 'docker'],
    ['deb', 'ubuntu', made('', '18.19.0-1nodesource1'), 'nodesource'],
    ['deb', 'debian', made('', '15.5-1.pgdg120+1'), 'postgresql'],
    ['rpm', 'rhel', made('Fedora Project'), 'fedora-project'],
    ['rpm', 'rocky', made('Remi Collet'), 'remi-collet'],
  ] as const)('%s of %s: %j is %s', (family, os, found, vendor) => {
    expect(foreignVendor(family, os, found)).toBe(vendor);
  });
});
