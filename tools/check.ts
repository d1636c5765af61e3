/** `npm run check`: types, lint, format and dead code, two at a time; prints only what is wrong. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';

const bin = join(import.meta.dirname, '..', 'node_modules', '.bin');
const checks: readonly (readonly [string, readonly string[]])[] = [
  ['tsc', []],
  ['oxlint', []],
  ['oxfmt', ['--check']],
  ['knip', ['--no-progress']],
];

async function check([name, args]: readonly [string, readonly string[]]): Promise<boolean> {
  const child = spawn(join(bin, name), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  console.log(`${name}: ${code === 0 ? 'fine' : 'failed'}`);
  if (code !== 0) process.stdout.write(Buffer.concat(output));
  return code === 0;
}

const half = Math.ceil(checks.length / 2);
const outcomes: boolean[] = [];
const inTurn = async (some: typeof checks): Promise<void> => {
  for (const one of some) outcomes.push(await check(one));
};
await Promise.all([inTurn(checks.slice(0, half)), inTurn(checks.slice(half))]);
process.exitCode = outcomes.every(Boolean) ? 0 : 1;
