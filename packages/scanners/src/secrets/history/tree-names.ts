import type { BlobVisitor, WalkedBlob } from '../../git/blob-walk.ts';

/** Whether some name in the trees of a history may be one that a rule about paths looks for. */
export interface TreeNames {
  readonly found: boolean;
  readonly visitor: BlobVisitor<true>;
  /** A whole tree object. */
  look(tree: Buffer): void;
}

interface Endings {
  readonly wanted: readonly Buffer[];
  /** 1 for each byte that one of them ends with. */
  readonly lastBytes: Uint8Array;
  /** Bytes of the longest one and the zero behind it. */
  readonly longest: number;
}

function prepare(endings: readonly string[]): Endings {
  const wanted = endings.map((ending) => Buffer.from(ending, 'latin1'));
  const lastBytes = new Uint8Array(256);
  for (const bytes of wanted) lastBytes[bytes.at(-1) ?? 0] = 1;
  return { wanted, lastBytes, longest: Math.max(0, ...wanted.map((bytes) => bytes.length + 1)) };
}

/**
 * Looks for names by their ends in the bytes of tree objects, where a zero byte stands behind each name: of a tree made by a
 * delta only in what is new. So that a history in which no such file ever was costs no walk through its commits. `endings` is
 * asked when the first tree comes.
 */
export function searchTreeNames(endings: () => readonly string[], maxBytes: number): TreeNames {
  let known: Endings | undefined;
  const prepared = (): Endings => (known ??= prepare(endings()));
  let found = false;
  const lookAt = (data: Buffer, from: number, to: number): void => {
    const { wanted, lastBytes } = prepared();
    for (let at = Math.max(1, from); at < to && !found; at++) {
      if (data[at] !== 0 || lastBytes[data[at - 1] ?? 0] === 0) continue;
      found = wanted.some(
        (bytes) => at >= bytes.length && data.compare(bytes, 0, bytes.length, at - bytes.length, at) === 0,
      );
    }
  };
  const look = (tree: Buffer): void => lookAt(tree, 0, tree.length);
  const visit = ({ data, parent }: WalkedBlob<true>): true => {
    if (parent === undefined) {
      look(data);
      return true;
    }
    const { longest } = prepared();
    let done = 0;
    for (const copy of [...parent.copies, { target: data.length, length: 0 }]) {
      lookAt(data, done, Math.min(data.length, copy.target + longest));
      done = copy.target + copy.length;
    }
    return true;
  };
  return {
    get found() {
      return found;
    },
    look,
    visitor: {
      maxBytes,
      skip: () => found,
      visit,
      // What cannot be read is told by those who walk the commits and the blobs.
      damaged: () => undefined,
      tooLarge: () => undefined,
    },
  };
}
