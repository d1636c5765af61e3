/** How much of a file is looked at to see whether it is text. */
const HEAD = 8192;

/**
 * The UTF-8 text in a file's bytes, without a byte order mark; UTF-16 is converted. Undefined for binary data.
 */
export function asText(bytes: Buffer): Buffer | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return fromUtf16(bytes.subarray(2), false);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return fromUtf16(bytes.subarray(2), true);
  const head = bytes.subarray(0, HEAD);
  if (head.includes(0)) {
    const order = utf16Order(head);
    return order === undefined ? undefined : fromUtf16(bytes, order === 'big');
  }
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Whether the text is its own copy, and no part of the bytes (small buffers share their memory, so that alone says nothing). */
export function isConverted(text: Buffer, bytes: Buffer): boolean {
  const skipped = text.byteOffset - bytes.byteOffset;
  return text.buffer !== bytes.buffer || text.length !== bytes.length - skipped || (skipped !== 0 && skipped !== 3);
}

function fromUtf16(bytes: Buffer, bigEndian: boolean): Buffer {
  const even = bytes.subarray(0, bytes.length & ~1);
  return Buffer.from((bigEndian ? Buffer.from(even).swap16() : even).toString('utf16le'), 'utf8');
}

/** Text without a mark whose every other byte is NUL. */
function utf16Order(head: Buffer): 'little' | 'big' | undefined {
  const counts = { even: 0, odd: 0 };
  for (let at = 0; at < head.length; at++) if (head[at] === 0) counts[at % 2 === 0 ? 'even' : 'odd']++;
  const most = head.length / 2;
  if (counts.odd > most * 0.8 && counts.even < most * 0.02) return 'little';
  return counts.even > most * 0.8 && counts.odd < most * 0.02 ? 'big' : undefined;
}
