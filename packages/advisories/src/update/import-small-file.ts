import { advisoryErrors } from '../errors.ts';
import type { ImportJob, ImportOutcome } from '../sources/importer.ts';
import { createAppender } from '../store/files.ts';

export interface SmallFile {
  readonly content: Uint8Array;
  readonly extension: 'json' | 'bin';
  readonly count: number;
  readonly newest: string;
}

/** Imports the first of the named files that the source has; `convert` refuses what is not sound. */
export async function importSmallFile(
  job: ImportJob,
  names: readonly string[],
  convert: (bytes: Uint8Array, what: string) => SmallFile,
): Promise<ImportOutcome> {
  for (const name of names) {
    const found = await job.source.read(name, {
      ...job.fetching(job.limits.listBytes),
      ...(job.previous === undefined ? {} : { known: job.previous.validators }),
    });
    if (found === undefined) continue;
    if (found === 'unchanged') return { kind: 'unchanged', validators: job.previous?.validators ?? {} };
    const { content, ...rest } = convert(found.bytes, name);
    const path = job.workspace.path(job.name, rest.extension);
    write(path, content);
    return { kind: 'new', path, malformed: 0, validators: found.validators, ...rest };
  }
  throw advisoryErrors.NOT_IN_SOURCE({ source: job.source.label, what: names.join(' or ') });
}

function write(path: string, content: Uint8Array): void {
  const file = createAppender(path);
  try {
    file.write(content);
    file.finish();
  } catch (error) {
    file.abandon();
    throw error;
  }
}
