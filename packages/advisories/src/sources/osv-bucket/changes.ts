import { hash53 } from '../../partition/format.ts';
import type { Partition } from '../../partition/read.ts';
import { timeOf } from '../../partition/build.ts';

/** What a list of modified ids says against a partition. */
export interface Changes {
  /** Ids that are new or have another time. */
  readonly changed: readonly string[];
  /** Hashes of ids that the list no longer has. */
  readonly removed: ReadonlySet<number>;
  /** Some sources write the same time for every record; then nothing can be told. */
  readonly timesTell: boolean;
}

/** Reads `modified,id` lines against what the partition has seen. */
export function readChanges(bytes: Uint8Array, partition: Partition): Changes {
  const removed = new Set<number>();
  for (const { hash } of partition.seen()) removed.add(hash);
  const changed: string[] = [];
  let first: number | undefined;
  let timesTell = false;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end).trimEnd();
    at = end < 0 ? text.length : end + 1;
    const comma = line.indexOf(',');
    if (comma <= 0) continue;
    const id = line.slice(comma + 1);
    const modified = timeOf(line.slice(0, comma));
    first ??= modified;
    timesTell ||= modified !== first;
    removed.delete(hash53(id));
    if (partition.modifiedOf(id) !== modified) changed.push(id);
  }
  return { changed, removed, timesTell };
}
