import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { fixedClock } from '@sallyport/kernel';
import { afterEach, describe, expect, it } from 'vitest';

import { openDatabase } from '../store/database.ts';
import { databaseStatus } from '../store/status.ts';
import { writeBucket } from '../testing/database-of.ts';
import { osvRecord } from '../testing/osv-record.ts';
import { idsIn, outcomeOf, temporaries, update } from '../testing/temporaries.ts';
import { zipOf } from '../testing/zip-of.ts';

const made = temporaries();
afterEach(() => made.cleanUp());

const ONE = osvRecord({ id: 'GHSA-1', modified: '2026-01-01T00:00:00Z' });
const TWO = osvRecord({ id: 'GHSA-2', modified: '2026-01-02T00:00:00Z' });

const filesIn = (root: string): string[] =>
  readdirSync(root, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(root, name)).isFile())
    .sort();

describe('updateDatabase from a folder', () => {
  it('updates what the source lists, and after that what is present', async () => {
    const [source, root] = [made.folder(), made.folder()];
    writeBucket(source, 'npm', [ONE]);
    writeBucket(source, 'crates.io', [osvRecord({ id: 'RUSTSEC-1', ecosystem: 'crates.io' })], false);
    writeFileSync(join(source, 'ecosystems.txt'), 'npm\ncrates.io\nUbuntu:22.04\n');
    const all = await update({ root, source, names: 'all' });
    const present = await update({ root, source, names: 'present' });

    expect(all.map((each) => [each.name, each.outcome])).toEqual([
      ['npm', 'updated'],
      ['crates.io', 'updated'],
    ]);
    expect(present.map((each) => [each.name, each.outcome])).toEqual([
      ['crates.io', 'unchanged'],
      ['npm', 'unchanged'],
    ]);
    expect(idsIn(root, 'crates.io')).toEqual(['RUSTSEC-1']);
  });

  it('refuses names that would leave the folder', async () => {
    await expect(update({ root: made.folder(), source: made.folder(), names: ['../x'] })).rejects.toMatchObject({
      code: 'ADVISORIES_BAD_ECOSYSTEM',
    });
  });

  it.each([
    ['a truncated archive', (path: string) => truncateSync(path, 150), 'ADVISORIES_BAD_ARCHIVE'],
    ['what is no archive', (path: string) => writeFileSync(path, 'nonsense'), 'ADVISORIES_BAD_ARCHIVE'],
    [
      'only malformed records',
      (path: string) => writeFileSync(path, zipOf([{ name: 'a.json', content: '{"id":' }])),
      'ADVISORIES_MALFORMED_RECORDS',
    ],
  ])('keeps the old state against %s', async (_, damage, code) => {
    const [source, root] = [made.folder(), made.folder()];
    writeBucket(source, 'npm', [ONE], false);
    await update({ root, source });
    damage(join(source, 'npm', 'all.zip'));
    utimesSync(join(source, 'npm', 'all.zip'), 1, 1);

    expect(outcomeOf(await update({ root, source }))).toBe(code);
    expect(idsIn(root)).toEqual(['GHSA-1']);
    expect(filesIn(root).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  it('counts single malformed records and goes on', async () => {
    const [source, root] = [made.folder(), made.folder()];
    writeBucket(source, 'npm', [ONE], false);
    writeFileSync(
      join(source, 'npm', 'all.zip'),
      zipOf([
        { name: 'a.json', content: JSON.stringify(ONE) },
        { name: 'b.json', content: '[]' },
        { name: 'c.txt', content: '' },
      ]),
    );
    await update({ root, source });

    expect(openDatabase(root).pointer('npm')).toMatchObject({ count: 1, malformed: 1 });
  });

  it('builds anew when its file is gone or its pointer damaged', async () => {
    const [source, root] = [made.folder(), made.folder()];
    writeBucket(source, 'npm', [ONE]);
    await update({ root, source });
    rmSync(join(root, openDatabase(root).pointer('npm')?.file ?? ''));
    const again = await update({ root, source });
    writeFileSync(join(root, 'npm.json'), '{"format":1,"file":"../../x"}');

    expect([outcomeOf(again), outcomeOf(await update({ root, source }))]).toEqual(['updated', 'updated']);
    expect(idsIn(root)).toEqual(['GHSA-1']);
  });

  it('removes files of earlier states after a while, and never the current one', async () => {
    const [source, root] = [made.folder(), made.folder()];
    const clock = fixedClock(Date.now());
    writeBucket(source, 'npm', [ONE]);
    await update({ root, source, clock });
    writeBucket(source, 'npm', [ONE, TWO]);
    await update({ root, source, clock });
    const before = filesIn(root).filter((name) => name.endsWith('.adv'));
    clock.advance(60 * 60 * 1000);
    await update({ root, source, clock });

    expect([before.length, filesIn(root).filter((name) => name.endsWith('.adv')).length]).toEqual([2, 1]);
    expect(idsIn(root)).toEqual(['GHSA-1', 'GHSA-2']);
  });

  it('says that the cache cannot be used', async () => {
    const root = join(made.folder(), 'file');
    writeFileSync(root, '');

    await expect(update({ root, source: made.folder() })).rejects.toMatchObject({ code: 'ADVISORIES_CACHE_FAILED' });
  });
});

describe('other sources', () => {
  it('reads a checkout of single records in JSON and YAML, and leaves other ecosystems out', async () => {
    const [source, root] = [made.folder(), made.folder()];
    mkdirSync(join(source, 'vulns', 'a'), { recursive: true });
    mkdirSync(join(source, '.git'));
    writeFileSync(join(source, '.git', 'x.json'), JSON.stringify(ONE));
    writeFileSync(
      join(source, 'vulns', 'a', 'one.json'),
      JSON.stringify(osvRecord({ id: 'PYSEC-1', ecosystem: 'PyPI' })),
    );
    writeFileSync(
      join(source, 'vulns', 'a', 'two.yaml'),
      'id: PYSEC-2\nmodified: 2026-01-01T00:00:00Z\naffected:\n- package: {ecosystem: PyPI, name: a}\n  ranges: [{type: ECOSYSTEM, events: [{introduced: "0"}]}]\n',
    );
    writeFileSync(join(source, 'vulns', 'npm.json'), JSON.stringify(ONE));
    writeFileSync(join(source, 'broken.json'), '{');
    const first = await update({ root, source, importer: 'osv-files', names: ['PyPI'] });
    const second = await update({ root, source, importer: 'osv-files', names: ['PyPI'] });
    const none = await update({ root, source, importer: 'osv-files', names: ['Maven'] });

    expect([outcomeOf(first), outcomeOf(second), outcomeOf(none)]).toEqual([
      'updated',
      'unchanged',
      'ADVISORIES_NOT_IN_SOURCE',
    ]);
    expect(idsIn(root, 'PyPI')).toEqual(['PYSEC-1', 'PYSEC-2']);
  });

  it('copies another cache folder, fetches only what changed, and holds it to its digest', async () => {
    const [source, first, second] = [made.folder(), made.folder(), made.folder()];
    writeBucket(source, 'npm', [ONE]);
    await update({ root: first, source });
    const server = await made.server();
    const publish = (): void => {
      for (const name of filesIn(first)) server.files.set(name, { bytes: readFileSync(join(first, name)) });
    };
    publish();
    const mirror = () => update({ root: second, source: server.url, importer: 'mirror' });
    const outcomes = [outcomeOf(await mirror()), outcomeOf(await mirror())];
    writeBucket(source, 'npm', [ONE, TWO]);
    await update({ root: first, source });
    publish();
    const { file = '' } = openDatabase(first).pointer('npm') ?? {};
    const lie = readFileSync(join(first, file));
    server.files.set(file, { bytes: lie.fill(1, 30, 60) });
    outcomes.push(outcomeOf(await mirror()));

    expect(outcomes).toEqual(['updated', 'unchanged', 'ADVISORIES_HASH_MISMATCH']);
    expect(idsIn(second)).toEqual(['GHSA-1']);
    publish();
    await mirror();
    expect(idsIn(second)).toEqual(['GHSA-1', 'GHSA-2']);
  });

  it('refuses a mirror whose pointer is none or names another partition', async () => {
    const [source, first, second, server] = [made.folder(), made.folder(), made.folder(), await made.server()];
    writeBucket(source, 'npm', [ONE]);
    await update({ root: first, source });
    for (const name of filesIn(first))
      server.files.set(name.replace(/^npm\.json$/, 'PyPI.json'), { bytes: readFileSync(join(first, name)) });
    server.files.set('Go.json', { bytes: Buffer.from('{"format":1}') });
    const results = await update({
      root: second,
      source: server.url,
      importer: 'mirror',
      names: ['PyPI', 'Go', 'Hex'],
    });

    expect(results.map((each) => each.outcome === 'failed' && each.error.code)).toEqual([
      'ADVISORIES_PARTITION_DAMAGED',
      'ADVISORIES_MALFORMED_SIGNALS',
      'ADVISORIES_NOT_IN_SOURCE',
    ]);
  });

  it('takes EPSS gzipped, and keeps the old scores against a file that is cut off', async () => {
    const [source, root] = [made.folder(), made.folder()];
    const path = join(source, 'epss_scores-current.csv.gz');
    const csv = gzipSync('cve,epss,percentile\nCVE-2024-1000,0.5,0.9\n');
    writeFileSync(path, csv);
    const epss = () => update({ root, source, importer: 'epss', names: [] });
    const first = outcomeOf(await epss());
    writeFileSync(path, csv.subarray(0, csv.length - 6));
    const second = outcomeOf(await epss());

    expect([first, second, openDatabase(root).epss()?.of('CVE-2024-1000')?.probability]).toEqual([
      'updated',
      'ADVISORIES_MALFORMED_SIGNALS',
      0.5,
    ]);
  });
});

describe('databaseStatus', () => {
  it('shows date, count, source and age, and what is old, missing or damaged', async () => {
    const [source, root] = [made.folder(), made.folder()];
    const clock = fixedClock(Date.UTC(2026, 0, 1));
    for (const name of ['npm', 'Go', 'Hex']) writeBucket(source, name, [{ ...ONE, affected: [] }]);
    await update({ root, source, clock, names: ['npm', 'Go', 'Hex'] });
    clock.advance(8 * 24 * 60 * 60 * 1000);
    const file = (name: string): string => join(root, openDatabase(root).pointer(name)?.file ?? '');
    rmSync(file('Go'));
    const bytes = readFileSync(file('Hex'));
    writeFileSync(file('Hex'), bytes.fill(0, 100, 110));
    const status = databaseStatus({ root, clock, verify: true });

    expect(status.map(({ pointer, state, isOld, kind }) => [pointer.name, state, isOld, kind])).toEqual([
      ['Go', 'missing file', true, 'partition'],
      ['Hex', 'damaged', true, 'partition'],
      ['npm', 'sound', true, 'partition'],
    ]);
    expect(status[2]?.pointer).toMatchObject({
      count: 1,
      source,
      checkedAt: '2026-01-01T00:00:00Z',
      newest: ONE.modified,
    });
    expect(databaseStatus({ root: join(root, 'none'), clock })).toEqual([]);
  });

  it('finds a copied folder as it was', async () => {
    const [source, root, copy] = [made.folder(), made.folder(), made.folder()];
    writeBucket(source, 'npm', [ONE]);
    await update({ root, source });
    cpSync(root, copy, { recursive: true });

    expect([existsSync(join(copy, 'npm.json')), idsIn(copy)]).toEqual([true, ['GHSA-1']]);
  });
});
