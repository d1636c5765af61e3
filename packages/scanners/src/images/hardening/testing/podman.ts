import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { hasProgram, runProgram } from '../../testing/programs.ts';

/** A Podman with a storage of its own. */
export interface Podman {
  readonly folder: string;
  /** Runs it to its end, with what it printed. Throws where it fails. */
  run(...args: readonly string[]): string;
  /** Makes an image of some programs of this system and the libraries that they need. */
  makeImage(name: string, programs: readonly string[], changes: readonly string[]): void;
  /** Starts what speaks Docker's API; gives the address. */
  serve(): Promise<string>;
  remove(): Promise<void>;
}

/** Options with which a container runs where Podman may not raise limits. */
export const MODEST = ['--network', 'none', '--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1000:1000'];

/** Whether Podman is here and may be used: by root, since its storage is a folder of our own. */
export function hasPodman(): boolean {
  return process.getuid?.() === 0 && hasProgram('podman') && hasProgram('tar') && hasProgram('ldd');
}

export function createPodman(): Podman {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-podman-'));
  const storage = ['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--storage-driver', 'vfs'];
  const services: ChildProcess[] = [];
  const run = (...args: readonly string[]): string => runProgram('podman', [...storage, ...args], { cwd: folder });
  return {
    folder,
    run,
    makeImage(name, programs, changes) {
      const root = join(folder, 'rootfs');
      for (const program of programs) copyProgram(program, root);
      runProgram('tar', ['-cf', 'rootfs.tar', '-C', 'rootfs', '.'], { cwd: folder });
      run('import', ...changes.flatMap((change) => ['-c', change]), 'rootfs.tar', name);
    },
    async serve() {
      const socket = join(folder, 'podman.sock');
      const service = spawn('podman', [...storage, 'system', 'service', '--time=0', `unix://${socket}`], {
        stdio: 'ignore',
      });
      services.push(service);
      await appears(socket, service);
      return `unix://${socket}`;
    },
    async remove() {
      for (const service of services) {
        const ended = new Promise((resolve) => service.on('exit', resolve));
        service.kill();
        await ended;
      }
      spawnSync('podman', [...storage, 'rm', '--all', '--force', '--time', '0'], { stdio: 'ignore' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function copyProgram(program: string, root: string): void {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  const libraries = [...stdout.matchAll(/(?:=> |^\s+)(?<path>\/\S+)/gm)].map((match) => match.groups?.['path'] ?? '');
  for (const path of [program, ...libraries]) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    cpSync(realpathSync(path), join(root, path));
  }
}

/** Waits for the socket that a service makes, or for the end of the service. */
function appears(path: string, service: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const watcher = watch(dirname(path), () => done());
    const done = (): void => {
      if (!existsSync(path)) return;
      watcher.close();
      resolve();
    };
    service.on('exit', (code) => {
      watcher.close();
      reject(new Error(`podman ended with ${code}`));
    });
    // It may have been there before the watching began.
    done();
  });
}
