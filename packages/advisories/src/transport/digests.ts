import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

import { advisoryErrors } from '../errors.ts';
import { guard } from '../store/files.ts';

/** A digest that a server claims for what it sends. */
interface Claim {
  readonly algorithm: 'md5' | 'sha256';
  readonly base64: string;
}

/** `Repr-Digest` (RFC 9530), its predecessor `Digest`, and Google Cloud Storage's `x-goog-hash`. */
function claims(headers: Headers): Claim[] {
  const found: Claim[] = [];
  const add = (header: string, pattern: RegExp, algorithm: Claim['algorithm']): void => {
    const base64 = pattern.exec(headers.get(header) ?? '')?.groups?.['value'];
    if (base64 !== undefined) found.push({ algorithm, base64 });
  };
  add('repr-digest', /(?:^|[\s,])sha-256=:(?<value>[A-Za-z0-9+/=]+):/i, 'sha256');
  add('digest', /(?:^|[\s,])sha-256=(?<value>[A-Za-z0-9+/=]+)/i, 'sha256');
  add('x-goog-hash', /(?:^|[\s,])md5=(?<value>[A-Za-z0-9+/=]+)/i, 'md5');
  return found;
}

/** Holds content (bytes, or the file at a path) to what the server claims of it; throws `ADVISORIES_HASH_MISMATCH`. */
export function checkDigests(headers: Headers, content: Uint8Array | string, what: string): void {
  for (const { algorithm, base64 } of claims(headers)) {
    const hash = createHash(algorithm);
    if (typeof content === 'string') for (const part of fileParts(content)) hash.update(part);
    else hash.update(content);
    const actual = hash.digest('base64');
    if (actual !== base64) throw advisoryErrors.HASH_MISMATCH({ what, expected: base64, actual });
  }
}

/** The SHA-256 of a file, in hex. */
export function sha256OfFile(path: string): string {
  const hash = createHash('sha256');
  for (const part of fileParts(path)) hash.update(part);
  return hash.digest('hex');
}

const PART_BYTES = 1024 * 1024;

function* fileParts(path: string): Generator<Uint8Array> {
  const fd = guard(path, () => openSync(path, 'r'));
  try {
    const buffer = Buffer.allocUnsafe(PART_BYTES);
    for (;;) {
      const length = guard(path, () => readSync(fd, buffer, 0, PART_BYTES, null));
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(fd);
  }
}
