import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const MAIN = join(import.meta.dirname, '..', 'main.ts');

/** How a run of the command line ended. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: { readonly [name: string]: string };
  readonly input?: Uint8Array;
  /** Run as this user. */
  readonly uid?: number;
  /** Sees the process while it runs. */
  readonly onStart?: (child: ChildProcess) => void;
  /** Flags of node itself. */
  readonly node?: readonly string[];
}

/** A folder with a target, a home, a cache and a temporary folder of its own. */
export interface Sandbox {
  readonly root: string;
  readonly target: string;
  readonly cache: string;
  /** Writes a file under the target and returns its path. */
  write(path: string, content: string | Uint8Array): string;
  /** Runs git in the target, as a fixed author. */
  git(...words: string[]): string;
  /** Runs the command line with the target as its folder. */
  run(words: readonly string[], options?: RunOptions): Promise<Ran>;
  remove(): void;
}

/** Makes a sandbox under the system's temporary folder. */
export function createSandbox(): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-cli-'));
  const [target, home, cache, temporary] = ['target', 'home', 'cache', 'tmp'].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const folder of [target, home, cache, temporary]) mkdirSync(folder);
  const env = { PATH: process.env['PATH'], HOME: home, SALLYPORT_CACHE_DIR: cache, TMPDIR: temporary, ...AUTHOR };
  return {
    root,
    target,
    cache,
    write(path, content) {
      const absolute = join(target, path);
      mkdirSync(dirname(absolute), { recursive: true });
      writeFileSync(absolute, content);
      return absolute;
    },
    git: (...words) =>
      execFileSync('git', words, { cwd: target, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
    run: (words, options = {}) => runIn(target, env, words, options),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

const AUTHOR = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
};

async function runIn(cwd: string, env: NodeJS.ProcessEnv, words: readonly string[], options: RunOptions): Promise<Ran> {
  const child = spawn(process.execPath, [...(options.node ?? []), MAIN, ...words], {
    cwd,
    env: { ...env, ...options.env },
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  const chunks: { readonly out: Buffer[]; readonly err: Buffer[] } = { out: [], err: [] };
  child.stdout.on('data', (chunk: Buffer) => chunks.out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.err.push(chunk));
  child.stdin.on('error', () => child.stdin.destroy());
  child.stdin.end(options.input);
  options.onStart?.(child);
  const { code, signal } = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
  });
  return { code, signal, stdout: Buffer.concat(chunks.out).toString(), stderr: Buffer.concat(chunks.err).toString() };
}
