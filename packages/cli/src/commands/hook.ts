import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { systemCode } from '@sallyport/kernel';

import type { Command } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';

const MARK = '# Installed by sallyport hook install';
/** For the hook of somebody else; 3 as below. */
const LINE = 'npx --no-install sallyport scan --staged --quiet || [ $? -eq 3 ]';
const HOOK = `#!/bin/sh
${MARK}: scans what is staged and stops the commit where it finds a secret.
# Once, for a commit that may not wait: git commit --no-verify
if command -v sallyport >/dev/null 2>&1; then
  output=$(sallyport scan --staged --quiet 2>&1)
else
  output=$(npx --no-install sallyport scan --staged --quiet 2>&1)
fi
code=$?
# 3: nothing to look at, since the commit only removes files or brings none with text.
[ "$code" -eq 3 ] && exit 0
[ -n "$output" ] && printf '%s\\n' "$output" >&2
exit "$code"
`;

export const command: Command = {
  usage: 'hook install',
  description:
    "Installs a git pre-commit hook that scans what is staged and stops the commit where it finds something.\nHonours core.hooksPath and linked work trees; leaves another tool's hook alone.",
  options: [{ name: 'force', summary: 'Replace a hook that is already there.' }],
  maxArguments: 1,
  examples: [
    { line: 'sallyport hook install', what: 'in this repository, for your own clone' },
    { line: 'git commit --no-verify', what: 'commit once without the hook' },
  ],
  async run(input, io) {
    if (input.arguments[0] !== 'install') {
      throw cliErrors.MISSING_ARGUMENT({ command: 'hook', what: 'what to do', example: 'sallyport hook install' });
    }
    const path = hookPath(io.cwd);
    if (HUSKY.test(path)) throw cliErrors.HOOK_OF_HUSKY({ path, line: LINE });
    if (!mayWrite(path, input.options.flag('force'))) throw cliErrors.HOOK_EXISTS({ path, line: LINE });
    try {
      mkdirSync(dirname(path), { recursive: true });
      // Also what is there may be a link, and where it leads is nobody's hook.
      rmSync(path, { force: true });
      writeFileSync(path, HOOK, { flag: 'wx', mode: 0o755 });
    } catch (error) {
      throw cliErrors.OUTPUT_FAILED({ path, reason: systemCode(error) ?? 'unknown' }, { cause: error });
    }
    await io.out(`Every commit in this repository is now scanned first (${path}).\n`);
    return EXIT.fine;
  },
};

/** Husky points git at a folder that it writes anew with every installation; people's hooks lie beside that. */
const HUSKY = /[\\/]\.husky[\\/]_[\\/]pre-commit$/;

/** Whether nothing is there, or our own hook, or anything else that may be replaced. */
function mayWrite(path: string, isForced: boolean): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || isForced) return true;
  return stat.isFile() && readFileSync(path, 'utf8').includes(MARK);
}

/** Where git looks for the hook; git itself knows best (core.hooksPath, linked work trees). */
function hookPath(cwd: string): string {
  const asked = spawnSync('git', ['rev-parse', '--git-path', 'hooks/pre-commit'], { cwd, encoding: 'utf8' });
  if (asked.status !== 0) throw cliErrors.NOT_A_REPOSITORY({ path: cwd });
  return resolve(cwd, asked.stdout.trim());
}
