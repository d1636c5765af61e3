import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { openDatabase } from '../store/database.ts';
import type { AdvisoryDatabase } from '../store/database.ts';
import { updateDatabase } from '../update/update.ts';
import type { OsvRecord } from './osv-record.ts';
import { zipOf } from './zip-of.ts';

/** Lays a bucket folder with one ecosystem out; with a list, its times are those of the records. */
export function writeBucket(folder: string, ecosystem: string, records: readonly OsvRecord[], list = true): void {
  mkdirSync(join(folder, ecosystem), { recursive: true });
  const files = records.map((record) => ({ name: `${record.id}.json`, content: JSON.stringify(record) }));
  writeFileSync(join(folder, ecosystem, 'all.zip'), zipOf(files));
  const lines = records.map(({ id, modified }) => `${modified},${id}\n`);
  if (list) writeFileSync(join(folder, ecosystem, 'modified_id.csv'), lines.join(''));
}

/** A database with the given records by ecosystem, built as an update builds it. */
export async function databaseOf(
  folder: string,
  records: Readonly<Record<string, readonly OsvRecord[]>>,
): Promise<AdvisoryDatabase> {
  const source = join(folder, 'bucket');
  const root = join(folder, 'cache');
  for (const [ecosystem, each] of Object.entries(records)) writeBucket(source, ecosystem, each);
  await updateDatabase({ root, importer: 'osv-bucket', source, names: Object.keys(records) });
  return openDatabase(root);
}
