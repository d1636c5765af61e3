import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Sighting } from '@sallyport/findings';
import { systemClock } from '@sallyport/kernel';

import { makeRepository } from '../../git/testing.ts';
import type { TestRepository } from '../../git/testing.ts';
import { scan } from '../scan.ts';

/** A repository with a cache folder of its own. */
export interface ScannedRepository extends TestRepository {
  readonly cacheDir: string;
  /** What a scan of its files and its history finds; `cached` builds on what the scan before kept. */
  sightings(options?: { readonly cached?: boolean }): Promise<readonly Sighting[]>;
}

export function makeScannedRepository(): ScannedRepository {
  const repository = makeRepository();
  const cacheDir = mkdtempSync(join(tmpdir(), 'scanned-'));
  return {
    ...repository,
    cacheDir,
    async sightings({ cached = false } = {}) {
      const { sightings } = await scan({
        target: { kind: 'git', given: '.', root: repository.root },
        clock: systemClock,
        signal: new AbortController().signal,
        offline: true,
        ...(cached ? { cacheDir } : {}),
        onProgress: () => undefined,
        options: {},
      });
      return sightings;
    },
    remove() {
      repository.remove();
      rmSync(cacheDir, { recursive: true });
    },
  };
}
