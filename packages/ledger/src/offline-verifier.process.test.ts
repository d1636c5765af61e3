import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { exportLog } from './log-export.ts';
import { memoryStore } from './memory-store.ts';
import { formatVerifierKey, noteSigner } from './note.ts';

const verifier = fileURLToPath(new URL('../offline/ledger-verifier.js', import.meta.url));
const origin = 'log.example/offline';
const keys = { ed25519: generateKeyPairSync('ed25519'), ecdsa: generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
const verifierKey = formatVerifierKey(origin, keys.ed25519.publicKey, 1);

const openLog = (key = keys.ed25519.privateKey) =>
  openLedger({ store: memoryStore(), origin, signers: [noteSigner(origin, key)] });
const run = (...args: string[]) => spawnSync(process.execPath, [verifier, ...args], { encoding: 'utf8' });
const bodies = (count: number) => Array.from({ length: count }, (_, i) => Buffer.from(`entry ${i}`));

interface VerifierModule {
  readKey(line: string): unknown;
  verifyLog(folder: string, key: unknown, since?: string): { size: number; missingBodies: number };
}

async function loadVerifier(): Promise<VerifierModule> {
  const location = verifier;
  return (await import(location)) as VerifierModule;
}

describe('the offline verifier', () => {
  let folder = '';
  let ledger: Ledger;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ledger-offline-'));
    ledger = await openLog();
    await ledger.append(bodies(100));
    const early = await ledger.checkpoint();
    await ledger.append([...bodies(400), Buffer.alloc(70_000, 1)]);
    await exportLog(ledger, join(folder, 'log'));
    await writeFile(join(folder, 'early'), early);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('stands alone: it imports nothing but Node', async () => {
    const imports = (await readFile(verifier, 'utf8')).matchAll(/^import .* from '([^']+)'/gm);

    expect([...imports].map(([, name]) => name?.startsWith('node:'))).not.toContain(false);
  });

  it('explains its use', () => {
    expect(run().status).toBe(2);
    expect(run('log', folder).status).toBe(2);
    expect(run('other', folder, '--key', verifierKey).status).toBe(2);
  });

  it('verifies a log and its growth', () => {
    const plain = run('log', join(folder, 'log'), '--key', verifierKey);
    const grown = run('log', join(folder, 'log'), '--key', verifierKey, '--since', join(folder, 'early'));

    expect([plain.status, plain.stdout]).toEqual([0, `verified: ${origin}, 501 entries\n`]);
    expect(grown.status).toBe(0);
  });

  it('verifies the proof of an entry, and of no other', async () => {
    await writeFile(join(folder, 'proof'), await ledger.prove(42));
    await writeFile(join(folder, 'entry'), 'entry 42');
    await writeFile(join(folder, 'other'), 'entry 43');

    expect(run('proof', join(folder, 'proof'), '--entry', join(folder, 'entry'), '--key', verifierKey).status).toBe(0);
    const other = run('proof', join(folder, 'proof'), '--entry', join(folder, 'other'), '--key', verifierKey);
    expect([other.status, other.stderr]).toEqual([1, 'NOT verified: the entry is not in the log\n']);
  });

  it('reads ECDSA keys, and refuses another key than the log’s', async () => {
    const log = await openLog(keys.ecdsa.privateKey);
    await log.append(bodies(3));
    await exportLog(log, join(folder, 'ecdsa'));
    const key = formatVerifierKey(origin, keys.ecdsa.publicKey, 2);

    expect(run('log', join(folder, 'ecdsa'), '--key', key).status).toBe(0);
    expect(run('log', join(folder, 'ecdsa'), '--key', verifierKey).stderr).toMatch(/not signed by the key/);
  });

  it('refuses a log that was rolled back or rewritten', async () => {
    const rewritten = await openLog();
    await rewritten.append(bodies(600).toReversed());
    await exportLog(rewritten, join(folder, 'rewritten'));
    await writeFile(join(folder, 'late'), await ledger.checkpoint());
    const short = await openLog();
    await short.append(bodies(100));
    await exportLog(short, join(folder, 'short'));
    const since = (log: string, note: string) =>
      run('log', join(folder, log), '--key', verifierKey, '--since', join(folder, note)).stderr;

    expect(since('rewritten', 'early')).toMatch(/rewritten/);
    expect(since('short', 'late')).toMatch(/rolled back: it had 501 entries/);
  });

  it('detects every flipped byte and every cut of a small log', async () => {
    const { readKey, verifyLog } = await loadVerifier();
    const small = await openLog();
    await small.append(bodies(5));
    await small.append([Buffer.alloc(66_000, 2)]);
    const sound = join(folder, 'small');
    await exportLog(small, sound);
    const key = readKey(verifierKey);
    expect(verifyLog(sound, key).size).toBe(6);
    const copy = join(folder, 'copy');
    await cp(sound, copy, { recursive: true });

    const files = (await readdir(copy, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    let mutations = 0;
    for (const file of files) {
      const path = join(file.parentPath, file.name);
      const bytes = await readFile(path);
      const positions = bytes.length > 2000 ? [0, 1, bytes.length >> 1, bytes.length - 1] : bytes.keys();
      for (const at of positions) {
        const flipped = Buffer.from(bytes);
        flipped[at]! ^= 1;
        await writeFile(path, flipped);
        expect(() => verifyLog(copy, key), `${path} byte ${at}`).toThrow(/./);
        await writeFile(path, bytes);
        await truncate(path, at);
        expect(() => verifyLog(copy, key), `${path} cut at ${at}`).toThrow(/./);
        await writeFile(path, bytes);
        mutations++;
      }
    }
    expect(mutations).toBeGreaterThan(500);
    expect(verifyLog(copy, key).size).toBe(6);
  });

  it('says when a large body is not there', async () => {
    const { readKey, verifyLog } = await loadVerifier();
    await rm(join(folder, 'log', 'bodies'), { recursive: true });

    expect(verifyLog(join(folder, 'log'), readKey(verifierKey)).missingBodies).toBe(1);
  });
});
