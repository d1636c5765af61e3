const ROOM = 2 ** 21;

/**
 * Two hashes of 32 bits, of which 53 bits are kept as one number. Two of a million paths share one with a probability of one
 * in ten thousand.
 */
function hashOf(path: string): number {
  let high = 0x811c_9dc5;
  let low = 0x9747_b28c;
  for (let at = 0; at < path.length; at += 1) {
    const code = path.charCodeAt(at);
    high = Math.imul(high ^ code, 0x0100_0193);
    low = Math.imul(low ^ code, 0x5bd1_e995) ^ (low >>> 15);
  }
  high ^= high >>> 13;
  return (Math.imul(high, 0x85eb_ca6b) >>> 0) * ROOM + ((Math.imul(low, 0xc2b2_ae35) >>> 0) % ROOM);
}

/** Many paths in eight bytes each. */
export interface PathSet {
  readonly hashes: Float64Array;
  has(path: string): boolean;
}

export function pathSet(hashes: Float64Array): PathSet {
  return {
    hashes,
    has(path) {
      const wanted = hashOf(path);
      let low = 0;
      let high = hashes.length - 1;
      while (low <= high) {
        const middle = (low + high) >>> 1;
        const found = hashes[middle] ?? 0;
        if (found === wanted) return true;
        if (found < wanted) low = middle + 1;
        else high = middle - 1;
      }
      return false;
    },
  };
}

/** Collects paths; `done` sorts them. */
export function collectPaths(): { add(path: string): void; done(): PathSet } {
  let hashes = new Float64Array(1024);
  let count = 0;
  return {
    add(path) {
      if (count === hashes.length) {
        const larger = new Float64Array(count * 2);
        larger.set(hashes);
        hashes = larger;
      }
      hashes[count] = hashOf(path);
      count += 1;
    },
    done: () => pathSet(hashes.slice(0, count).sort()),
  };
}
