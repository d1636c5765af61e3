import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a zip to be made, and what its headers lie about. */
export interface ZipPart {
  readonly path: string;
  readonly bytes: Buffer;
  readonly stored?: boolean;
  /** Sizes behind the data instead of before it. */
  readonly descriptor?: boolean;
  /** Sizes and place in the extra field of zip64. */
  readonly zip64?: boolean;
  /** Bits of the flags to set. */
  readonly flags?: number;
  readonly method?: number;
  /** What the directory says instead of the truth. */
  readonly claims?: { readonly sizeBytes?: number; readonly packedBytes?: number; readonly localAt?: number };
}

/** A zip file, for tests. */
export function makeZip(parts: readonly ZipPart[], options: { readonly zip64End?: boolean } = {}): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const packed = part.stored === true ? part.bytes : deflateRawSync(part.bytes);
    const { local, central } = headersOf(part, packed, at);
    const pieces = [local, packed, ...(part.descriptor === true ? [descriptorOf(part, packed)] : [])];
    locals.push(...pieces);
    centrals.push(central);
    at += pieces.reduce((sum, piece) => sum + piece.length, 0);
  }
  const directory = Buffer.concat(centrals);
  return Buffer.concat([...locals, directory, endOf(parts.length, directory.length, at, options.zip64End === true)]);
}

function headersOf(part: ZipPart, packed: Buffer, at: number): { local: Buffer; central: Buffer } {
  const name = Buffer.from(part.path);
  const method = part.method ?? (part.stored === true ? 0 : 8);
  const flags = (part.flags ?? 0) | (part.descriptor === true ? 8 : 0);
  const truth = { packedBytes: packed.length, sizeBytes: part.bytes.length, localAt: at };
  return {
    local: Buffer.concat([localHeader(part, packed, { flags, method, nameBytes: name.length }), name]),
    central: centralHeader(part, { flags, method, name }, { ...truth, ...part.claims }),
  };
}

function localHeader(
  part: ZipPart,
  packed: Buffer,
  { flags, method, nameBytes }: { flags: number; method: number; nameBytes: number },
): Buffer {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(flags, 6);
  local.writeUInt16LE(method, 8);
  const sizes = part.descriptor === true ? [0, 0, 0] : [crc32(part.bytes), packed.length, part.bytes.length];
  for (const [index, size] of sizes.entries()) local.writeUInt32LE(size, 14 + 4 * index);
  local.writeUInt16LE(nameBytes, 26);
  return local;
}

function centralHeader(
  part: ZipPart,
  { flags, method, name }: { flags: number; method: number; name: Buffer },
  claimed: { packedBytes: number; sizeBytes: number; localAt: number },
): Buffer {
  const ones = { packedBytes: 0xffffffff, sizeBytes: 0xffffffff, localAt: 0xffffffff };
  const [extra, shown] = part.zip64 === true ? [zip64Extra(claimed), ones] : [Buffer.alloc(0), claimed];
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(flags, 8);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(shown.packedBytes, 20);
  central.writeUInt32LE(shown.sizeBytes, 24);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt16LE(extra.length, 30);
  central.writeUInt32LE(shown.localAt, 42);
  return Buffer.concat([central, name, extra]);
}

function zip64Extra(claimed: { packedBytes: number; sizeBytes: number; localAt: number }): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(claimed.sizeBytes), 4);
  extra.writeBigUInt64LE(BigInt(claimed.packedBytes), 12);
  extra.writeBigUInt64LE(BigInt(claimed.localAt), 20);
  return extra;
}

function descriptorOf(part: ZipPart, packed: Buffer): Buffer {
  const descriptor = Buffer.alloc(16);
  for (const [index, value] of [0x08074b50, crc32(part.bytes), packed.length, part.bytes.length].entries())
    descriptor.writeUInt32LE(value, 4 * index);
  return descriptor;
}

function endOf(count: number, size: number, offset: number, isZip64: boolean): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(isZip64 ? 0xffffffff : size, 12);
  end.writeUInt32LE(isZip64 ? 0xffffffff : offset, 16);
  if (!isZip64) return end;
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(BigInt(size), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  return Buffer.concat([end64, locator, end]);
}

/** An entry of a tar to be made. */
export interface TarPart {
  readonly path: string;
  readonly bytes: Buffer;
  /** `0` for a file. */
  readonly type?: string;
  /** What the header says instead of the truth. */
  readonly claimedBytes?: number;
  /** Sizes in base 256, as for more than 8 GB. */
  readonly binarySize?: boolean;
}

/** A tar file in ustar form with its two empty blocks at the end, for tests. */
export function makeTar(parts: readonly TarPart[]): Buffer {
  const blocks = parts.flatMap((part) => [
    tarHeader(part),
    part.bytes,
    Buffer.alloc((512 - (part.bytes.length % 512)) % 512),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function tarHeader({ path, bytes, type = '0', claimedBytes, binarySize }: TarPart): Buffer {
  const header = Buffer.alloc(512);
  const size = claimedBytes ?? bytes.length;
  header.write(path, 0, 100, 'utf8');
  header.write('0000644\0', 100, 'latin1');
  if (binarySize === true) {
    header[124] = 0x80;
    header.writeUIntBE(size, 130, 6);
  } else header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write(type, 156, 'latin1');
  header.write('ustar\u000000', 257, 'latin1');
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** A pax header's record: its length in decimal counts itself. */
export function paxRecord(name: string, value: string): Buffer {
  const body = ` ${name}=${value}\n`;
  let length = Buffer.byteLength(body);
  while (`${length}`.length + Buffer.byteLength(body) !== length) length = `${length}`.length + Buffer.byteLength(body);
  return Buffer.from(`${length}${body}`);
}
