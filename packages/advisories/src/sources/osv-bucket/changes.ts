import { hash53 } from '../../partition/format.ts';
import type { Partition } from '../../partition/read.ts';
import { timeOf } from '../../partition/build.ts';

/** What a list of modified ids says against a partition. */
export interface Changes {
  /** Ids that are new or have another time. */
  readonly changed: readonly string[];
  /** Hashes of ids that the list no longer has. */
  readonly removed: ReadonlySet<number>;
}

/** Whether the times of a list differ at all. */
export function timesTell(bytes: Uint8Array): boolean {
  let first: number | undefined;
  for (const [modified] of lines(bytes)) {
    first ??= modified;
    if (modified !== first) return true;
  }
  return false;
}

/** Reads `modified,id` lines against what the partition has seen. */
export function readChanges(bytes: Uint8Array, partition: Partition): Changes {
  const removed = new Set<number>();
  for (const { hash } of partition.seen()) removed.add(hash);
  const changed: string[] = [];
  for (const [modified, id] of lines(bytes)) {
    removed.delete(hash53(id));
    if (partition.modifiedOf(id) !== modified) changed.push(id);
  }
  return { changed, removed };
}

function* lines(bytes: Uint8Array): Generator<[modified: number, id: string]> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end).trimEnd();
    at = end < 0 ? text.length : end + 1;
    const comma = line.indexOf(',');
    if (comma > 0) yield [timeOf(line.slice(0, comma)), line.slice(comma + 1)];
  }
}
