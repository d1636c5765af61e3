import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'scenarios', 'image.sh');
const MAIN = join(import.meta.dirname, '..', 'main.ts');
const PROGRAMS = ['docker-registry', 'umoci', 'openssl', 'curl', 'bash'];
const missing = PROGRAMS.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
const STEPS = 8;
const debianRoot = process.env['SALLYPORT_DEBIAN_ROOT'];

describe('docs/scenarios/image.sh (needs docker-registry and umoci)', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-scenario-'));
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'sallyport'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, {
      mode: 0o755,
    });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.skipIf(missing.length > 0)('comes out at every step as it says', { timeout: 300_000 }, async () => {
    const port = await freePort();

    const ran = await runScript(folder, { REGISTRY_PORT: String(port), DEBIAN_ROOT: '' });

    expect(ran).toEqual({ code: 0, steps: STEPS, failed: '' });
  });

  it.skipIf(missing.length > 0 || debianRoot === undefined)(
    'comes out the same with images of a real Debian root (needs SALLYPORT_DEBIAN_ROOT)',
    { timeout: 600_000 },
    async () => {
      const port = await freePort();

      const ran = await runScript(folder, { REGISTRY_PORT: String(port), DEBIAN_ROOT: debianRoot ?? '' });

      expect(ran).toEqual({ code: 0, steps: STEPS, failed: '' });
    },
  );
});

async function runScript(
  folder: string,
  settings: { readonly REGISTRY_PORT: string; readonly DEBIAN_ROOT: string },
): Promise<{ readonly code: number | null; readonly steps: number; readonly failed: string }> {
  const env = {
    ...process.env,
    HOME: folder,
    PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    ...settings,
  };
  const child = spawn('bash', [SCRIPT, join(folder, 'work')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  const steps = output.split('\n').filter((line) => line.startsWith('✓')).length;
  return { code, steps, failed: code === 0 ? '' : output };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
