import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openDatabase } from '../store/database.ts';
import { updateDatabase } from '../update/update.ts';
import type { UpdateOptions, UpdateResult } from '../update/update.ts';
import { serve } from './serve.ts';
import type { TestServer } from './serve.ts';

/** Folders and servers of one test file; `cleanUp` after each test takes them away. */
export interface Temporaries {
  folder(): string;
  server(): Promise<TestServer>;
  cleanUp(): Promise<void>;
}

export function temporaries(): Temporaries {
  const all: (() => void | Promise<void>)[] = [];
  return {
    folder() {
      const folder = mkdtempSync(join(tmpdir(), 'advisories-'));
      all.push(() => rmSync(folder, { recursive: true, force: true }));
      return folder;
    },
    async server() {
      const server = await serve();
      all.push(() => server.close());
      return server;
    },
    async cleanUp() {
      for (const each of all.splice(0)) await each();
    },
  };
}

/** An update of npm from a bucket over the real `fetch`, save what a test says otherwise. */
export function update(
  options: Partial<UpdateOptions> & Pick<UpdateOptions, 'root' | 'source'>,
): Promise<UpdateResult[]> {
  return updateDatabase({ importer: 'osv-bucket', names: ['npm'], fetch: (url, init) => fetch(url, init), ...options });
}

/** How the first partition went: the code where it failed. */
export function outcomeOf([result]: readonly UpdateResult[]): string | undefined {
  return result?.outcome === 'failed' ? result.error.code : result?.outcome;
}

/** Ids of all records that the cache holds of an ecosystem. */
export function idsIn(root: string, ecosystem = 'npm'): string[] {
  const database = openDatabase(root);
  const ids = [...(database.partition(ecosystem)?.records() ?? [])].map(({ id }) => id).sort();
  database.close();
  return ids;
}
