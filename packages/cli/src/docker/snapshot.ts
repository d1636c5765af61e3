import { resolve } from 'node:path';

import { loadDockerSnapshot } from '@sallyport/scanners';

import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { createProgress } from '../scan/progress.ts';
import { writeWhole } from '../scan/write-file.ts';

/** `sallyport docker snapshot`: takes one and writes it, whole or not at all. */
export async function runSnapshot(input: CommandInput, io: Io): Promise<ExitCode> {
  const extra = input.arguments[1];
  if (extra !== undefined) throw cliErrors.TOO_MANY_ARGUMENTS({ command: 'docker snapshot', value: extra });
  const { takeSnapshot, unknownParts } = await loadDockerSnapshot();
  const isQuiet = input.options.flag('quiet');
  const progress = createProgress(io, isQuiet);
  const { env, signal, clock } = io;
  let text: string;
  try {
    const snapshot = await takeSnapshot({
      env,
      signal,
      clock,
      hostRoot: resolve(io.cwd, input.options.text('host-root') ?? '/'),
      onProgress: (done, total, unit) => progress.update('docker-host', done, total, unit),
    });
    text = `${JSON.stringify(snapshot, undefined, 2)}\n`;
    progress.end();
    for (const line of isQuiet ? [] : unknownParts(snapshot)) io.err(`not known: ${line}\n`);
  } finally {
    progress.end();
  }
  const path = input.options.text('output');
  if (path === undefined) await io.out(text);
  else await writeWhole(resolve(io.cwd, path), [text]);
  return EXIT.fine;
}
