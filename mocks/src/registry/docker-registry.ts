import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's `docker-registry` (distribution 2.8, without the referrers API), or what DOCKER_REGISTRY names. */
export function dockerRegistryProgram(): string | undefined {
  const program = process.env['DOCKER_REGISTRY'] ?? 'docker-registry';
  return spawnSync(program, ['--version']).status === 0 ? program : undefined;
}

export interface RunningRegistry {
  readonly host: string;
  stop(): Promise<void>;
}

/** Starts it on a free port of loopback with a folder of its own. */
export async function startDockerRegistry(program: string): Promise<RunningRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const config = [
    'version: 0.1',
    'log: { level: error, accesslog: { disabled: true } }',
    `storage: { filesystem: { rootdirectory: ${join(folder, 'data')} }, delete: { enabled: true } }`,
    `http: { addr: '${host}' }`,
  ];
  writeFileSync(join(folder, 'config.yml'), `${config.join('\n')}\n`);
  const child = spawn(program, ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
  await answering(`http://${host}/v2/`, child);
  return {
    host,
    stop: () =>
      new Promise((resolve) => {
        child.on('exit', () => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        child.kill();
      }),
  };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`docker-registry ended with ${child.exitCode}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
