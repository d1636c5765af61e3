import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createPartitionBuilder, importArchive, matchPackages, openPartition } from '@sallyport/advisories';
import type { AdvisoryDatabase, Partition } from '@sallyport/advisories';
import { baseEcosystem, makePackage, normaliseName } from '@sallyport/inventory';

import type { CaseResult, ConformanceRunner } from '../runner.ts';

interface Recorded {
  readonly q: readonly [ecosystem: string, name: string, version: string | null];
  readonly ids: readonly string[];
}

/** Ecosystems in which every id beyond the recorded answer is a false one, and the ids newer than the recording. */
const PRECISE: ReadonlySet<string> = new Set(['Go', 'PyPI', 'npm']);
const NEWER = /^(?:NSWG-ECO-.*|PYSEC-2021-108|GO-2026-(?:5026|5942|5972|6088|6089|6090|6091|6179|6180|6218|6222))$/;

/** Recorded answers of api.osv.dev: what the mirror holds must be found (`recall`), and nothing else (`precision`). */
export const runner: ConformanceRunner = {
  name: 'osv-oracle',
  async run(cases, { corporaDir }) {
    const folder = mkdtempSync(join(tmpdir(), 'osv-oracle-'));
    try {
      const partitions = await buildMirror(join(corporaDir, 'osv-mirror'), folder);
      const database = databaseOf(folder, partitions);
      return (cases as readonly Recorded[]).flatMap((each) => [...check(each, database)]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function buildMirror(mirror: string, folder: string): Promise<Map<string, Partition>> {
  const partitions = new Map<string, Partition>();
  for (const ecosystem of readdirSync(mirror)) {
    const archive = join(mirror, ecosystem, 'all.zip');
    if (!existsSync(archive)) continue;
    const path = join(folder, `${ecosystem}.adv`);
    const builder = createPartitionBuilder(path, ecosystem);
    await importArchive(archive, builder, { ecosystem });
    builder.finish();
    partitions.set(ecosystem, openPartition(path));
  }
  return partitions;
}

function databaseOf(root: string, partitions: ReadonlyMap<string, Partition>): AdvisoryDatabase {
  return {
    root,
    partition: (ecosystem) => partitions.get(baseEcosystem(ecosystem)),
    pointer: () => undefined,
    pointers: () => [],
    kev: () => undefined,
    epss: () => undefined,
    find: (id) => [...partitions.values()].flatMap((partition) => partition.find(id)),
    close: () => undefined,
  };
}

function* check({ q, ids }: Recorded, database: AdvisoryDatabase): Generator<CaseResult> {
  const [ecosystem, name, version] = q;
  const partition = database.partition(ecosystem);
  if (partition === undefined || version === null) return;
  const found = matchPackages(database, [makePackage({ ecosystem, name, version })]);
  const seen = new Set(found.matches.flatMap(({ advisories }) => advisories.map(({ advisory }) => advisory.id)));
  const query = `${ecosystem} ${name} ${version}`;
  for (const id of ids) {
    if (!holds(partition, id, ecosystem, name)) continue;
    yield { id: `${query} ${id}`, group: 'recall', ...verdict(seen.has(id), 'not found') };
  }
  if (!PRECISE.has(ecosystem)) return;
  for (const id of seen) {
    if (ids.includes(id) || NEWER.test(id)) continue;
    yield { id: `${query} ${id}`, group: 'precision', ...verdict(false, 'found, but not in the recorded answer') };
  }
}

/** Whether the mirror holds the record for this very ecosystem and package. */
function holds(partition: Partition, id: string, ecosystem: string, name: string): boolean {
  return partition
    .find(id)
    .filter((advisory) => advisory.id === id)
    .some(({ affected }) =>
      affected.some(
        (each) =>
          each.ecosystem === ecosystem && normaliseName(ecosystem, each.name) === normaliseName(ecosystem, name),
      ),
    );
}

function verdict(passed: boolean, reason: string): { passed: boolean; reason?: string } {
  return passed ? { passed } : { passed, reason };
}
