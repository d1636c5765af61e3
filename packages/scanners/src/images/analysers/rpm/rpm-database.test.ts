import { getPackagesNdb } from '@snyk/rpm-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ndbFile, rpmHeader } from '../../testing/rpm-parts.ts';
import { Unreadable } from '../analyser.ts';
import { analyseRpmDatabase, analyseRpmManifest } from './rpm-database.ts';

const OPENSSL = {
  1000: 'openssl-libs',
  1001: '3.0.7',
  1002: '27.el9',
  1003: 1,
  1009: 4096,
  1011: 'Red Hat, Inc.',
  1014: 'ASL 2.0',
  1022: 'x86_64',
  1044: 'openssl-3.0.7-27.el9.src.rpm',
  1116: [0, 1],
  1117: ['libssl.so.3', 'package.json'],
  1118: ['/usr/lib64/', '/usr/lib/node_modules/npm/'],
};
const NODE = { ...OPENSSL, 1000: 'nodejs', 1003: 0, 1044: 'nodejs-18.0.0-1.el9.src.rpm', 5096: 'nodejs:18:9010:rhel9' };
const KEY = { 1000: 'gpg-pubkey', 1001: 'fd431d51', 1002: '4ae0493b' };
const ndb = (...headers: Parameters<typeof rpmHeader>): Buffer => ndbFile(headers.map((tags) => rpmHeader(tags)));
const analyse = (path: string, bytes: Buffer) => analyseRpmDatabase({ path, bytes });

describe('databases of RPM', () => {
  it('refuses files that are none', () => {
    for (const name of ['rpmdb.sqlite', 'Packages.db', 'Packages'])
      expect(() => analyse(`var/lib/rpm/${name}`, Buffer.alloc(9000, 1))).toThrow(Unreadable);
  });

  it('takes an empty file for an empty database', () => {
    expect(analyse('var/lib/rpm/Packages', Buffer.alloc(0))).toEqual({});
  });

  it('reads epoch, source package, vendor, module and what the package owns, and leaves keys out', () => {
    const facts = analyse(
      'usr/lib/sysimage/rpm/Packages.db',
      ndbFile([rpmHeader(OPENSSL), rpmHeader(KEY), rpmHeader(NODE)]),
    );

    expect(facts.installed?.packages).toEqual([
      {
        name: 'openssl-libs',
        version: '1:3.0.7-27.el9',
        source: { name: 'openssl', version: '1:3.0.7-27.el9' },
        arch: 'x86_64',
        supplier: 'Red Hat, Inc.',
        licence: 'ASL 2.0',
      },
      expect.objectContaining({
        name: 'nodejs',
        version: '3.0.7-27.el9',
        module: 'nodejs:18:9010:rhel9',
        source: { name: 'nodejs', version: '18.0.0-1.el9' },
      }),
    ]);
    expect(facts.owned).toContain('usr/lib/node_modules/npm/package.json');
  });

  it('reads an ndb file as another reader does', async () => {
    const bytes = ndb(OPENSSL);

    const theirs = await getPackagesNdb(bytes);

    expect(theirs.response.map(({ name, version, release }) => [name, version, release])).toEqual([
      ['openssl-libs', '3.0.7', '27.el9'],
    ]);
  });

  it('keeps the packages before a blob that is damaged, and says so', () => {
    const bytes = ndbFile([rpmHeader(OPENSSL), rpmHeader(NODE)]);
    bytes.writeUInt32LE(0x00ffffff, 32 + 16 + 8);

    const facts = analyse('var/lib/rpm/Packages.db', bytes);

    expect(facts.installed?.packages.map(({ name }) => name)).toEqual(['openssl-libs']);
    expect(facts.problems).toEqual(['it breaks off: a blob is missing']);
  });

  it('says which changes it cannot see', async () => {
    const { analyseRpmLog } = await import('./rpm-database.ts');

    expect(analyseRpmLog({ path: 'rpmdb.sqlite-wal', bytes: Buffer.alloc(0) })).toEqual({});
    expect(analyseRpmLog({ path: 'rpmdb.sqlite-wal', bytes: Buffer.alloc(32) }).problems).toHaveLength(1);
  });

  it('reads the list that images without rpm carry', () => {
    const line = [
      'curl',
      '8.5.0-1.cm2',
      '1',
      '2',
      'Microsoft Corporation',
      '(none)',
      '9',
      'x86_64',
      '0',
      'curl-8.5.0-1.cm2.src.rpm',
    ];
    const bytes = Buffer.from(`${line.join('\t')}\n`);

    const { installed } = analyseRpmManifest({ path: 'var/lib/rpmmanifest/container-manifest-2', bytes });

    expect(installed?.packages).toEqual([
      {
        name: 'curl',
        version: '8.5.0-1.cm2',
        source: { name: 'curl', version: '8.5.0-1.cm2' },
        arch: 'x86_64',
        supplier: 'Microsoft Corporation',
      },
    ]);
  });

  it('never leaves by another error, whatever the bytes', () => {
    const seeds = [ndbFile([rpmHeader(OPENSSL)])];
    const damaged = fc
      .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(6000), fc.nat(255)), { maxLength: 20 }))
      .map(([seed, changes]) => {
        const bytes = Buffer.from(seed);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return bytes;
      });
    const outcome = fc.check(
      fc.property(fc.constantFrom('a.sqlite', 'a.db', 'Packages'), damaged, (path, bytes) => {
        try {
          analyse(path, bytes);
          return true;
        } catch (error) {
          return error instanceof Unreadable;
        }
      }),
    );

    expect(outcome.counterexample).toBeNull();
  });
});
