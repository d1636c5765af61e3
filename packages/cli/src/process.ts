/** Wires the real world into `run`. */

import { systemClock } from '@sallyport/kernel';

import type { Io } from './io.ts';
import { run } from './run.ts';
import { writeOut } from './standard-out.ts';

const abort = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    abort.abort();
    // A second signal ends the process at once, as people expect.
    process.once(name, () => process.exit(130));
  });
}
// Whoever writes learns of it from the write itself; nobody reads what standard error does not take.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const io: Io = {
  env: process.env,
  cwd: process.cwd(),
  clock: systemClock,
  signal: abort.signal,
  // Made when it is first asked for: most commands read nothing.
  get stdin() {
    return process.stdin;
  },
  out: (text) => writeOut(text, process.stdout),
  err: (text) => {
    process.stderr.write(text);
  },
  outIsTerminal: process.stdout.isTTY,
  errIsTerminal: process.stderr.isTTY,
  columns: process.stdout.columns ?? 100,
};

const code = await run(process.argv.slice(2), io);
// Input that nobody waits for any more would keep the process alive.
if (abort.signal.aborted) process.stdin.destroy();
process.exitCode = abort.signal.aborted ? 130 : code;
