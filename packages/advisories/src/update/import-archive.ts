import { closeSync, openSync } from 'node:fs';

import { messageOf } from '@sallyport/kernel';

import { advisoryErrors } from '../errors.ts';
import { parseOsv } from '../osv/parse-osv.ts';
import type { ParsedOsv } from '../osv/parse-osv.ts';
import type { PartitionBuilder } from '../partition/build.ts';
import { vectorScorer } from '../severity/cvss.ts';
import type { ScoreVector } from '../severity/cvss.ts';
import { guard } from '../store/files.ts';
import { openZip } from '../transport/zip.ts';
import type { ZipLimits } from '../transport/zip.ts';

export interface ImportOptions {
  readonly ecosystem: string;
  readonly limits?: ZipLimits;
  readonly signal?: AbortSignal | undefined;
  /** Told every so often how many records of how many are done. */
  readonly progress?: (done: number, total: number) => void;
}

/** Takes records of a partition one after the other and counts what is wrong with them. */
export interface RecordSink {
  readonly taken: number;
  take(bytes: Uint8Array, name: string): void;
  /** Takes a record that is in our form already. */
  finish(): void;
}

/** More malformed records than this are no accident but the wrong source, and nothing is applied. */
const MALFORMED_SHARE = 0.01;
const MALFORMED_FREE = 10;

/** Puts parsed records into a builder; `finish` throws where too many were malformed. */
export function recordSink(builder: PartitionBuilder, ecosystem: string): RecordSink {
  const score = vectorScorer();
  let total = 0;
  let malformed = 0;
  let example = '';
  return {
    get taken() {
      return total;
    },
    take(bytes, name) {
      total += 1;
      const parsed = parseRecord(bytes, score);
      if (parsed.kind === 'advisory') builder.add(parsed.advisory);
      else if (parsed.kind === 'skipped') builder.skip(parsed.id, parsed.modified);
      else {
        malformed += 1;
        if (example === '') example = `${name} (${parsed.reason})`;
      }
    },
    finish() {
      if (malformed > MALFORMED_FREE && malformed > total * MALFORMED_SHARE) {
        throw advisoryErrors.MALFORMED_RECORDS({ count: malformed, total, ecosystem, example });
      }
      if (total > 0 && malformed === total) {
        throw advisoryErrors.MALFORMED_RECORDS({ count: malformed, total, ecosystem, example });
      }
      builder.countMalformed(malformed);
    },
  };
}

function parseRecord(bytes: Uint8Array, score: ScoreVector): ParsedOsv {
  try {
    return parseOsv(JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()), score);
  } catch (error) {
    return { kind: 'malformed', reason: messageOf(error) };
  }
}

const STEP = 512;

/** Reads every record of an OSV `all.zip` into the builder. Gives way to other work now and then. */
export async function importArchive(path: string, builder: PartitionBuilder, options: ImportOptions): Promise<void> {
  const fd = guard(path, () => openSync(path, 'r'));
  try {
    const zip = openZip(fd, path, options.limits);
    const sink = recordSink(builder, options.ecosystem);
    for (const entry of zip.list()) {
      if (!entry.name.endsWith('.json')) continue;
      sink.take(zip.content(entry), entry.name);
      if (sink.taken % STEP !== 0) continue;
      options.progress?.(sink.taken, zip.entries);
      // oxlint-disable-next-line promise/avoid-new -- gives the event loop a turn, which no awaitable of the standard library does
      await new Promise((resolve) => setImmediate(resolve));
      options.signal?.throwIfAborted();
    }
    sink.finish();
    options.progress?.(sink.taken, zip.entries);
  } finally {
    closeSync(fd);
  }
}
