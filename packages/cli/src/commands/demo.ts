import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { systemRandom } from '@sallyport/kernel';

import type { Command } from '../command.ts';
import { earlierFiles, serviceFiles } from '../demo/service.ts';
import { makeTokens } from '../demo/tokens.ts';
import { cliErrors } from '../errors.ts';
import { parseArguments } from '../parse.ts';
import { command as scan } from './scan.ts';

export const command: Command = {
  usage: 'demo DIR',
  description:
    'Writes a small service with planted problems into DIR, with a git history where git is installed, and scans it.\nIts credentials are made on the spot and open nothing.',
  options: [{ name: 'no-scan', summary: 'Only write the service.' }],
  maxArguments: 1,
  examples: [{ line: 'sallyport demo ./demo', what: 'write it into ./demo and see what a scan says' }],
  async run(input, io) {
    const [given] = input.arguments;
    if (given === undefined)
      throw cliErrors.MISSING_ARGUMENT({ command: 'demo', what: 'a folder', example: 'sallyport demo ./demo' });
    const root = resolve(io.cwd, given);
    if (existsSync(root) && readdirSync(root).length > 0) throw cliErrors.NOT_EMPTY({ path: given });
    writeService(root);
    io.err(`A small service with planted problems is in ${given}. To look again: sallyport scan ${given}\n\n`);
    if (input.options.flag('no-scan')) return 0;
    return scan.run(parseArguments('scan', scan, [root], io.env), io);
  },
};

function writeService(root: string): void {
  const tokens = makeTokens(systemRandom);
  const now = serviceFiles(tokens);
  const git = gitIn(root);
  write(root, { ...now, ...earlierFiles(tokens) });
  if (git('init', '--quiet')) {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Take orders');
  }
  write(root, now);
  if (existsSync(join(root, '.git')))
    git('commit', '--quiet', '--all', '--message', 'Take the credentials out of the code');
}

function write(root: string, files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

/** Runs git in the demo, apart from the user's own configuration and hooks. False where there is no git. */
function gitIn(root: string): (...words: string[]) => boolean {
  const who = [
    '-c',
    'user.name=demo',
    '-c',
    'user.email=demo@orders.example',
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    'commit.gpgsign=false',
  ];
  return (...words) => spawnSync('git', [...who, ...words], { cwd: root, stdio: 'ignore' }).status === 0;
}
