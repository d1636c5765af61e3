import { addGnuPieces, sparseMapHolds } from './sparse.ts';
import type { SparseMap } from './sparse.ts';
import { BLOCK_BYTES, decodeName, isZeroBlock, numberField, readBlock } from './block.ts';
import type { Block } from './block.ts';
import type { TarHeader, TarLimits } from './entry.ts';
import { ociErrors } from '../errors.ts';
import { readHeader } from './header.ts';
import type { Announced, ReadHeader } from './header.ts';
import { readPax } from './pax.ts';

/**
 * What happened: an entry begins (`header` holds it), a piece of its stored content came (`piece`), more bytes are needed,
 * or the archive is over: what follows its end marker is nobody's.
 */
export type TarStep = 'entry' | 'content' | 'more' | 'end';

/** Takes a tar archive in pieces, without waiting for anything: both the synchronous and the streaming reader stand on it. */
export interface TarMachine {
  readonly header: TarHeader;
  /** How the stored content of this entry is laid out, where the file is sparse. */
  readonly sparse: SparseMap | undefined;
  readonly piece: Buffer;
  /** Stored bytes of this entry that have not come yet. */
  readonly contentLeft: number;
  /** Where the next byte lies in the archive. */
  readonly offset: number;
  feed(bytes: Uint8Array): void;
  /** Goes on to the next thing. Throws `OCI_TAR_MALFORMED` or `OCI_TAR_LIMIT`. */
  next(): TarStep;
  /** From here on, the content of this entry is passed over. */
  skip(): void;
  /** The same for who can move about in the archive: how many bytes beyond those given need not be given. */
  jump(): number;
  /** No more bytes will come. Throws where the archive breaks off in the middle. */
  finish(): void;
}

const NO_BYTES: Buffer = Buffer.alloc(0);
const NO_HEADER: TarHeader = {
  path: '',
  rawPath: '',
  escapes: false,
  type: 'other',
  sizeBytes: 0,
  mode: 0,
  uid: 0,
  gid: 0,
  mtime: 0,
};
/** Headers that say something of the entry that follows, and those that say something of the archive. */
const META_FLAGS = 'xXLKg';

type Mode = 'header' | 'meta' | 'gnu-map' | 'pax-map' | 'content' | 'end';

/** Reads ustar, pax, GNU and star archives, as Docker reads them: two blocks of zeros end the archive. */
// oxlint-disable-next-line max-lines-per-function -- closures over the one state of the machine
export function createTarMachine(limits: TarLimits): TarMachine {
  let input: Buffer = NO_BYTES;
  let at = 0;
  let passed = 0;
  let mode: Mode = 'header';
  let header = NO_HEADER;
  let sparse: SparseMap | undefined;
  let piece = NO_BYTES;
  let left = 0;
  let padding = 0;
  let isSkipped = false;
  let zeroBlocks = 0;
  let entries = 0;
  let announced: Announced = {};
  let metaFlag = '';
  let meta: Buffer[] = [];
  let gnuPieces: number[] = [];
  let mapText = '';
  let pending: ReadHeader | undefined;
  let partial = NO_BYTES;

  const offset = (): number => passed + at;
  const malformed = (reason: string): Error => ociErrors.TAR_MALFORMED({ offset: offset(), reason });
  const tooMuch = (what: string, limit: number): Error => ociErrors.TAR_LIMIT({ what, limit });

  /** The next whole block, put together where it lies across two pieces of input. */
  function takeBlock(): Buffer | undefined {
    const wanted = BLOCK_BYTES - partial.length;
    if (partial.length === 0 && input.length - at >= BLOCK_BYTES) {
      at += BLOCK_BYTES;
      return input.subarray(at - BLOCK_BYTES, at);
    }
    const taken = input.subarray(at, at + wanted);
    at += taken.length;
    partial = Buffer.concat([partial, taken]);
    if (partial.length < BLOCK_BYTES) return undefined;
    const whole = partial;
    partial = NO_BYTES;
    return whole;
  }

  function passPadding(): boolean {
    const skipped = Math.min(padding, input.length - at);
    padding -= skipped;
    at += skipped;
    return padding === 0;
  }

  function beginBody(sizeBytes: number): void {
    left = sizeBytes;
    padding = (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
  }

  function takeHeader(bytes: Buffer): TarStep | undefined {
    if (isZeroBlock(bytes)) {
      if (limits.isLenient !== true && ++zeroBlocks === 2) mode = 'end';
      return undefined;
    }
    const block = readBlock(bytes);
    if (block === undefined || zeroBlocks > 0) throw malformed('a header has a wrong checksum');
    if (META_FLAGS.includes(block.flag)) {
      beginMeta(block);
      return undefined;
    }
    return beginEntry(block, bytes);
  }

  function beginMeta(block: Block): void {
    if (block.sizeBytes === undefined) throw malformed('an extended header has no size that can be read');
    if (block.sizeBytes > limits.headerBytes) throw tooMuch('bytes in an extended header', limits.headerBytes);
    mode = 'meta';
    metaFlag = block.flag;
    meta = [];
    beginBody(block.sizeBytes);
  }

  function takeMeta(): boolean {
    const taken = input.subarray(at, at + left);
    at += taken.length;
    left -= taken.length;
    if (taken.length > 0) meta.push(Buffer.from(taken));
    if (left > 0 || !passPadding()) return false;
    mode = 'header';
    const bytes = Buffer.concat(meta);
    meta = [];
    if (metaFlag === 'L') announced.longName = withoutEnd(bytes);
    else if (metaFlag === 'K') announced.longLink = withoutEnd(bytes);
    else if (metaFlag !== 'g') {
      announced.pax = readPax(bytes);
      if (announced.pax === undefined && limits.isLenient !== true) throw malformed('a pax header does not add up');
    }
    return true;
  }

  function beginEntry(block: Block, bytes: Buffer): TarStep | undefined {
    if (++entries > limits.entries) throw tooMuch('entries', limits.entries);
    const found = readHeader(block, announced);
    announced = {};
    if (typeof found === 'string') throw malformed(found);
    if (block.flag === 'S') return beginGnuSparse(found, bytes);
    if (found.hasMapInContent !== true) return open(found, found.sparse);
    pending = found;
    mapText = '';
    mode = 'pax-map';
    beginBody(found.storedBytes);
    return undefined;
  }

  function beginGnuSparse(found: ReadHeader, bytes: Buffer): TarStep | undefined {
    gnuPieces = [];
    const realSizeBytes = numberField(bytes, 483, 12);
    if (realSizeBytes === undefined || !addGnuPieces(gnuPieces, bytes, 386, 4))
      throw malformed('a sparse map is wrong');
    pending = { ...found, header: { ...found.header, sizeBytes: realSizeBytes } };
    if (bytes[482] === 0) return open(pending, { pieces: gnuPieces, realSizeBytes });
    mode = 'gnu-map';
    return undefined;
  }

  function takeGnuMap(bytes: Buffer): TarStep | undefined {
    if (!addGnuPieces(gnuPieces, bytes, 0, 21)) throw malformed('a sparse map is wrong');
    if (gnuPieces.length > limits.sparsePieces * 2) throw tooMuch('pieces of a sparse file', limits.sparsePieces);
    if (bytes[504] !== 0 || pending === undefined) return undefined;
    return open(pending, { pieces: gnuPieces, realSizeBytes: pending.header.sizeBytes });
  }

  /** Sparse format 1.0: decimal numbers, one a line, in whole blocks in front of the content. */
  function takePaxMap(bytes: Buffer): TarStep | undefined {
    if (pending === undefined || left < BLOCK_BYTES) throw malformed('a sparse map is wrong');
    left -= BLOCK_BYTES;
    mapText += bytes.toString('latin1', 0, BLOCK_BYTES);
    if (mapText.length > limits.sparsePieces * 40) throw tooMuch('pieces of a sparse file', limits.sparsePieces);
    const numbers = mapText.split('\n');
    const count = Number(numbers[0]);
    if (numbers.length > 1 && !Number.isInteger(count)) throw malformed('a sparse map is wrong');
    if (numbers.length < 2 || numbers.length < count * 2 + 2) return undefined;
    const pieces = numbers.slice(1, count * 2 + 1).map(Number);
    return open({ ...pending, storedBytes: left }, { pieces, realSizeBytes: pending.header.sizeBytes });
  }

  function open(found: ReadHeader, map: SparseMap | undefined): TarStep {
    if (map !== undefined && !sparseMapHolds(map, found.storedBytes)) throw malformed('a sparse map is wrong');
    header = found.header;
    sparse = map;
    pending = undefined;
    mode = 'content';
    isSkipped = false;
    beginBody(found.storedBytes);
    return 'entry';
  }

  /** True where a piece is ready; otherwise the mode or the input has moved on. */
  function takeContent(): boolean {
    const length = Math.min(left, input.length - at);
    if (length > 0) {
      if (!isSkipped) piece = input.subarray(at, at + length);
      at += length;
      left -= length;
      if (!isSkipped) return true;
    }
    if (left === 0 && passPadding()) mode = 'header';
    return false;
  }

  function takeBlockOf(mode: 'header' | 'gnu-map' | 'pax-map'): TarStep | undefined {
    const bytes = takeBlock();
    if (bytes === undefined) return 'more';
    if (mode === 'header') return takeHeader(bytes);
    return mode === 'gnu-map' ? takeGnuMap(bytes) : takePaxMap(bytes);
  }

  function step(): TarStep | undefined {
    if (mode === 'end') return 'end';
    if (mode === 'content') {
      if (takeContent()) return 'content';
      return mode === 'content' ? 'more' : undefined;
    }
    if (mode === 'meta') return takeMeta() ? undefined : 'more';
    return takeBlockOf(mode);
  }

  return {
    get header() {
      return header;
    },
    get sparse() {
      return sparse;
    },
    get piece() {
      return piece;
    },
    get contentLeft() {
      return mode === 'content' ? left : 0;
    },
    feed(bytes) {
      const rest = input.length - at;
      passed += at;
      const fresh = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      input = rest === 0 ? fresh : Buffer.concat([input.subarray(at), fresh]);
      at = 0;
    },
    next() {
      for (;;) {
        const what = step();
        if (what !== undefined) return what;
      }
    },
    get offset() {
      return offset();
    },
    skip() {
      isSkipped = true;
    },
    jump() {
      const length = mode === 'content' ? left + padding : 0;
      const beyond = Math.max(0, length - (input.length - at));
      at += length - beyond;
      passed += beyond;
      left = 0;
      padding = 0;
      return beyond;
    },
    finish() {
      const isBetween = mode === 'header' && partial.length === 0 && Object.keys(announced).length === 0;
      // Some builders leave out the end marker and what fills the last block; Docker takes such layers.
      const isWhole = mode === 'end' || isBetween || (mode === 'content' && left === 0);
      if (!isWhole) throw malformed('it breaks off in the middle');
    },
  };
}

function withoutEnd(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return decodeName(end === -1 ? bytes : bytes.subarray(0, end));
}
