/** One entry of a tree object. */
export interface TreeEntry {
  readonly kind: 'tree' | 'blob' | 'link' | 'submodule';
  readonly name: string;
  /** In hex. */
  readonly id: string;
}

export interface TreeEntryOptions {
  readonly hashBytes: number;
  /**
   * Asked before an entry's name and id are made into strings, which is most of the work: only entries for which it
   * holds are told of. The id stands at `idAt` in `data`.
   */
  readonly isOfInterest?: (kind: TreeEntry['kind'], data: Buffer, idAt: number) => boolean;
}

/** Calls `each` for every entry of a tree object (`<mode> <name>\0<id>` after each other) and stops at damage. */
export function eachTreeEntry(data: Buffer, options: TreeEntryOptions, each: (entry: TreeEntry) => void): void {
  const { hashBytes, isOfInterest } = options;
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(0x20, at);
    const end = data.indexOf(0, space);
    if (space === -1 || end === -1 || end + 1 + hashBytes > data.length) return;
    const kind = kindOf(data, at);
    const idAt = end + 1;
    at = idAt + hashBytes;
    if (isOfInterest?.(kind, data, idAt) === false) continue;
    each({ kind, name: data.toString('utf8', space + 1, end), id: data.toString('hex', idAt, at) });
  }
}

/** By the mode, in octal digits: 40000 (in old trees 040000), 120000, 160000; everything else is a file. */
export function kindOf(data: Buffer, at: number): TreeEntry['kind'] {
  const first = data[at];
  if (first === 0x34 || first === 0x30) return 'tree';
  if (data[at + 1] === 0x32) return 'link';
  return data[at + 1] === 0x36 ? 'submodule' : 'blob';
}
