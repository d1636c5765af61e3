import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One made-up advisory: the package, the versions `from` (inclusive) `to` (first fixed), and more OSV fields. */
export interface MadeAdvisory {
  readonly id: string;
  readonly ecosystem?: string;
  readonly name: string;
  readonly from?: string;
  /** Undefined where no version mends it. */
  readonly to?: string;
  readonly more?: { readonly [field: string]: unknown };
}

/** Writes advisories as single OSV records: a source for `sallyport db update` and scans. Returns the folder. */
export function writeOsvFolder(folder: string, advisories: readonly MadeAdvisory[]): string {
  mkdirSync(folder, { recursive: true });
  for (const advisory of advisories)
    writeFileSync(join(folder, `${advisory.id}.json`), JSON.stringify(osvRecord(advisory)));
  return folder;
}

/** The advisory as an OSV record. */
export function osvRecord({ id, ecosystem = 'npm', name, from = '0', to, more }: MadeAdvisory): object {
  return {
    schema_version: '1.6.0',
    id,
    modified: '2026-01-02T03:04:05Z',
    published: '2026-01-01T00:00:00Z',
    summary: `A flaw in ${name}`,
    affected: [
      {
        package: { ecosystem, name },
        ranges: [{ type: 'SEMVER', events: [{ introduced: from }, ...(to === undefined ? [] : [{ fixed: to }])] }],
      },
    ],
    references: [{ type: 'ADVISORY', url: `https://advisories.example/${id}` }],
    ...more,
  };
}
