import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import type { Advisory } from '../model.ts';
import { parseOsv } from '../osv/parse-osv.ts';
import { vectorScorer } from '../severity/cvss.ts';
import { osvRecord } from '../testing/osv-record.ts';
import type { RecordFacts } from '../testing/osv-record.ts';
import { createPartitionBuilder } from './build.ts';
import { createColumns } from './columns.ts';
import { hash53, lowerBound } from './format.ts';
import { openPartition } from './read.ts';

const folders: string[] = [];
const newFolder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'partition-'));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true });
});

function advisory(facts: RecordFacts): Advisory {
  const parsed = parseOsv(osvRecord(facts), vectorScorer());
  if (parsed.kind !== 'advisory') throw new Error('not an advisory');
  return parsed.advisory;
}

function build(advisories: readonly Advisory[], path = join(newFolder(), 'a.adv')): string {
  const builder = createPartitionBuilder(path, 'npm');
  for (const each of advisories) builder.add(each);
  builder.skip('GHSA-withdrawn', '2026-02-02T00:00:00Z');
  builder.finish();
  return path;
}

const MANY = Array.from({ length: 500 }, (_, at) =>
  advisory({
    id: `GHSA-${at}`,
    name: `pkg-${at % 100}`,
    more: { aliases: [`CVE-2026-${at}`], details: 'x'.repeat(200) },
  }),
);

describe('a partition', () => {
  it('gives back every record, by package, id and alias', () => {
    const partition = openPartition(build(MANY));

    expect(partition.footer).toMatchObject({ advisories: 500, packages: 100, skipped: 1, ecosystem: 'npm' });
    expect(partition.rows('npm', 'pkg-7').map((row) => partition.record(row).id)).toEqual(
      ['7', '107', '207', '307', '407'].map((at) => `GHSA-${at}`),
    );
    expect(partition.rows('npm', 'pkg-none')).toEqual([]);
    expect(partition.find('CVE-2026-77')).toEqual([MANY[77]]);
    expect(partition.find('GHSA-77')).toEqual([MANY[77]]);
    expect(partition.find('GHSA-withdrawn')).toEqual([]);
    expect([...partition.records()]).toEqual(MANY);
    partition.close();
  });

  it('remembers when each record was modified, withdrawn ones included', () => {
    const partition = openPartition(build(MANY));

    expect(partition.modifiedOf('GHSA-3')).toBe(Date.parse('2026-01-01T00:00:00Z'));
    expect(partition.modifiedOf('GHSA-withdrawn')).toBe(Date.parse('2026-02-02T00:00:00Z'));
    expect(partition.modifiedOf('GHSA-none')).toBeUndefined();
    expect([...partition.seen()].filter(({ isSkipped }) => isSkipped)).toHaveLength(1);
    partition.close();
  });

  it('has the same bytes for the same records, and leaves nothing beside itself', () => {
    const folder = newFolder();
    const [a, b] = [build(MANY, join(folder, 'a.adv')), build(MANY, join(folder, 'b.adv'))];

    expect(readFileSync(a).equals(readFileSync(b))).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['a.adv', 'b.adv']);
  });

  it('leaves nothing when its building is given up', () => {
    const folder = newFolder();
    const builder = createPartitionBuilder(join(folder, 'x.adv'), 'npm');
    builder.add(advisory({ id: 'GHSA-1' }));
    builder.abandon();

    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['empty', (path: string) => writeFileSync(path, '')],
    ['another file', (path: string) => writeFileSync(path, 'x'.repeat(4096))],
    ['cut off', (path: string) => truncateSync(path, readFileSync(path).length - 100)],
    [
      'overwritten',
      (path: string) => {
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.fill(0xff, 8, 24));
      },
    ],
  ])('is refused when it is %s', (_, damage) => {
    const path = build(MANY);
    damage(path);

    expect(() => openPartition(path)).toThrow(expect.objectContaining({ code: 'ADVISORIES_PARTITION_DAMAGED' }));
  });

  it('says damaged, and not something wrong, where its content was altered', () => {
    const path = build(MANY);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0, 24, 5000));
    const partition = openPartition(path);

    expect(() => [...partition.records()]).toThrow(expect.objectContaining({ code: 'ADVISORIES_PARTITION_DAMAGED' }));
    partition.close();
  });
});

describe('its index', () => {
  it('hashes evenly enough that a million names do not meet', () => {
    const hashes = new Set(Array.from({ length: 200_000 }, (_, at) => hash53(`npm\npkg-${at}`)));

    expect(hashes.size).toBe(200_000);
  });

  it('finds the first of equal entries', () => {
    expect([0, 1, 2, 9].map((wanted) => lowerBound(Float64Array.of(1, 1, 2, 3), wanted))).toEqual([0, 0, 2, 4]);
  });

  it('grows columns and orders them by the first', () => {
    const columns = createColumns(2);
    for (let at = 0; at < 3000; at += 1) columns.push([3000 - at, at]);

    expect(columns.length).toBe(3000);
    expect(Array.from(columns.order().subarray(0, 2))).toEqual([2999, 2998]);
    expect(columns.column(1)[2999]).toBe(2999);
  });
});
