/**
 * Makes `generated/surprise-table.ts` anew: `node packages/scanners/src/secrets/words/train.ts FOLDER...`
 * FOLDER holds text to learn from, such as a `node_modules` with packages of prose and source.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { characterClass, CLASS_COUNT, STEPS_PER_BIT, TABLE_BASE } from './surprise.ts';

const EXTENSIONS = /\.(?:md|txt|js|mjs|cjs|ts|json|yml|yaml)$/;
/** Words and identifiers; longer ones are data. */
const WORD = /[A-Za-z][A-Za-z0-9_.-]{2,28}/g;
const MOST_BYTES = 20_000_000;
const MOST_FILE_BYTES = 100_000;
/** A word counts as often as the square root of its frequency, so that `function` does not drown the rest. */
const counts = new Map<string, number>();
const budget = { left: MOST_BYTES };
for (const folder of process.argv.slice(2)) readFolder(folder);

const pairs = new Float64Array(CLASS_COUNT * CLASS_COUNT).fill(0.5);
for (const [word, count] of counts) {
  const weight = Math.sqrt(count);
  for (let index = 1; index < word.length; index++) {
    const pair = characterClass(word.charCodeAt(index - 1)) * CLASS_COUNT + characterClass(word.charCodeAt(index));
    pairs[pair] = (pairs[pair] ?? 0) + weight;
  }
}
const table = Array.from({ length: CLASS_COUNT }, (_, before) => rowOf(before)).join('');
const lines = [
  '/** Made by `train.ts`; see `surprise.ts` for how to read it. */',
  'export const SURPRISE_TABLE =',
  `  ${JSON.stringify(table)};`,
  '',
];
writeFileSync(join(import.meta.dirname, 'generated', 'surprise-table.ts'), lines.join('\n'));

function rowOf(before: number): string {
  const row = pairs.subarray(before * CLASS_COUNT, (before + 1) * CLASS_COUNT);
  const sum = row.reduce((total, count) => total + count, 0);
  const steps = Array.from(row, (count) => Math.min(94, Math.round(-Math.log2(count / sum) * STEPS_PER_BIT)));
  return String.fromCharCode(...steps.map((step) => TABLE_BASE + step));
}

function readFolder(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (budget.left <= 0) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) readFolder(path);
    else if (entry.isFile() && EXTENSIONS.test(entry.name) && !entry.name.includes('.min.')) learn(path);
  }
}

function learn(path: string): void {
  const text = readFileSync(path, 'utf8').slice(0, MOST_FILE_BYTES);
  budget.left -= text.length;
  for (const [word] of text.matchAll(WORD)) counts.set(word, (counts.get(word) ?? 0) + 1);
}
