import { generateKeyPairSync } from 'node:crypto';
import { crc32 } from 'node:zlib';

import type { Random } from '@sallyport/kernel';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const HEX = '0123456789abcdef';

/** Credentials that open nothing, made on the spot so that none lies in a repository: each has its provider's real shape. */
export interface DemoTokens {
  readonly awsKeyId: string;
  readonly awsSecret: string;
  readonly githubToken: string;
  readonly stripeKey: string;
  readonly slackToken: string;
  readonly databasePassword: string;
  readonly oldDatabasePassword: string;
  readonly privateKey: string;
}

export function makeTokens(random: Random): DemoTokens {
  const draw = (alphabet: string, length: number): string =>
    Array.from(random.bytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    awsKeyId: `AKIA${draw(BASE32, 16)}`,
    awsSecret: draw(`${ALPHANUMERIC}/+`, 40),
    githubToken: githubToken(draw(ALPHANUMERIC, 30)),
    stripeKey: `${['sk', 'live'].join('_')}_${draw(ALPHANUMERIC, 24)}`,
    slackToken: `${['xoxb', digits(draw(HEX, 12)), digits(draw(HEX, 13)), draw(ALPHANUMERIC, 24)].join('-')}`,
    databasePassword: draw(ALPHANUMERIC, 20),
    oldDatabasePassword: draw(ALPHANUMERIC, 20),
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}

/** GitHub's tokens end with a CRC-32 of the random part, in base 62, padded to six. */
function githubToken(entropy: string): string {
  const base62 = `0123456789${ALPHANUMERIC.slice(0, 52)}`;
  let checksum = '';
  for (let rest = crc32(entropy); checksum.length < 6; rest = Math.floor(rest / 62))
    checksum = `${base62[rest % 62] ?? '0'}${checksum}`;
  return `${['ghp', ''].join('_')}${entropy}${checksum}`;
}

function digits(hex: string): string {
  return Array.from(hex, (digit, i) =>
    i === 0 ? (Number.parseInt(digit, 16) % 9) + 1 : Number.parseInt(digit, 16) % 10,
  ).join('');
}
