import { resolve } from 'node:path';

import { changedLines } from '@sallyport/findings';
import type { Changes, Finding, LineRange } from '@sallyport/findings';

import { cliErrors } from '../errors.ts';
import { commitOrigins } from './commit-origins.ts';
import { askGit, createSafeGit } from './safe-git.ts';
import type { GitAnswer, GitPlaces, SafeGit } from './safe-git.ts';

type Environment = { readonly [name: string]: string | undefined };

/** A comparison of a work tree with a revision that it left. */
export interface ComparisonRequest {
  readonly root: string;
  readonly revision: string;
  readonly env: Environment;
  /** Those whose commits are asked about. */
  readonly findings: readonly Finding[];
  /** Compares with the revision itself, not with where the work tree left it. */
  readonly isExact?: boolean;
}

/**
 * What changed in a work tree since it left `revision`: lines of tracked files, whole untracked files, and commits.
 * Nothing that the repository's configuration names is run. Throws CLI_NOT_A_REPOSITORY, CLI_NO_REVISION, and
 * CLI_CHANGES_UNKNOWN where git cannot tell.
 */
export function changesSince({ root, revision, env, findings, isExact = false }: ComparisonRequest): Changes {
  const places = placesOf(root, env);
  // A name that begins with a dash would be an option.
  const since = commitOf(root, env, revision);
  if (since === undefined) throw cliErrors.NO_REVISION({ name: revision });
  const head = commitOf(root, env, 'HEAD');
  const git = createSafeGit(root, env, places);
  try {
    const base = head === undefined || isExact ? since : mergeBase(git, since, head);
    const lines = new Map<string, readonly LineRange[]>();
    if (places.workTree !== undefined) {
      for (const [path, ranges] of diffLines(git, base, revision)) lines.set(path, ranges);
      for (const path of untracked(git, revision)) lines.set(path, [{ start: 1, end: Number.MAX_SAFE_INTEGER }]);
    }
    const ask = (...words: readonly string[]): string => demand(git.run(...words), `git ${words[0]}`, revision);
    return { lines, originOf: commitOrigins(git, { since, head, ask }, findings) };
  } finally {
    git.remove();
  }
}

/** Throws CLI_NOT_A_REPOSITORY, CLI_NO_REVISION or CLI_CHANGES_UNKNOWN where `changesSince` could not begin. */
export function demandRevision(root: string, env: Environment, revision: string): void {
  placesOf(root, env);
  if (commitOf(root, env, revision) === undefined) throw cliErrors.NO_REVISION({ name: revision });
}

function placesOf(root: string, env: Environment): GitPlaces {
  const asked = askGit(root, env, ['rev-parse', '--absolute-git-dir', '--git-common-dir']);
  const [gitDir, commonDir] = asked.text.split('\n');
  if (asked.status === null) throw unknown('that revision', 'git could not be run');
  if (!asked.ok || gitDir === undefined || commonDir === undefined) throw cliErrors.NOT_A_REPOSITORY({ path: root });
  const top = askGit(root, env, ['rev-parse', '--show-toplevel']);
  return {
    gitDir,
    commonDir: resolve(root, commonDir),
    workTree: top.ok ? top.text.replace(/\n$/, '') : undefined,
  };
}

function commitOf(root: string, env: Environment, name: string): string | undefined {
  const asked = askGit(root, env, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  return asked.ok ? asked.text.trim() : undefined;
}

function mergeBase(git: SafeGit, since: string, head: string): string {
  const base = git.run('merge-base', since, head);
  return base.ok ? base.text.trim() : since;
}

/** Submodules are compared by their commits alone: to look into them git would run itself there, by their configuration. */
const DIFF = [
  'diff',
  '--unified=0',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=dirty',
  '--submodule=short',
  '--relative',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

function diffLines(git: SafeGit, base: string, revision: string): ReadonlyMap<string, readonly LineRange[]> {
  return changedLines(demand(git.run(...DIFF, base, '--'), 'git diff', revision));
}

/** A repository inside of the work tree stands as its folder, with a slash at the end. */
function untracked(git: SafeGit, revision: string): string[] {
  const listed = demand(git.run('ls-files', '--others', '--exclude-standard', '-z'), 'git ls-files', revision);
  const paths = listed.split('\0').filter((path) => path !== '');
  return paths.map((path) => path.replace(/\/$/, ''));
}

/** Where git gives no answer, nothing may read as unchanged. */
function demand(answer: GitAnswer, what: string, revision: string): string {
  if (answer.ok) return answer.text;
  throw unknown(revision, `${what} ended with ${answer.status ?? 'no status'}`);
}

function unknown(name: string, reason: string): Error {
  return cliErrors.CHANGES_UNKNOWN({ name, reason });
}
