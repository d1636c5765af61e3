import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, it } from 'vitest';

import { fileStore } from './file-store.ts';
import { openLedger } from './ledger.ts';
import { verifyInclusion } from './proof.ts';
import { leafHash } from './hash.ts';

const writer = fileURLToPath(new URL('testdata/append-until-killed.ts', import.meta.url));
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ledger-crash-'));
  folders.push(folder);
  return folder;
}

/** Kills the writer after `acknowledgements` lines and returns the last size that it had acknowledged. */
async function killAfter(folder: string, acknowledgements: number, batch: number): Promise<number> {
  const child = spawn(process.execPath, [writer, folder, String(batch)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = 0;
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    lines++;
    if (lines === acknowledgements) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return last;
}

describe('a writer that is killed', () => {
  it('loses no acknowledged entry, whenever it is killed, and the log goes on', async () => {
    const folder = await newFolder();
    let before = 0;
    for (const [acknowledgements, batch] of [
      [1, 1],
      [7, 100],
      [20, 3],
      [3, 2000],
      [40, 17],
    ] as const) {
      const acknowledged = await killAfter(folder, acknowledgements, batch);
      const ledger = await openLedger({ store: fileStore({ folder }), origin: 'log.example/crash', signers: [] });
      const { size, root } = ledger.head();

      expect(acknowledged).toBeGreaterThan(before);
      expect(size).toBeGreaterThanOrEqual(acknowledged);
      const leaves = await ledger.leaves(0, size);
      expect(leaves.every((leaf, i) => Buffer.from(leaf).toString().startsWith(`entry ${i} x`))).toBe(true);
      const leaf = leafHash(leaves[acknowledged - 1]!);
      const proof = await ledger.proveInclusion(acknowledged - 1);
      expect(verifyInclusion({ leaf, index: acknowledged - 1, size, root }, proof)).toBe(true);
      await ledger.close();
      before = size;
    }
  });

  const tracer = 'strace';
  const available = spawnSync(tracer, ['-V']).status === 0;
  it.skipIf(!available)('had its data synced before it acknowledged (needs strace)', async () => {
    const folder = await newFolder();
    const trace = join(folder, 'trace');
    const child = spawn(
      tracer,
      ['-f', '-e', 'trace=pwrite64,fdatasync,fsync,write', '-o', trace, process.execPath, writer, folder, '5'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
      },
    );
    let lines = 0;
    for await (const _ of createInterface({ input: child.stdout })) {
      lines++;
      if (lines === 20) process.kill(-(child.pid ?? 0), 'SIGKILL');
    }

    const calls = (await readFile(trace, 'utf8')).split('\n');
    const acknowledgements = calls.flatMap((call, i) => (/ write\(1, "\d+\\n"/.test(call) ? [i] : []));
    expect(acknowledgements.length).toBeGreaterThanOrEqual(19);
    let from = 0;
    for (const at of acknowledgements) {
      const between = calls.slice(from, at);
      const written = between.findIndex((call) => call.includes('pwrite64(') && call.includes('SLB1'));
      const synced = between.findIndex((call, i) => i > written && /fdatasync(?:\(\d+\)| resumed>\)) += 0/.test(call));
      expect(written).toBeGreaterThanOrEqual(0);
      expect(synced).toBeGreaterThan(written);
      from = at + 1;
    }
  });
});
