import { canonicalJson, sha256Hex } from '@sallyport/kernel';

import type { Gatherer } from '../gather.ts';
import type { Inspector } from '../inspect.ts';
import type { SecretRule } from '../rule.ts';
import type { ForeignAllow } from '../search.ts';
import { searchHistory } from './history.ts';
import { secretDetector } from './secret-detector.ts';

/** What the history adds to a scan's coverage. */
export interface GatheredHistory {
  readonly looked: { readonly commits: number; readonly blobs: number };
  readonly notes: readonly string[];
}

/** Raised when what the same rules see changes, so that what was looked at by an older engine is looked at again. */
const ENGINE_VERSION = 1;
const MAX_BLOB_BYTES = 32 * 1024 * 1024;

/** The rules in effect, and whether some are a user's. */
export interface HistoryRules {
  readonly rules: readonly SecretRule[];
  readonly allow: readonly ForeignAllow[];
  readonly custom: boolean;
}

/** Looks through the history of the target's repository and adds what it finds to the scan. */
export function gatherHistory(
  gather: Gatherer,
  inspector: () => Inspector,
  { rules, allow, custom }: HistoryRules,
): GatheredHistory {
  const { context, skips, sightings } = gather;
  const { looked, notes, ...found } = searchHistory({
    root: context.target.root,
    detector: secretDetector(inspector, custom),
    rulesDigest: sha256Hex(canonicalJson([ENGINE_VERSION, rules, allow, context.options])),
    ...(context.cacheDir === undefined ? {} : { cacheDir: context.cacheDir }),
    skips,
    maxBytes: MAX_BLOB_BYTES,
    signal: context.signal,
    onProgress: (blobs) => context.onProgress(blobs, 0, 'blobs of the history'),
  });
  for (const sighting of found.sightings) sightings.push(sighting);
  return { looked: { commits: looked.commits, blobs: looked.blobs }, notes };
}
