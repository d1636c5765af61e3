import { isSallyportError } from '@sallyport/kernel';

import type { ScanContext } from '../../scanner.ts';
import type { Gatherer } from '../gather.ts';
import type { Inspector } from '../inspect.ts';
import type { AllowList } from '../allow-list.ts';
import { searchHistory } from './history.ts';
import type { HistoryRequest, HistoryResult } from './history.ts';
import { secretDetector } from './secret-detector.ts';

/** What the history adds to a scan's coverage. */
export interface GatheredHistory {
  readonly looked: { readonly commits: number; readonly blobs: number };
  readonly notes: readonly string[];
  /** Set where the history could not be looked at: the part then reads as failed. */
  readonly failure?: string;
}

const MAX_BLOB_BYTES = 32 * 1024 * 1024;

/** The rules in effect, and whether some are a user's. */
export interface HistoryRules {
  readonly allow: readonly AllowList[];
  readonly custom: boolean;
  /** Names the rules and the engine: with others everything is looked at anew. */
  readonly digest: string;
}

/** Looks through the history of the target's repository and adds what it finds to the scan. */
export async function gatherHistory(
  gather: Gatherer,
  inspector: () => Inspector,
  { allow, custom, digest }: HistoryRules,
): Promise<GatheredHistory> {
  const { context, skips, sightings } = gather;
  const request: HistoryRequest = {
    root: context.target.root,
    detector: secretDetector(inspector, {
      custom,
      byCommit: allow.some(({ commits }) => commits !== undefined),
    }),
    rulesDigest: digest,
    ...(context.cacheDir === undefined ? {} : { cacheDir: context.cacheDir }),
    skips,
    maxBytes: MAX_BLOB_BYTES,
    pause: createPause(context),
    onProgress: (blobs) => context.onProgress(blobs, 0, 'blobs of the history'),
  };
  const { looked, notes, failure, ...found } = await searchHistory(request).catch(unreadable);
  for (const sighting of found.sightings) sightings.push(sighting);
  const seen = { commits: looked.commits, blobs: looked.blobs };
  return { looked: seen, notes, ...(failure === undefined ? {} : { failure }) };
}

/** A `.git` that leads nowhere is no wrong usage: the files were looked at all the same, and the part says what was not. */
function unreadable(error: unknown): HistoryResult {
  if (!isSallyportError(error) || error.code !== 'GIT_NOT_A_REPOSITORY') throw error;
  const failure = 'The history was not looked at: .git does not lead to a repository.';
  return { sightings: [], looked: { commits: 0, blobs: 0, blobBytes: 0 }, notes: [], failure };
}

const PAUSE_MS = 50;

/** Lets signals and progress through every now and then; throws when the scan was told to stop. */
function createPause({ clock, signal }: ScanContext): () => Promise<void> | undefined {
  let last = clock.monotonic();
  return () => {
    const now = clock.monotonic();
    if (now - last < PAUSE_MS) return undefined;
    last = now;
    return new Promise((resolve, reject) => {
      setImmediate(() => (signal.aborted ? reject(signal.reason as Error) : resolve()));
    });
  };
}
