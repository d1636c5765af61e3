import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Where corpora made by others lie, beside the repository. */
export const CORPORA_DIR = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpora');
const OWN_DIR = join(import.meta.dirname, '..', 'data');

/** The parsed JSON of a corpus by name, of others' first, then of our own. Undefined where there is none (a runner then makes its own). */
export async function readCorpus(name: string): Promise<unknown> {
  const candidates = [
    join(CORPORA_DIR, `${name}.json.gz`),
    join(OWN_DIR, `${name}.json.gz`),
    join(OWN_DIR, `${name}.json`),
  ];
  const found = candidates.find((path) => existsSync(path));
  return found === undefined ? undefined : readCorpusFile(found);
}

/** Parses a corpus file, gunzipping it where it is compressed, whatever its name. */
export async function readCorpusFile(path: string): Promise<unknown> {
  const bytes = await readFile(path);
  const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  return JSON.parse(text.toString('utf8')) as unknown;
}
