/** Which bytes make up runs of base64 and hex, and how long a run has to be. */

/** Shorter runs cannot hold a secret with something that tells of it. */
export const LEAST_RUN = 32;
/** A wrapped line is at least this long, as MIME (76), PEM (64) and `base64` (76) wrap. */
export const LEAST_WRAPPED = 60;

export const IN_RUN = 1;
export const IN_HEX = 2;
/** For each byte, whether it may stand in a run, and in one of hex. */
export const RUN_CLASSES = Uint8Array.from({ length: 256 }, (_, byte) => classOf(byte));

function classOf(byte: number): number {
  const char = String.fromCharCode(byte);
  if (/[0-9a-fA-F]/.test(char)) return IN_RUN | IN_HEX;
  return /[A-Za-z0-9+/_-]/.test(char) ? IN_RUN : 0;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Value of each base64 letter, of both alphabets. */
export const SIXTETS = new Uint8Array(256);
for (const [value, letters] of [...LETTERS, '+-', '/_'].entries())
  for (const letter of Buffer.from(letters)) SIXTETS[letter] = value;

/** Printable ASCII with the usual white space; what else there may be, a secret is not in it. */
export function isTextByte(byte: number): boolean {
  return byte <= 0x7e && (byte >= 0x20 || isSpace(byte));
}

export function isSpace(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x09;
}
