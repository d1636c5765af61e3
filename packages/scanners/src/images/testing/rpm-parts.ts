/** One value of an RPM header: a text, a list of texts, or numbers of 32 bits. */
export type TagValue = string | readonly string[] | number | readonly number[];

/** A header as RPM's database keeps it, from tags in order. */
export function rpmHeader(tags: { readonly [tag: number]: TagValue }): Buffer {
  const index: Buffer[] = [];
  let data = Buffer.alloc(0);
  for (const [tag, value] of Object.entries(tags)) {
    const { type, count, bytes } = encode(value);
    if (type === 4) data = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    index.push(words(Number(tag), type, data.length, count));
    data = Buffer.concat([data, bytes]);
  }
  return Buffer.concat([words(index.length, data.length), ...index, data]);
}

function encode(value: TagValue): { type: number; count: number; bytes: Buffer } {
  if (typeof value === 'string') return { type: 6, count: 1, bytes: Buffer.from(`${value}\0`) };
  const list = typeof value === 'number' ? [value] : value;
  const bytes = list.map((each) => (typeof each === 'number' ? words(each) : Buffer.from(`${each}\0`)));
  return { type: typeof list[0] === 'number' ? 4 : 8, count: list.length, bytes: Buffer.concat(bytes) };
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

/** An ndb file of blobs, as rpm lays it out: one page of slots, then blobs in blocks of 16 bytes with head and tail. */
export function ndbFile(blobs: readonly Buffer[]): Buffer {
  const page = Buffer.alloc(4096);
  const put = (at: number, ...values: number[]): void => {
    for (const [index, value] of values.entries()) page.writeUInt32LE(value >>> 0, at + index * 4);
  };
  put(0, 0x506d7052, 0, 1, 1, blobs.length + 1);
  const parts: Buffer[] = [page];
  let block = 4096 / 16;
  for (let slot = 0; slot < 4096 / 16 - 2; slot += 1) {
    const blob = blobs[slot];
    if (blob === undefined) put(32 + slot * 16, 0x746f6c53);
    else {
      const count = Math.ceil((16 + blob.length + 12) / 16);
      put(32 + slot * 16, 0x746f6c53, slot + 1, block, count);
      parts.push(ndbBlob(blob, slot + 1, count * 16));
      block += count;
    }
  }
  return Buffer.concat(parts);
}

function ndbBlob(blob: Buffer, index: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (const [at, value] of [0x53626c42, index, 1, blob.length].entries()) bytes.writeUInt32LE(value, at * 4);
  blob.copy(bytes, 16);
  bytes.writeUInt32LE(adler32(bytes.subarray(0, size - 12)), size - 12);
  bytes.writeUInt32LE(blob.length, size - 8);
  bytes.writeUInt32LE(0x45626c42, size - 4);
  return bytes;
}

function adler32(bytes: Buffer): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return ((high << 16) | low) >>> 0;
}
