import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

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
  const config = [
    'version: 0.1',
    'log: { level: info, accesslog: { disabled: true } }',
    `storage: { filesystem: { rootdirectory: ${join(folder, 'data')} }, delete: { enabled: true } }`,
    "http: { addr: '127.0.0.1:0' }",
  ];
  writeFileSync(join(folder, 'config.yml'), `${config.join('\n')}\n`);
  const child = spawn(program, ['serve', join(folder, 'config.yml')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const host = await listening(child);
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

/** The address that it says it listens on; what it writes later is read and dropped. */
function listening(child: ChildProcessByStdio<null, null, Readable>): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4096);
      const host = /listening on (?<host>127\.0\.0\.1:\d+)/.exec(said)?.groups?.['host'];
      if (host !== undefined) resolve(host);
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`docker-registry ended with ${code}: ${said}`)));
  });
}
