import { gunzipSync } from 'node:zlib';

import { messageOf } from '@sallyport/kernel';

import { advisoryErrors } from '../../errors.ts';
import { parseEpss } from '../../signals/epss.ts';
import { importSmallFile } from '../../update/import-small-file.ts';
import type { Importer } from '../importer.ts';

const FILES = ['epss_scores-current.csv.gz', 'epss_scores-current.csv'];
const MAX_BYTES = 256 * 1024 * 1024;

/** FIRST's daily scores as one CSV file below the source, gzipped or not. */
export const importer: Importer = {
  run: (job) =>
    importSmallFile(job, FILES, (bytes, what) => {
      const table = parseEpss(isGzip(bytes) ? gunzip(bytes, what) : bytes, what);
      return { content: table.bytes, extension: 'bin', count: table.count, newest: table.date };
    }),
};

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function gunzip(bytes: Uint8Array, what: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    throw advisoryErrors.MALFORMED_SIGNALS({ what, reason: messageOf(error) }, { cause: error });
  }
}
