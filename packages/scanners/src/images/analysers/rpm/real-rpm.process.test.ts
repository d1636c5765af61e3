import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { getPackages, getPackagesSqlite } from '@snyk/rpm-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { hasProgram, runProgram } from '../../testing/programs.ts';
import { analyseRpmDatabase } from './rpm-database.ts';
import { sqliteRows } from './sqlite.ts';

const hasRpm = hasProgram('rpmbuild') && hasProgram('rpm');
const hasLoader = hasProgram('db5.3_load', '-V');

const NAMES = Array.from({ length: 12 }, (_, index) => `tool${index}`);

/** Packages that own a file of a language package each, and 60 more, so that headers spill over pages and tables branch. */
function spec(): string {
  const head = [
    'Name: tool',
    'Version: 1.2',
    'Release: 3.el9',
    'Epoch: 1',
    'Summary: s',
    'License: MIT',
    'Vendor: Red Hat, Inc.',
  ];
  const packages = NAMES.map(
    (name) =>
      `%package -n ${name}\nSummary: s\n%description -n ${name}\nd\n%files -n ${name}\n/usr/lib/python3.9/${name}.dist-info/METADATA\n/usr/share/${name}`,
  );
  const install = `for n in ${NAMES.join(' ')}; do
mkdir -p %{buildroot}/usr/lib/python3.9/$n.dist-info %{buildroot}/usr/share/$n
touch %{buildroot}/usr/lib/python3.9/$n.dist-info/METADATA
cd %{buildroot}/usr/share/$n; touch $(seq -f a-file-with-a-rather-long-name-%%g.bin 60)
done`;
  return [
    ...head,
    'BuildArch: noarch',
    'ModularityLabel: tool:1:20:abc',
    '%description',
    'd',
    '%install',
    install,
    ...packages,
    '',
  ].join('\n');
}

describe.skipIf(!hasRpm)('databases that rpm itself wrote (skipped without rpmbuild)', () => {
  const root = mkdtempSync(join(tmpdir(), 'real-rpm-'));
  const database = join(root, 'db', 'rpmdb.sqlite');
  beforeAll(() => {
    mkdirSync(join(root, 'db'));
    writeFileSync(join(root, 'tool.spec'), spec());
    runProgram('rpmbuild', ['-bb', '--quiet', '--define', `_topdir ${root}/top`, 'tool.spec'], { cwd: root });
    const files = NAMES.map((name) => `top/RPMS/noarch/${name}-1.2-3.el9.noarch.rpm`);
    const flags = [
      '--define',
      '_db_backend sqlite',
      '--dbpath',
      join(root, 'db'),
      '-i',
      '--justdb',
      '--nodeps',
      '--nosignature',
    ];
    runProgram('rpm', [...flags, ...files], { cwd: root });
  }, 120_000);
  afterAll(() => rmSync(root, { recursive: true }));

  it('reads every package of an SQLite database, as another reader does', async () => {
    const bytes = readFileSync(database);

    const { installed, owned, problems } = analyseRpmDatabase({ path: 'var/lib/rpm/rpmdb.sqlite', bytes });

    const theirs = await getPackagesSqlite(bytes);
    expect(problems).toBeUndefined();
    expect(installed?.packages.map(({ name }) => name).toSorted()).toEqual(
      theirs.response.map(({ name }) => name).toSorted(),
    );
    expect(installed?.packages).toContainEqual({
      name: 'tool3',
      version: '1:1.2-3.el9',
      source: { name: 'tool', version: '1:1.2-3.el9' },
      arch: 'noarch',
      supplier: 'Red Hat, Inc.',
      licence: 'MIT',
      module: 'tool:1:20:abc',
    });
    expect(owned).toContain('usr/lib/python3.9/tool11.dist-info/METADATA');
  });

  it.skipIf(!hasLoader)(
    'reads the same from a hash file that Berkeley DB itself wrote (skipped without db5.3_load)',
    async () => {
      const headers = [...sqliteRows(readFileSync(database), 'Packages')].map((row) => row[1] as Buffer);
      const key = (index: number): string => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32LE(index);
        return ` ${bytes.toString('hex')}`;
      };
      const pairs = headers.flatMap((blob, index) => [key(index + 1), ` ${blob.toString('hex')}`]);
      const dump = [
        'VERSION=3',
        'format=bytevalue',
        'type=hash',
        'db_pagesize=4096',
        'HEADER=END',
        key(0),
        ' 0c000000',
        ...pairs,
        'DATA=END',
        '',
      ];
      runProgram('db5.3_load', [join(root, 'Packages')], { cwd: root, input: dump.join('\n') });
      const bytes = readFileSync(join(root, 'Packages'));

      const facts = analyseRpmDatabase({ path: 'var/lib/rpm/Packages', bytes });

      const sqlite = analyseRpmDatabase({ path: 'var/lib/rpm/rpmdb.sqlite', bytes: readFileSync(database) });
      const byName = (list = facts.installed): unknown => list?.packages.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      expect(byName()).toEqual(byName(sqlite.installed));
      expect(facts.owned?.toSorted()).toEqual(sqlite.owned?.toSorted());
      const theirs = await getPackages(bytes);
      expect(theirs.response).toHaveLength(12);
    },
  );
});
