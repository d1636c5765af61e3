/** DER (X.690), strict: definite and shortest lengths only, tags of one byte. Whoever reads names the structure, so depth is bounded by the reader. */

export interface Der {
  /** The identifier byte. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** Identifier, length and content. */
  readonly whole: Uint8Array;
}

export const TAG = Object.freeze({
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
});

/** Identifier byte of a context tag: [n] primitive or constructed. */
export function context(number: number, constructed = true): number {
  return (constructed ? 0xa0 : 0x80) + number;
}

/** The input is no DER of the expected structure; callers turn it into their own refusal. */
export class MalformedDer extends Error {
  override readonly name = 'MalformedDer';
}

/** Reads the elements of one constructed value, one after the other. */
export interface DerCursor {
  readonly done: boolean;
  /** The next element, which must have the tag. */
  take(tag: number): Der;
  /** The next element if it has the tag. */
  takeIf(tag: number): Der | undefined;
  /** The next element, whatever it is. */
  takeAny(): Der;
  /** Refuses elements that were not read. */
  end(): void;
}

/** The single element that the bytes hold, nothing after it. */
export function readDer(bytes: Uint8Array, tag?: number): Der {
  const element = elementAt(bytes, 0);
  if (element.whole.length !== bytes.length) throw new MalformedDer('bytes after the value');
  if (tag !== undefined && element.tag !== tag) throw new MalformedDer(`tag ${element.tag} instead of ${tag}`);
  return element;
}

export function cursorOver(content: Uint8Array): DerCursor {
  let at = 0;
  const takeAny = (): Der => {
    const element = elementAt(content, at);
    at += element.whole.length;
    return element;
  };
  return {
    get done() {
      return at >= content.length;
    },
    take(tag) {
      if (content[at] !== tag) throw new MalformedDer(`tag ${content[at] ?? 'nothing'} instead of ${tag}`);
      return takeAny();
    },
    takeIf: (tag) => (content[at] === tag ? takeAny() : undefined),
    takeAny,
    end() {
      if (at < content.length) throw new MalformedDer('an element too many');
    },
  };
}

/** The elements of a constructed value, `limit` at most. */
export function elementsOf(content: Uint8Array, limit = 1000): Der[] {
  const elements: Der[] = [];
  for (let at = 0; at < content.length;) {
    if (elements.length === limit) throw new MalformedDer('too many elements');
    const element = elementAt(content, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

function elementAt(bytes: Uint8Array, at: number): Der {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new MalformedDer('the value is cut');
  if ((tag & 0x1f) === 0x1f) throw new MalformedDer('a tag of several bytes');
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first - 0x80;
    if (count === 0 || count > 4) throw new MalformedDer('an indefinite or oversized length');
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? 0);
    if (length < 0x80 || length < 256 ** (count - 1)) throw new MalformedDer('a length that is not the shortest');
    start += count;
  }
  if (start + length > bytes.length) throw new MalformedDer('the value is cut');
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) };
}

export function readBoolean(element: Der): boolean {
  const value = element.content[0];
  if (element.content.length !== 1 || (value !== 0 && value !== 0xff)) throw new MalformedDer('a boolean');
  return value === 0xff;
}

/** Unsigned bytes of an integer in hex, without leading zeroes; refuses negative and padded ones. */
export function readIntegerHex(element: Der): string {
  const content = element.content;
  const [first, second] = content;
  if (element.tag !== TAG.integer || first === undefined || first >= 0x80) throw new MalformedDer('an integer');
  if (first === 0 && second !== undefined && second < 0x80) throw new MalformedDer('a padded integer');
  const digits = Buffer.from(content).toString('hex').replace(/^0+/, '');
  return digits === '' ? '0' : digits;
}

/** A small non-negative integer. */
export function readSmallInteger(element: Der): number {
  const digits = readIntegerHex(element);
  if (digits.length > 8) throw new MalformedDer('a large integer');
  return Number.parseInt(digits, 16);
}

export function readOid(element: Der): string {
  const content = element.content;
  if (element.tag !== TAG.oid || content.length === 0 || content.length > 64)
    throw new MalformedDer('an object identifier');
  const parts: number[] = [];
  let value = 0;
  for (const [i, byte] of content.entries()) {
    if (value === 0 && byte === 0x80) throw new MalformedDer('a padded object identifier');
    value = value * 128 + (byte & 0x7f);
    if (value > Number.MAX_SAFE_INTEGER / 128) throw new MalformedDer('an oversized object identifier');
    if (byte < 0x80) {
      parts.push(value);
      value = 0;
    } else if (i === content.length - 1) {
      throw new MalformedDer('a cut object identifier');
    }
  }
  const first = parts[0] ?? 0;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...parts.slice(1)].join('.');
}

/** Bytes of a bit string that has no unused bits. */
export function readBitString(element: Der): Uint8Array {
  if (element.content[0] !== 0) throw new MalformedDer('a bit string with unused bits');
  return element.content.subarray(1);
}

export function readUtf8(element: Der): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(element.content);
  } catch {
    throw new MalformedDer('a string that is no UTF-8');
  }
}

const TIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,9}))?Z$/;

/** Milliseconds since the Unix epoch of a UTCTime or GeneralizedTime in UTC with seconds. */
export function readTime(element: Der): number {
  const text = Buffer.from(element.content).toString('latin1');
  const full = element.tag === TAG.utcTime ? centuryOf(text) + text : text;
  const match = TIME.exec(full);
  if (match === null || (element.tag !== TAG.utcTime && element.tag !== TAG.generalizedTime)) {
    throw new MalformedDer('a time');
  }
  const [, year, month, day, hour, minute, second, fraction = ''] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  const time = Date.parse(iso);
  // The platform lets the 31st of a shorter month run over into the next.
  if (Number.isNaN(time) || new Date(time).toISOString() !== iso) throw new MalformedDer('a time');
  return time;
}

/** RFC 5280 section 4.1.2.5.1: two-digit years from 50 on are of the last century. */
function centuryOf(text: string): string {
  return text >= '50' ? '19' : '20';
}

export function encodeDer(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([tag]), encodeLength(length), ...parts]);
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return Buffer.concat([Buffer.from([0x80 + bytes.length]), bytes]);
}

export function encodeOid(oid: string): Buffer {
  const [top = 0, second = 0, ...rest] = oid.split('.').map(Number);
  const bytes = [top * 40 + second, ...rest].flatMap((value) => {
    const groups = [value % 128];
    for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift(128 + (left % 128));
    return groups;
  });
  return encodeDer(TAG.oid, Buffer.from(bytes));
}

/** An integer from its unsigned bytes. */
export function encodeInteger(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  const sign = (digits[0] ?? 0) >= 0x80 ? [Buffer.from([0])] : [];
  return encodeDer(TAG.integer, ...sign, digits.length === 0 ? Buffer.from([0]) : digits);
}
