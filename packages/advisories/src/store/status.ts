import { join } from 'node:path';

import type { Clock } from '@sallyport/kernel';

import { sha256OfFile } from '../transport/digests.ts';
import { sizeOfFile } from './files.ts';
import { isSignal, listPointers } from './pointer.ts';
import type { Pointer } from './pointer.ts';

export interface PartitionStatus {
  readonly pointer: Pointer;
  readonly kind: 'partition' | 'signal';
  /** Since the source last said that it is current. */
  readonly ageMs: number;
  readonly isOld: boolean;
  /** `damaged` is told only where the content was checked. */
  readonly state: 'sound' | 'missing file' | 'damaged';
}

export interface StatusOptions {
  readonly root: string;
  readonly clock: Clock;
  /** From which age on a partition is called old; a week unless told otherwise. */
  readonly oldAfterMs?: number;
  /** Reads every file and holds it to its digest. */
  readonly verify?: boolean;
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Date, count and source of every partition and signal in the cache folder; none where there is no folder. */
export function databaseStatus(options: StatusOptions): PartitionStatus[] {
  return listPointers(options.root).map((pointer) => {
    const ageMs = Math.max(0, options.clock.now() - Date.parse(pointer.checkedAt));
    return {
      pointer,
      kind: isSignal(pointer.name) ? 'signal' : 'partition',
      ageMs,
      isOld: !(ageMs <= (options.oldAfterMs ?? WEEK_MS)),
      state: stateOf(join(options.root, pointer.file), pointer, options.verify === true),
    };
  });
}

function stateOf(path: string, pointer: Pointer, verify: boolean): PartitionStatus['state'] {
  const size = sizeOfFile(path);
  if (size === undefined) return 'missing file';
  if (size !== pointer.sizeBytes) return 'damaged';
  return verify && sha256OfFile(path) !== pointer.sha256 ? 'damaged' : 'sound';
}
