import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { sha256Hex } from '@sallyport/kernel';

import { writeDurably } from './durable-file.ts';
import { lockFolder } from './folder-lock.ts';
import type { FolderLock } from './folder-lock.ts';
import { readOptional } from './log-files.ts';
import type { WitnessStore } from './witness.ts';

/** A witness's memory in a folder, one file a log, locked for one process. Losing the folder loses the protection: keep it apart from the log. */
export async function witnessFileStore(folder: string): Promise<WitnessStore & FolderLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  // Replacements run one after the other, so that the comparison and the write are one step.
  let last: Promise<unknown> = Promise.resolve();
  const pathOf = (origin: string) => join(folder, `${sha256Hex(origin)}.checkpoint`);
  const read = async (origin: string) => (await readOptional(pathOf(origin)))?.toString('utf8');
  return {
    read,
    replace(origin, before, after) {
      const next = last.then(async () => {
        if ((await read(origin)) !== before) return false;
        await writeDurably(pathOf(origin), after);
        return true;
      });
      last = next.catch(() => undefined);
      return next;
    },
    release: () => lock.release(),
  };
}

export function witnessMemoryStore(): WitnessStore {
  const notes = new Map<string, string>();
  return {
    read: async (origin) => notes.get(origin),
    async replace(origin, before, after) {
      if (notes.get(origin) !== before) return false;
      notes.set(origin, after);
      return true;
    },
  };
}
