import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a call of git ended; `ok` is false where git is not installed, too. */
export interface GitAnswer {
  readonly ok: boolean;
  readonly text: string;
  readonly status: number | null;
}

type Environment = { readonly [name: string]: string | undefined };

const MOST_BYTES = 1 << 29;

/**
 * Asks git about the repository at `cwd`, for what runs nothing and reads no file of the work tree: where things lie, and which
 * commit a name means. No transport is allowed, so that a partial clone fetches nothing.
 */
export function askGit(cwd: string, env: Environment, words: readonly string[]): GitAnswer {
  return runGit(cwd, { ...cleaned(env), GIT_ALLOW_PROTOCOL: '' }, ['-c', 'core.fsmonitor=false', ...words]);
}

/** Where a repository keeps what a comparison with its work tree needs. Absolute paths. */
export interface GitPlaces {
  readonly gitDir: string;
  readonly commonDir: string;
  /** Undefined of a bare repository. */
  readonly workTree: string | undefined;
}

/**
 * Git over the objects, the index and the work tree of a repository, and without its configuration. What a repository says
 * there (filters, file system monitors, external diffs, text conversions, remotes that fetch what is missing) are commands,
 * and a scan runs no command that its target names.
 */
export interface SafeGit {
  run(...words: readonly string[]): GitAnswer;
  remove(): void;
}

export function createSafeGit(cwd: string, env: Environment, places: GitPlaces): SafeGit {
  const { gitDir, commonDir, workTree } = places;
  const settings = harmlessSettings(cwd, env);
  const own = mkdtempSync(join(tmpdir(), 'sallyport-git-'));
  for (const folder of ['refs', 'info']) mkdirSync(join(own, folder));
  writeFileSync(join(own, 'HEAD'), 'ref: refs/heads/none\n');
  writeFileSync(join(own, 'config'), formatOf(cwd, env));
  for (const name of ['shallow', 'info/exclude', 'info/attributes'])
    copyIfThere(join(commonDir, name), join(own, name));
  for (const name of sharedIndexes(gitDir)) symlinkSync(join(gitDir, name), join(own, name));
  const environment = {
    ...cleaned(env),
    GIT_DIR: own,
    GIT_OBJECT_DIRECTORY: join(commonDir, 'objects'),
    GIT_INDEX_FILE: join(gitDir, 'index'),
    ...(workTree === undefined ? {} : { GIT_WORK_TREE: workTree }),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOW_PROTOCOL: '',
  };
  return {
    run: (...words) => runGit(cwd, environment, [...settings, ...words]),
    remove: () => rmSync(own, { recursive: true, force: true }),
  };
}

function runGit(cwd: string, env: Environment, words: readonly string[]): GitAnswer {
  const run = spawnSync('git', ['-c', 'core.quotePath=false', '-c', 'safe.directory=*', ...words], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: MOST_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { ok: run.status === 0, text: run.stdout ?? '', status: run.status };
}

/** Git's own variables (an external diff, another index, traces) must not leak into what is asked here. */
function cleaned(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.toUpperCase().startsWith('GIT_')));
}

/** Settings of the repository and the user that say how a file is compared, and run nothing. */
const HARMLESS = /^core\.(?:autocrlf|eol|filemode|symlinks|ignorecase|precomposeunicode) [a-z]{1,10}$/;

function harmlessSettings(cwd: string, env: Environment): string[] {
  const { text } = askGit(cwd, env, ['config', '--get-regexp', '^core\\.']);
  const lines = text.split('\n').filter((line) => HARMLESS.test(line));
  return lines.flatMap((line) => ['-c', line.replace(' ', '=')]);
}

/** The format of the objects, which a configuration has to state. */
function formatOf(cwd: string, env: Environment): string {
  const { text } = askGit(cwd, env, ['config', '--get', 'extensions.objectFormat']);
  return text.trim() === 'sha256'
    ? '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n'
    : '[core]\n\trepositoryformatversion = 0\n';
}

function copyIfThere(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch {
    // Most repositories have none of them.
  }
}

/** A split index keeps most of its entries in a file beside it. */
function sharedIndexes(gitDir: string): string[] {
  return readdirSync(gitDir).filter((name) => name.startsWith('sharedindex.'));
}
