import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import type { Command } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';

const MARK = '# Installed by sallyport hook install';
const LINE = 'npx --no-install sallyport scan --staged';
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
    const ours = existsSync(path) && readFileSync(path, 'utf8').includes(MARK);
    if (existsSync(path) && !ours && !input.options.flag('force')) throw cliErrors.HOOK_EXISTS({ path, line: LINE });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, HOOK);
    chmodSync(path, 0o755);
    await io.out(`Every commit in this repository is now scanned first (${path}).\n`);
    return EXIT.fine;
  },
};

/** Where git looks for the hook; git itself knows best (core.hooksPath, linked work trees). */
function hookPath(cwd: string): string {
  const asked = spawnSync('git', ['rev-parse', '--git-path', 'hooks/pre-commit'], { cwd, encoding: 'utf8' });
  if (asked.status !== 0) throw cliErrors.NOT_A_REPOSITORY({ path: cwd });
  return resolve(cwd, asked.stdout.trim());
}
