import { crc32 } from 'node:zlib';

/**
 * How a provider's tokens can be told from random text. `crc32-base62`: behind the prefix, which ends with `_`, the last six characters
 * are the CRC-32 of the ones before, in base 62 with leading zeros
 * (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/).
 */
export type Checksum = 'crc32-base62';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 6;

/** Whether the token's own checksum holds. One that does not was never given out: it is made up, or was changed since. */
export function checksumHolds(kind: Checksum, token: string): boolean {
  switch (kind) {
    case 'crc32-base62': {
      const body = token.slice(token.indexOf('_') + 1);
      return body.slice(-LENGTH) === inBase62(crc32(body.slice(0, -LENGTH)));
    }
  }
}

function inBase62(number: number): string {
  let text = '';
  for (let rest = number; text.length < LENGTH; rest = Math.floor(rest / 62)) text = BASE62.charAt(rest % 62) + text;
  return text;
}
