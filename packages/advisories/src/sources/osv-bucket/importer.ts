import { advisoryErrors } from '../../errors.ts';
import { importArchive } from '../../update/import-archive.ts';
import type { FetchedBytes } from '../../transport/source.ts';
import { buildPartition, outcomeOf } from '../../update/build-partition.ts';
import type { ImportJob, Importer, ImportOutcome } from '../importer.ts';
import { readChanges, timesTell } from './changes.ts';
import type { Changes } from './changes.ts';
import { fetchRecords, rebuild } from './incremental.ts';

/** More changes than this are fetched as one archive. */
const MOST_SINGLE_RECORDS = 400;

/**
 * `<Ecosystem>/all.zip` and `<Ecosystem>/modified_id.csv`, as the public OSV bucket has them. With a partition at
 * hand, the list says which records changed, and only those are fetched.
 */
export const importer: Importer = {
  async run(job) {
    const list = await job.source.read(`${job.name}/modified_id.csv`, {
      ...job.fetching(job.limits.listBytes),
      ...(job.previous === undefined ? {} : { known: pick(job.previous.validators, 'list-') }),
    });
    const previous = job.openPrevious();
    if (previous === undefined || job.previous === undefined) return importAll(job, listOf(list));
    try {
      if (list === 'unchanged' && job.previous.validators[TELLS] === 'yes' && !job.source.isLocal) {
        return { kind: 'unchanged', validators: job.previous.validators };
      }
      if (list === undefined || list === 'unchanged' || !timesTell(list.bytes))
        return await importIfArchiveChanged(job, list);
      const changes = readChanges(list.bytes, previous);
      const validators = { ...job.previous.validators, ...listValidators(list) };
      if (changes.changed.length + changes.removed.size === 0) return { kind: 'unchanged', validators };
      return (await importChanges(job, changes, validators)) ?? (await importAll(job, list));
    } finally {
      previous.close();
    }
  },
  async names(source, options) {
    const found = await source.read('ecosystems.txt', options);
    if (found === undefined || found === 'unchanged') {
      throw advisoryErrors.NOT_IN_SOURCE({ source: source.label, what: 'ecosystems.txt' });
    }
    const lines = Buffer.from(found.bytes).toString().split(/\r?\n/);
    return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.includes(':'));
  },
};

const listOf = (list: FetchedBytes | 'unchanged' | undefined): FetchedBytes | undefined =>
  list === 'unchanged' ? undefined : list;

/** Without a list, or with one whose times say nothing, the archive's own validators tell. */
async function importIfArchiveChanged(
  job: ImportJob,
  list: FetchedBytes | 'unchanged' | undefined,
): Promise<ImportOutcome> {
  const known = job.previous?.validators ?? {};
  const probed = await job.source.probe(`${job.name}/all.zip`, job.signal);
  const now = prefix(probed ?? {}, 'archive-');
  const names = Object.keys(now);
  if (names.length > 0 && names.every((name) => known[name] === now[name])) {
    return { kind: 'unchanged', validators: { ...known, ...listValidators(listOf(list)) } };
  }
  return importAll(job, listOf(list));
}

async function importAll(job: ImportJob, list: FetchedBytes | undefined): Promise<ImportOutcome> {
  const archive = await job.source.download(`${job.name}/all.zip`, job.fetching(job.limits.archiveBytes));
  if (archive === undefined) {
    throw advisoryErrors.NOT_IN_SOURCE({ source: job.source.label, what: `${job.name}/all.zip` });
  }
  try {
    const built = await buildPartition(job, (builder) =>
      importArchive(archive.path, builder, {
        ecosystem: job.name,
        limits: job.limits.zip,
        signal: job.signal,
        progress: job.progress,
      }),
    );
    const validators = { ...prefix(archive.validators, 'archive-'), ...listValidators(list) };
    return outcomeOf(built, validators);
  } finally {
    archive.discard();
  }
}

/** Undefined where fetching everything is the better way, or single records are not there. */
async function importChanges(
  job: ImportJob,
  changes: Changes,
  validators: Readonly<Record<string, string>>,
): Promise<ImportOutcome | undefined> {
  if (job.source.isLocal || changes.changed.length > MOST_SINGLE_RECORDS) return undefined;
  const records = await fetchRecords(job, changes.changed);
  if (records === undefined) return undefined;
  const built = await rebuild(job, records, changes);
  return { ...outcomeOf(built, validators), changed: changes.changed.length + changes.removed.size };
}

/** Some sources write the same time for every record; then their list tells nothing. */
const TELLS = 'list-tells';

function listValidators(list: FetchedBytes | undefined): Record<string, string> {
  if (list === undefined) return {};
  return { ...prefix(list.validators, 'list-'), [TELLS]: timesTell(list.bytes) ? 'yes' : 'no' };
}

function prefix(validators: Readonly<Record<string, string>>, start: string): Record<string, string> {
  return Object.fromEntries(Object.entries(validators).map(([name, value]) => [`${start}${name}`, value]));
}

function pick(validators: Readonly<Record<string, string>>, start: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(validators)
      .filter(([name]) => name.startsWith(start))
      .map(([name, value]) => [name.slice(start.length), value]),
  );
}
