import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { sha256Hex } from '@sallyport/kernel';
import type { Digest, Random } from '@sallyport/kernel';

import { decodeFacts, encodeFacts } from './facts.ts';
import type { LayerFacts } from './facts.ts';

/** Goes up with every change of what analysers find: facts of an earlier one are not read. */
const VERSION = 1;

/** What layers say, by digest, kept between scans and shared by processes. */
export interface LayerCache {
  read(digest: Digest): LayerFacts | undefined;
  write(digest: Digest, facts: LayerFacts): void;
}

/** Without a folder nothing is kept. */
export const NO_CACHE: LayerCache = Object.freeze({ read: () => undefined, write: () => undefined });

/**
 * A cache without locks: one file a layer, written beside and renamed, so that a reader sees a whole file or none and the last
 * of several writers wins with the same content. A cache that cannot be written is no error: the next scan looks again.
 * @param about - what else the facts depend on: rules and the key of secrets' identities (hashed).
 */
export function openLayerCache(folder: string, about: string, random: Random): LayerCache {
  const root = join(folder, 'layers', `${VERSION}-${sha256Hex(about).slice(0, 16)}`);
  const pathOf = (digest: Digest): string => join(root, `${digest.slice('sha256:'.length)}.facts`);
  return {
    read(digest) {
      try {
        return decodeFacts(readFileSync(pathOf(digest)));
      } catch {
        return undefined;
      }
    },
    write(digest, facts) {
      const path = pathOf(digest);
      const temporary = `${path}.${process.pid}.${Buffer.from(random.bytes(6)).toString('hex')}`;
      try {
        mkdirSync(root, { recursive: true, mode: 0o700 });
        writeFileSync(temporary, encodeFacts(facts), { mode: 0o600 });
        renameSync(temporary, path);
      } catch {
        removeIfThere(temporary);
      }
    },
  };
}

function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where the file could not be made, it cannot be removed either.
  }
}
