/** One entry of a tree object. */
export interface TreeEntry {
  readonly kind: 'tree' | 'blob' | 'link' | 'submodule';
  readonly name: string;
  /** In hex. */
  readonly id: string;
}

/** Calls `each` for every entry of a tree object (`<mode> <name>\0<id>` after each other) and stops at damage. */
export function eachTreeEntry(data: Buffer, hashBytes: number, each: (entry: TreeEntry) => void): void {
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(0x20, at);
    const end = data.indexOf(0, space);
    if (space === -1 || end === -1 || end + 1 + hashBytes > data.length) return;
    const mode = data.toString('latin1', at, space);
    each({
      kind: kindOf(mode),
      name: data.toString('utf8', space + 1, end),
      id: data.toString('hex', end + 1, end + 1 + hashBytes),
    });
    at = end + 1 + hashBytes;
  }
}

function kindOf(mode: string): TreeEntry['kind'] {
  if (mode === '40000' || mode === '040000') return 'tree';
  if (mode === '120000') return 'link';
  return mode === '160000' ? 'submodule' : 'blob';
}
