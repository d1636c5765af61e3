import { hash53 } from '../../partition/format.ts';
import { recordSink } from '../../update/import-archive.ts';
import { buildPartition } from '../../update/build-partition.ts';
import type { BuiltPartition } from '../../update/build-partition.ts';
import type { ImportJob } from '../importer.ts';
import type { Changes } from './changes.ts';

const AT_ONCE = 8;

/** Fetches single records; undefined where one of them is not there. */
export async function fetchRecords(
  job: ImportJob,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
  const records = new Map<string, Uint8Array>();
  const queue = [...ids];
  let missing = false;
  const work = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined && !missing; id = queue.shift()) {
      const found = await job.source.read(`${job.name}/${id}.json`, job.fetching(job.limits.recordBytes));
      if (found === undefined || found === 'unchanged') missing = true;
      else records.set(id, found.bytes);
      job.progress(records.size, ids.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return missing ? undefined : records;
}

/** The previous partition with the changed records replaced and the removed ones left out. */
export async function rebuild(
  job: ImportJob,
  records: ReadonlyMap<string, Uint8Array>,
  changes: Changes,
): Promise<BuiltPartition> {
  const gone = new Set([...changes.removed, ...[...records.keys()].map((id) => hash53(id))]);
  return buildPartition(job, async (builder) => {
    const previous = job.openPrevious();
    if (previous === undefined) return;
    try {
      for (const advisory of previous.records()) if (!gone.has(hash53(advisory.id))) builder.add(advisory);
      for (const { hash, modified, isSkipped } of previous.seen()) {
        if (isSkipped && !gone.has(hash)) builder.keepSkipped(hash, modified);
      }
    } finally {
      previous.close();
    }
    const sink = recordSink(builder, job.name);
    for (const [id, bytes] of records) sink.take(bytes, `${id}.json`);
    sink.finish();
  });
}
