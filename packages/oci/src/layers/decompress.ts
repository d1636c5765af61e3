import { pipeline } from 'node:stream';
import type { Transform } from 'node:stream';
import { constants, createGunzip, createZstdDecompress } from 'node:zlib';

import { isSallyportError, systemCode } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import { gunzipInPlace } from './gunzip.ts';

/** zlib's own default of 16 KiB halves the speed. */
const PIECE_BYTES = 256 * 1024;
/** Largest window of zstd in bits: 128 MiB, what `zstd` itself takes without being told to. */
const ZSTD_WINDOW_BITS = 27;

export type Compression = 'none' | 'gzip' | 'zstd';

/** Beginnings of compressed content in hex; zstd content may begin with a frame that is skipped. */
const MAGIC: readonly (readonly [RegExp, Compression | { readonly unsupported: string }])[] = [
  [/^1f8b/, 'gzip'],
  [/^28b52ffd/, 'zstd'],
  [/^5.2a4d18/, 'zstd'],
  [/^425a68/, { unsupported: 'bzip2' }],
  [/^fd377a58/, { unsupported: 'xz' }],
];

/** How content is compressed, by its first four bytes; a text names a format that is not read. */
export function compressionOf(head: Uint8Array): Compression | { readonly unsupported: string } {
  const hex = Buffer.from(head).toString('hex');
  return MAGIC.find(([pattern]) => pattern.test(hex))?.[1] ?? 'none';
}

interface DecompressOptions {
  /** Pieces are only valid until the next: half the work for whoever is done with each before. */
  readonly isInPlace?: boolean | undefined;
}

/** Unpacks gzip and zstd and passes on what is neither, told by its first bytes. Throws `OCI_LAYER_MALFORMED`. */
export async function* decompress(
  stream: AsyncIterable<Uint8Array>,
  name: string,
  { isInPlace = false }: DecompressOptions = {},
): AsyncGenerator<Uint8Array, void, void> {
  const { head, whole, close } = await peek(stream, 4);
  const compression = compressionOf(head);
  if (typeof compression === 'object') {
    await close();
    throw ociErrors.LAYER_MALFORMED({ digest: name, reason: `it is packed with ${compression.unsupported}` });
  }
  if (compression === 'none') {
    yield* whole;
    return;
  }
  const inPlace = isInPlace && compression === 'gzip' ? gunzipInPlace(whole, PIECE_BYTES) : undefined;
  yield* named(inPlace ?? throughStream(whole, unpacker(compression)), name);
}

function unpacker(compression: 'gzip' | 'zstd'): Transform {
  if (compression === 'gzip') return createGunzip({ chunkSize: PIECE_BYTES });
  return createZstdDecompress({
    chunkSize: PIECE_BYTES,
    params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_BITS },
  });
}

async function* throughStream(
  packed: AsyncIterable<Uint8Array>,
  transform: Transform,
): AsyncGenerator<Uint8Array, void, void> {
  // The source's own error reaches whoever iterates through the transform that it destroys.
  pipeline(packed, transform, () => undefined);
  try {
    for await (const piece of transform) yield piece as Buffer;
  } finally {
    transform.destroy();
  }
}

/** Errors of the compression become those of the layer of this name. */
async function* named(unpacked: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* unpacked;
  } catch (error) {
    if (isSallyportError(error) || !isZlibError(error)) throw error;
    const reason = systemCode(error) === 'Z_BUF_ERROR' ? 'it breaks off in the middle' : 'its compression is damaged';
    throw ociErrors.LAYER_MALFORMED({ digest: name, reason }, { cause: error });
  }
}

function isZlibError(error: unknown): boolean {
  return /^(?:Z_|ZSTD_|ERR_ZSTD|ERR_ZLIB)/.test(systemCode(error) ?? '');
}

/** The first bytes, and the stream from its beginning. */
async function peek(
  stream: AsyncIterable<Uint8Array>,
  count: number,
): Promise<{ head: Buffer; whole: AsyncGenerator<Uint8Array, void, void>; close: () => Promise<unknown> }> {
  const pieces = stream[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < count) {
    const { done, value } = await pieces.next();
    if (done === true) break;
    // A piece may be only valid until the next: only what is whole already is passed on as it is.
    first.push(length + value.length < count ? Buffer.from(value) : value);
    length += value.length;
  }
  // A generator that nobody has read from closes nothing.
  const close = async (): Promise<unknown> => pieces.return?.();
  return { head: Buffer.concat(first).subarray(0, count), whole: rejoin(first, pieces), close };
}

async function* rejoin(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* first;
    for (;;) {
      const { done, value } = await rest.next();
      if (done === true) return;
      yield value;
    }
  } finally {
    await rest.return?.();
  }
}
