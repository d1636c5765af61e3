/** Bytes of standard or URL-safe base64, padded or not, in one line or several (what DSSE and protobuf's JSON allow in practice); undefined if it is neither. */
export function decodeBase64(lines: string): Buffer | undefined {
  const text = lines.includes('\n') ? lines.replaceAll(/[\r\n]/g, '') : lines;
  const digits = text.endsWith('=') ? text.length - (text.endsWith('==') ? 2 : 1) : text.length;
  const padded = digits !== text.length;
  if (digits % 4 === 1 || (padded && text.length % 4 !== 0)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  // The platform passes over what is no digit, and then comes out short.
  return bytes.length === Math.floor((digits * 3) / 4) ? bytes : undefined;
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
