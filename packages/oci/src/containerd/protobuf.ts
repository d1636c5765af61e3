/** As much of protocol buffers as containerd's API takes: texts and numbers out, bytes and numbers in. */
export interface ProtoFields {
  /** The last value of a field that holds bytes: text, bytes or a message. */
  bytes(field: number): Buffer | undefined;
  text(field: number): string | undefined;
  number(field: number): number | undefined;
}

/** A message of text and number fields; numbers that are 0 and texts that are empty are left out, as protobuf does. */
export function encodeProto(fields: readonly (readonly [number, string | number])[]): Buffer {
  const parts = fields.flatMap(([field, value]) => {
    if (value === '' || value === 0) return [];
    if (typeof value === 'number') return [varint(field * 8), varint(value)];
    const bytes = Buffer.from(value, 'utf8');
    return [varint(field * 8 + 2), varint(bytes.length), bytes];
  });
  return Buffer.concat(parts);
}

/** Reads a message; undefined where it is none. */
export function decodeProto(message: Buffer): ProtoFields | undefined {
  const values = new Map<number, Buffer | number>();
  let at = 0;
  while (at < message.length) {
    const key = readVarint(message, at);
    if (key === undefined) return undefined;
    const found = readValue(message, key.end, key.value % 8);
    if (found === undefined) return undefined;
    if (found.value !== undefined) values.set(Math.floor(key.value / 8), found.value);
    at = found.end;
  }
  const bytes = (field: number): Buffer | undefined => {
    const value = values.get(field);
    return typeof value === 'object' ? value : undefined;
  };
  return {
    bytes,
    text: (field) => bytes(field)?.toString('utf8'),
    number(field) {
      const value = values.get(field);
      return typeof value === 'number' ? value : undefined;
    },
  };
}

interface Found<T> {
  readonly value: T;
  readonly end: number;
}

function readValue(message: Buffer, at: number, wire: number): Found<Buffer | number | undefined> | undefined {
  if (wire === 0) return readVarint(message, at);
  const fixed = wire === 1 ? 8 : wire === 5 ? 4 : undefined;
  if (fixed !== undefined) return at + fixed > message.length ? undefined : { value: undefined, end: at + fixed };
  const length = wire === 2 ? readVarint(message, at) : undefined;
  if (length === undefined || length.end + length.value > message.length) return undefined;
  return { value: message.subarray(length.end, length.end + length.value), end: length.end + length.value };
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return Buffer.from(bytes);
}

function readVarint(message: Buffer, at: number): Found<number> | undefined {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = message[at + i];
    if (byte === undefined) return undefined;
    value += (byte % 128) * 2 ** (7 * i);
    if (byte < 128) return { value, end: at + i + 1 };
  }
  return undefined;
}
