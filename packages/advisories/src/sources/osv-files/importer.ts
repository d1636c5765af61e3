import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { parseAs, toValue } from '@sallyport/documents';
import { baseEcosystem } from '@sallyport/inventory';
import { jsonList, jsonMember, jsonText, messageOf, sha256Hex } from '@sallyport/kernel';

import { advisoryErrors } from '../../errors.ts';
import { recordSink } from '../../update/import-archive.ts';
import { buildPartition, outcomeOf } from '../../update/build-partition.ts';
import type { ImportJob, Importer } from '../importer.ts';

const MAX_DEPTH = 16;

interface Found {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modified: number;
}

/**
 * A folder of single OSV records, in JSON or YAML, at any depth: a checkout of an advisory database, or a few
 * records of one's own. Records of other ecosystems are left out, files that are no records are not counted.
 */
export const importer: Importer = {
  async run(job) {
    if (!job.source.isLocal) {
      throw advisoryErrors.NOT_IN_SOURCE({
        source: job.source.label,
        what: 'files: single records are read from a folder',
      });
    }
    const files = await listFiles(job, job.source.label, 0);
    const state = sha256Hex(
      files.map(({ path, sizeBytes, modified }) => `${path} ${sizeBytes} ${modified}`).join('\n'),
    );
    if (job.previous?.validators['state'] === state) return { kind: 'unchanged', validators: job.previous.validators };
    const built = await buildPartition(job, async (builder) => {
      const sink = recordSink(builder, job.name);
      for (const [at, { path }] of files.entries()) {
        const record = await readRecord(path);
        if (isOf(record, job.name)) sink.take(Buffer.from(JSON.stringify(record)), path);
        if (at % 256 === 0) job.progress(at, files.length);
        job.signal?.throwIfAborted();
      }
      if (sink.taken === 0) {
        throw advisoryErrors.NOT_IN_SOURCE({ source: job.source.label, what: `records of ${job.name}` });
      }
      sink.finish();
    });
    return outcomeOf(built, { state });
  },
};

async function listFiles(job: ImportJob, folder: string, depth: number): Promise<Found[]> {
  if (depth > MAX_DEPTH) return [];
  try {
    const found: Found[] = [];
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.')) found.push(...(await listFiles(job, path, depth + 1)));
      if (!entry.isFile() || !/\.(?:json|ya?ml)$/.test(entry.name)) continue;
      const { size, mtimeMs } = await stat(path);
      if (size <= job.limits.recordBytes) found.push({ path, sizeBytes: size, modified: mtimeMs });
    }
    return found;
  } catch (error) {
    throw advisoryErrors.SOURCE_FAILED({ what: folder, reason: messageOf(error) }, { cause: error });
  }
}

/** The parsed file, or undefined where it cannot be read as its name says. */
async function readRecord(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  if (path.endsWith('.json')) return parseJson(text);
  const result = await parseAs('yaml', text);
  const root = result.ok ? result.documents[0] : undefined;
  return root === undefined ? undefined : toValue(root);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether it looks like an OSV record that speaks of the ecosystem. */
function isOf(record: unknown, ecosystem: string): boolean {
  if (jsonText(record, 'id') === undefined || jsonText(record, 'modified') === undefined) return false;
  return jsonList(record, 'affected').some(
    (each) => baseEcosystem(jsonText(jsonMember(each, 'package'), 'ecosystem') ?? '') === ecosystem,
  );
}
