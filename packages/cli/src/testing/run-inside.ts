import { systemClock } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';

import { run } from '../run.ts';

/** How a run of the command line within this process ended. */
export interface RanInside {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, in a folder, by a clock of one's own: a start of Node for each case would take its time. */
export async function runInside(
  cwd: string,
  words: readonly string[],
  clock: Clock = systemClock,
  env: { readonly [name: string]: string } = {},
): Promise<RanInside> {
  let [stdout, stderr] = ['', ''];
  const code = await run(words, {
    env: { PATH: process.env['PATH'], HOME: cwd, ...env },
    cwd,
    clock,
    signal: new AbortController().signal,
    stdin: (async function* () {})(),
    out: async (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
  });
  return { code, stdout, stderr };
}
