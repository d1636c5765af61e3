import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { matchPackages, openDatabase, updateDatabase } from '@sallyport/advisories';
import type { AdvisoryDatabase, Partition } from '@sallyport/advisories';
import { makePackage, normaliseName } from '@sallyport/inventory';

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
    const root = mkdtempSync(join(tmpdir(), 'osv-oracle-'));
    try {
      const source = join(corporaDir, 'osv-mirror');
      const results = await updateDatabase({ root, importer: 'osv-bucket', source, names: 'all' });
      const failed = results.find(({ outcome }) => outcome === 'failed');
      if (failed !== undefined) return [{ id: failed.name, passed: false, reason: 'the partition could not be built' }];
      const database = openDatabase(root);
      const checked = (cases as readonly Recorded[]).flatMap((each) => [...check(each, database)]);
      database.close();
      return checked;
    } finally {
      rmSync(root, { recursive: true });
    }
  },
};

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
