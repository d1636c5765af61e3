/**
 * Makes `generated/common-grams.ts` anew: `node packages/scanners/src/secrets/words/train-grams.ts FOLDER...`
 * FOLDER holds text to learn from, such as a `node_modules` of many packages.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { GRAM_FOLD } from '../grams.ts';

const KEPT = 4000;
/** Every so many files are enough. */
const EVERY = 7;
const counts = new Map<number, number>();
for (const folder of process.argv.slice(2)) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const [index, entry] of files.entries()) if (index % EVERY === 0) learn(join(entry.parentPath, entry.name));
}
const common = [...counts].sort((a, b) => b[1] - a[1]).map(([gram]) => textOf(gram));
const kept = common.filter((text) => /^[ -~]{4}$/.test(text)).slice(0, KEPT);
const lines = [
  '/** Made by `train-grams.ts`; see `commonness.ts` for how to read it. */',
  'export const COMMON_GRAMS =',
  `  ${JSON.stringify(kept.join(''))};`,
  '',
];
writeFileSync(join(import.meta.dirname, 'generated', 'common-grams.ts'), lines.join('\n'));

function learn(path: string): void {
  const bytes = readFileSync(path);
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const gram = bytes.readInt32LE(at) | GRAM_FOLD;
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
}

/** Folded, an underscore has the code of DEL; it is written as itself. */
function textOf(gram: number): string {
  const bytes = [gram, gram >>> 8, gram >>> 16, gram >>> 24].map((byte) => byte & 0xff);
  return String.fromCharCode(...bytes).replaceAll('\u007f', '_');
}
