import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Whether the tests can make repositories with git itself; without it they are skipped by name. */
export const hasGit: boolean = spawnSync('git', ['--version']).status === 0;

/** A throw-away repository made with git itself, for tests. */
export interface TestRepository {
  readonly root: string;
  git(...words: string[]): string;
  write(path: string, content: string | Buffer): void;
  /** Stages everything and commits it; the commit's id. */
  commit(message: string): string;
  remove(): void;
}

export function makeRepository(...initOptions: string[]): TestRepository {
  const root = mkdtempSync(join(tmpdir(), 'git-test-'));
  let minute = 0;
  const git = (...words: string[]): string => {
    minute += 1;
    const date = new Date(1_700_000_000_000 + minute * 60_000).toISOString();
    return execFileSync('git', words, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        PATH: process.env['PATH'],
        HOME: root,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Ada Example',
        GIT_AUTHOR_EMAIL: 'ada@team.example',
        GIT_COMMITTER_NAME: 'Ada Example',
        GIT_COMMITTER_EMAIL: 'ada@team.example',
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    }).trim();
  };
  git('init', '--quiet', '--initial-branch=main', ...initOptions);
  return {
    root,
    git,
    write(path, content) {
      const target = join(root, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    },
    commit(message) {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
