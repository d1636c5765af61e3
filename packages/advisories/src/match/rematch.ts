import type { Package } from '@sallyport/inventory';

import { packageKey } from '../osv/ecosystem-key.ts';
import type { Row } from '../partition/format.ts';
import type { AdvisoryDatabase } from '../store/database.ts';
import { lookUps, rowAffects, rulesOf } from './rows.ts';
import type { RowRules } from './rows.ts';

/** The advisories of one package of a stored inventory, by id; the records are fetched for those that are new only. */
export interface Rematch {
  readonly package: Package;
  readonly advisoryIds: readonly string[];
}

/** What an inventory's last match knew and this one does not, and the other way round. */
export interface RematchChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Rows of this many packages are kept; a fleet seldom has more. */
const REMEMBERED = 200_000;

interface Known {
  readonly rows: readonly Row[];
  readonly rules: RowRules;
}

/**
 * A matcher for many stored inventories against one state of the database. Rows are read once for all inventories;
 * versions are compared each time. Packages without advisories cost one look-up in memory.
 */
export function createRematcher(database: AdvisoryDatabase): (packages: readonly Package[]) => Rematch[] {
  const known = new Map<string, Known>();
  const rowsOf = (ecosystem: string, name: string): Known => {
    const key = `${ecosystem}\n${name}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const rows = database.partition(ecosystem)?.rows(ecosystem, name) ?? [];
    const loaded = { rows, rules: rulesOf(ecosystem) };
    if (known.size < REMEMBERED) known.set(key, loaded);
    return loaded;
  };
  return (packages) => {
    const results: Rematch[] = [];
    for (const found of packages) {
      const ids: string[] = [];
      for (const { name, version } of lookUps(found)) {
        const { rows, rules } = rowsOf(found.ecosystem, name);
        for (const row of rows) if (rowAffects(row, version, rules)) ids.push(row[0]);
      }
      if (ids.length > 0) results.push({ package: found, advisoryIds: ids });
    }
    return results;
  };
}

/** `package key and version` with advisory id: what two matches of one inventory are compared by. */
function namesOf(results: readonly Rematch[]): Set<string> {
  return new Set(
    results.flatMap(({ package: found, advisoryIds }) =>
      advisoryIds.map((id) =>
        `${packageKey(found.ecosystem, found.name)}@${found.version ?? ''} ${id}`.replace('\n', '/'),
      ),
    ),
  );
}

/** What came and what went between two matches of one inventory. */
export function compareRematches(before: readonly Rematch[], after: readonly Rematch[]): RematchChange {
  const old = namesOf(before);
  const now = namesOf(after);
  return { added: [...now].filter((name) => !old.has(name)), removed: [...old].filter((name) => !now.has(name)) };
}
