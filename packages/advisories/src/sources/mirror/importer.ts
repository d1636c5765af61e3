import { rmSync } from 'node:fs';

import { advisoryErrors } from '../../errors.ts';
import { openPartition } from '../../partition/read.ts';
import { fileNameOf, isSignal, parsePointer } from '../../store/pointer.ts';
import { sha256OfFile } from '../../transport/digests.ts';
import { copyInto } from '../../update/copy-into.ts';
import type { ImportJob, Importer, ImportOutcome } from '../importer.ts';

/**
 * A copy of another advisory folder: pointers say by digest what is current, so that only what changed is fetched,
 * and what was fetched is held to the digest. This is how machines without a way out and fleets are served.
 */
export const importer: Importer = {
  async run(job) {
    const pointer = await readRemotePointer(job);
    if (pointer.sha256 === job.previous?.sha256) return { kind: 'unchanged', validators: job.previous.validators };
    const file = await job.source.download(pointer.file, job.fetching(job.limits.archiveBytes));
    if (file === undefined) throw advisoryErrors.NOT_IN_SOURCE({ source: job.source.label, what: pointer.file });
    try {
      const path = copyInto(file.path, job.workspace.path('mirror', pointer.extension));
      try {
        return accept(job, pointer, path);
      } catch (error) {
        rmSync(path, { force: true });
        throw error;
      }
    } finally {
      file.discard();
    }
  },
};

const EXTENSIONS = ['adv', 'json', 'bin'] as const;

interface RemotePointer {
  readonly file: string;
  readonly extension: (typeof EXTENSIONS)[number];
  readonly sha256: string;
  readonly count: number;
  readonly newest: string;
}

async function readRemotePointer(job: ImportJob): Promise<RemotePointer> {
  const what = `${fileNameOf(job.name)}.json`;
  const found = await job.source.read(what, job.fetching(job.limits.recordBytes));
  if (found === undefined || found === 'unchanged') {
    throw advisoryErrors.NOT_IN_SOURCE({ source: job.source.label, what });
  }
  const pointer = remotePointer(found.bytes);
  if (pointer === undefined) throw advisoryErrors.MALFORMED_SIGNALS({ what, reason: 'it is no pointer' });
  return pointer;
}

function remotePointer(bytes: Uint8Array): RemotePointer | undefined {
  const pointer = parsePointer(Buffer.from(bytes).toString());
  const extension = EXTENSIONS.find((each) => pointer?.file.endsWith(`.${each}`) === true);
  if (pointer === undefined || extension === undefined) return undefined;
  const isSound = /^[A-Za-z0-9%.+-]+$/.test(pointer.file) && /^[0-9a-f]{64}$/.test(pointer.sha256);
  return isSound ? { ...pointer, extension } : undefined;
}

/** Holds the file to its digest, and a partition to its own form and name. */
function accept(job: ImportJob, pointer: RemotePointer, path: string): ImportOutcome {
  const actual = sha256OfFile(path);
  if (actual !== pointer.sha256) {
    throw advisoryErrors.HASH_MISMATCH({ what: pointer.file, expected: pointer.sha256, actual });
  }
  const common = { kind: 'new', path, extension: pointer.extension, validators: {} } as const;
  if (isSignal(job.name)) return { ...common, count: pointer.count, malformed: 0, newest: pointer.newest };
  const partition = openPartition(path);
  const { ecosystem, advisories, malformed, newest } = partition.footer;
  partition.close();
  if (ecosystem !== job.name) {
    throw advisoryErrors.PARTITION_DAMAGED({ path: pointer.file, reason: `it is of ${ecosystem}, not ${job.name}` });
  }
  return { ...common, count: advisories, malformed, newest };
}
