import { spawnSync } from 'node:child_process';

import { changedLines } from '@sallyport/findings';
import type { Changes, LineRange } from '@sallyport/findings';

import { cliErrors } from '../errors.ts';

/**
 * What changed in a work tree since it left `revision`: lines of tracked files, whole untracked files, and commits.
 * Throws CLI_NOT_A_REPOSITORY and CLI_NO_REVISION.
 */
export function changesSince(root: string, revision: string): Changes {
  const git = (...words: string[]): { readonly ok: boolean; readonly text: string } => {
    const run = spawnSync('git', ['-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false', ...words], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    });
    return { ok: run.status === 0, text: run.stdout ?? '' };
  };
  if (!git('rev-parse', '--git-dir').ok) throw cliErrors.NOT_A_REPOSITORY({ path: root });
  // A name that begins with a dash would be an option.
  const commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  if (!commit.ok) throw cliErrors.NO_REVISION({ name: revision });
  const since = commit.text.trim();
  const base = git('merge-base', since, 'HEAD');
  const from = base.ok ? base.text.trim() : since;
  const diff = git(
    'diff',
    '--unified=0',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--relative',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    from,
    '--',
  );
  const lines = new Map<string, readonly LineRange[]>(changedLines(diff.text));
  const untracked = git('ls-files', '--others', '--exclude-standard', '-z').text.split('\0');
  for (const path of untracked) if (path !== '') lines.set(path, [{ start: 1, end: Number.MAX_SAFE_INTEGER }]);
  const commits = new Set(git('rev-list', 'HEAD', `^${since}`).text.split('\n').filter(Boolean));
  return { lines, commits };
}
