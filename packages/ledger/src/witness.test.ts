import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fixedClock } from '@sallyport/kernel';
import { describe, expect, it } from 'vitest';

import { openCheckpoint } from './checkpoint.ts';
import { openLedger } from './ledger.ts';
import { memoryStore } from './memory-store.ts';
import { noteSigner, noteVerifier, parseSignatureLine, parseVerifierKey } from './note.ts';
import { witnessFileStore, witnessMemoryStore } from './witness-file-store.ts';
import {
  cosignatureTime,
  cosignatureVerifier,
  createWitness,
  formatAddCheckpoint,
  parseAddCheckpoint,
} from './witness.ts';
import type { WitnessStore } from './witness.ts';

const origin = 'log.example/audit';
const logKeys = generateKeyPairSync('ed25519');
const witnessKeys = generateKeyPairSync('ed25519');
const log = [noteVerifier(origin, logKeys.publicKey)];

const openLog = () => openLedger({ store: memoryStore(), origin, signers: [noteSigner(origin, logKeys.privateKey)] });

const newWitness = (store: WitnessStore = witnessMemoryStore()) =>
  createWitness({
    name: 'witness.example',
    key: witnessKeys.privateKey,
    logs: new Map([[origin, log]]),
    store,
    clock: fixedClock(1_790_000_000_000),
  });

const entries = (count: number, text = 'entry') => Array.from({ length: count }, (_, i) => Buffer.from(`${text} ${i}`));

describe('a witness', () => {
  it('does not start without memory: a lost state must be noticed', async () => {
    const ledger = await openLog();
    const checkpoint = await ledger.checkpoint();

    await expect(newWitness().addCheckpoint({ oldSize: 0, proof: [], checkpoint })).rejects.toMatchObject({
      code: 'LEDGER_NO_STATE',
    });
  });

  it('does not begin anew for a log that it knows', async () => {
    const witness = newWitness();
    await witness.begin(origin);

    await expect(witness.begin(origin)).rejects.toMatchObject({ code: 'LEDGER_CONFLICT' });
  });

  it('refuses what is malformed, of an unknown log, or not signed by the log', async () => {
    const witness = newWitness();
    await witness.begin(origin);
    const stranger = generateKeyPairSync('ed25519').privateKey;
    const forged = await openLedger({ store: memoryStore(), origin, signers: [noteSigner(origin, stranger)] });
    const foreign = await openLedger({
      store: memoryStore(),
      origin: 'foreign.example',
      signers: [noteSigner('foreign.example', stranger)],
    });
    const offer = (checkpoint: string) => witness.addCheckpoint({ oldSize: 0, proof: [], checkpoint });

    expect(await offer('nothing')).toEqual({ ok: false, reason: 'malformed' });
    expect(await offer(await foreign.checkpoint())).toEqual({ ok: false, reason: 'unknown-log' });
    expect(await offer(await forged.checkpoint())).toEqual({ ok: false, reason: 'bad-signature' });
  });

  it('cosigns a log that grows, with the time', async () => {
    const ledger = await openLog();
    const witness = newWitness();
    await witness.begin(origin);
    let known = 0;
    for (const count of [3, 1, 300, 0]) {
      await ledger.append(entries(count));
      const checkpoint = await ledger.checkpoint();
      const answer = await witness.addCheckpoint({
        oldSize: known,
        proof: await ledger.proveConsistency(known),
        checkpoint,
      });
      known = ledger.size;

      expect(answer.ok).toBe(true);
      const cosignature = answer.ok ? answer.cosignature : '';
      const verifier = cosignatureVerifier('witness.example', parseVerifierKey(witness.verifierKey).publicKey);
      const opened = openCheckpoint(checkpoint + cosignature, {
        origin,
        log,
        witnesses: [verifier],
        witnessThreshold: 1,
      });
      expect(opened.ok).toBe(true);
      expect(cosignatureTime(parseSignatureLine(cosignature.trimEnd())!.signature)).toBe(1_790_000_000);
    }
  });

  it('catches a log that was rolled back, and keeps the two notes that prove it', async () => {
    const ledger = await openLog();
    await ledger.append(entries(2));
    const early = await ledger.checkpoint();
    await ledger.append(entries(2));
    const late = await ledger.checkpoint();
    const witness = newWitness();
    await witness.begin(origin);
    await witness.addCheckpoint({ oldSize: 0, proof: [], checkpoint: late });

    expect(await witness.addCheckpoint({ oldSize: 4, proof: [], checkpoint: early })).toEqual({
      ok: false,
      reason: 'rolled-back',
      size: 4,
      evidence: [late, early],
    });
  });

  it('catches a split view at the same size and a rewritten history at a larger one', async () => {
    const [ledger, twin] = [await openLog(), await openLog()];
    await ledger.append(entries(4));
    await twin.append(entries(4, 'other'));
    const witness = newWitness();
    await witness.begin(origin);
    await witness.addCheckpoint({ oldSize: 0, proof: [], checkpoint: await ledger.checkpoint() });

    const same = await twin.checkpoint();
    expect(await witness.addCheckpoint({ oldSize: 4, proof: [], checkpoint: same })).toMatchObject({
      reason: 'split-view',
    });
    await twin.append(entries(4));
    const larger = { oldSize: 4, proof: await twin.proveConsistency(4), checkpoint: await twin.checkpoint() };
    expect(await witness.addCheckpoint(larger)).toMatchObject({ reason: 'inconsistent', size: 4 });
  });

  it('answers a stale caller with the size it has', async () => {
    const ledger = await openLog();
    await ledger.append(entries(4));
    const witness = newWitness();
    await witness.begin(origin);
    await witness.addCheckpoint({ oldSize: 0, proof: [], checkpoint: await ledger.checkpoint() });
    await ledger.append(entries(4));

    const answer = await witness.addCheckpoint({ oldSize: 2, proof: [], checkpoint: await ledger.checkpoint() });
    expect(answer).toEqual({ ok: false, reason: 'conflict', size: 4 });
  });

  it('remembers across restarts, and only one process may have its folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'witness-'));
    const ledger = await openLog();
    await ledger.append(entries(4));
    const store = await witnessFileStore(folder);
    const witness = newWitness(store);
    await witness.begin(origin);
    const early = await ledger.checkpoint();
    await ledger.append(entries(1));
    await witness.addCheckpoint({ oldSize: 0, proof: [], checkpoint: await ledger.checkpoint() });

    await expect(witnessFileStore(folder)).rejects.toMatchObject({ code: 'LEDGER_LOCKED' });
    await store.release();
    const again = await witnessFileStore(folder);
    expect(await newWitness(again).addCheckpoint({ oldSize: 5, proof: [], checkpoint: early })).toMatchObject({
      reason: 'rolled-back',
    });
    await again.release();
    await rm(folder, { recursive: true });
  });

  it('reads and writes the body of add-checkpoint', async () => {
    const ledger = await openLog();
    await ledger.append(entries(5));
    const request = { oldSize: 3, proof: await ledger.proveConsistency(3), checkpoint: await ledger.checkpoint() };

    expect(parseAddCheckpoint(formatAddCheckpoint(request))).toEqual(request);
    for (const body of [
      '',
      'old 1',
      'old -1\n\nx',
      'new 1\n\nx',
      'old 1\nAAAA\n\nx',
      `old 1\n${'A\n'.repeat(99)}\nx`,
    ]) {
      expect(parseAddCheckpoint(body)).toBeUndefined();
    }
  });

  it('signs with Ed25519 only', () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

    expect(() =>
      createWitness({ name: 'w', key, logs: new Map(), store: witnessMemoryStore(), clock: fixedClock(0) }),
    ).toThrow(/witness key is malformed/);
  });
});
