/** Bytes that follow a marker, asked for once the marker proved to be one. */
interface Wanted {
  readonly mostBytes: number;
  /** Called once with what there is of them. */
  done(bytes: Buffer): void;
}

/** A sequence of bytes to look for in a program, and what to do where it stands. */
export interface Marker {
  readonly needle: Buffer;
  /** `at` is where the needle begins in `data`; at least `LOOK_AROUND` bytes on both sides are there, as far as the program goes. */
  found(data: Buffer, at: number): Wanted | undefined;
}

/** Bytes on either side of a marker that can always be seen with it. */
export const LOOK_AROUND = 512;
/** Places of one marker in one program that are looked at; the rest of a program made of markers costs nothing. */
const MOST_PLACES = 100_000;
const MOST_COLLECTORS = 64;

/** Looks for markers in bytes that stream by. Memory is one piece, `2 × LOOK_AROUND` and what markers ask for. */
export interface Sweep {
  push(piece: Buffer): void;
  end(): void;
}

interface Collector {
  readonly wanted: Wanted;
  readonly parts: Buffer[];
  left: number;
}

export function createSweep(markers: readonly Marker[]): Sweep {
  const collectors: Collector[] = [];
  const places = markers.map(() => 0);
  let kept: Buffer = Buffer.alloc(0);
  /** Up to where in `kept` markers were already looked at. */
  let seen = 0;

  const lookAt = (data: Buffer, to: number): void => {
    for (const [index, marker] of markers.entries()) {
      for (let at = data.indexOf(marker.needle, seen); at >= 0 && at < to;) {
        if ((places[index] = (places[index] ?? 0) + 1) > MOST_PLACES) break;
        const wanted = marker.found(data, at);
        if (wanted !== undefined && collectors.length < MOST_COLLECTORS) collect(wanted, data.subarray(at));
        at = data.indexOf(marker.needle, at + 1);
      }
    }
  };
  const collect = (wanted: Wanted, available: Buffer): void => {
    const collector = { wanted, parts: [], left: wanted.mostBytes };
    collectors.push(collector);
    feed(collector, available);
  };

  return {
    push(piece) {
      for (const collector of collectors) feed(collector, piece);
      const data = kept.length === 0 ? piece : Buffer.concat([kept, piece]);
      const to = Math.max(seen, data.length - LOOK_AROUND);
      lookAt(data, to);
      const from = Math.max(0, to - LOOK_AROUND);
      kept = Buffer.from(data.subarray(from));
      seen = to - from;
    },
    end() {
      lookAt(kept, kept.length);
      for (const collector of collectors) if (collector.left > 0) finish(collector);
    },
  };
}

function feed(collector: Collector, piece: Buffer): void {
  if (collector.left <= 0) return;
  const part = Buffer.from(piece.subarray(0, collector.left));
  collector.parts.push(part);
  collector.left -= part.length;
  if (collector.left === 0) finish(collector);
}

function finish(collector: Collector): void {
  collector.left = 0;
  collector.wanted.done(Buffer.concat(collector.parts));
  collector.parts.length = 0;
}
