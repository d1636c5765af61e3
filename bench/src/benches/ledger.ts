import { generateKeyPairSync } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { seededRandom } from '@sallyport/kernel';
import { fileStore, leafHash, noteSigner, openLedger, verifyInclusion } from '@sallyport/ledger';

import type { Bench } from '../bench.ts';

const ORIGIN = 'log.example/bench';
const BATCHES = 300;
const BATCH_ENTRIES = 1000;
const WRITERS = 4;
const ENTRY_BYTES = 300;
const PROOFS = 10_000;

/** Appends that are on disk before they are acknowledged, in batches as a busy control plane makes them, and proofs over the result. */
export const bench: Bench = {
  name: 'ledger',
  async run(context) {
    const folder = join(context.cacheDir, 'ledger');
    rmSync(folder, { recursive: true, force: true });
    const { privateKey } = generateKeyPairSync('ed25519');
    const open = () =>
      openLedger({ store: fileStore({ folder }), origin: ORIGIN, signers: [noteSigner(ORIGIN, privateKey)] });
    const random = seededRandom(1);
    const entries = Array.from({ length: BATCHES * BATCH_ENTRIES }, (_, i) =>
      Buffer.from(`${i} ${Buffer.from(random.bytes(ENTRY_BYTES / 2)).toString('hex')}`),
    );
    const ledger = await open();
    const placed = new Map<number, Buffer>();

    /** One of several callers, each of which waits for its batch to be on disk before it sends the next. */
    async function write(writer: number): Promise<void> {
      for (let at = writer * BATCH_ENTRIES; at < entries.length; at += WRITERS * BATCH_ENTRIES) {
        const batch = entries.slice(at, at + BATCH_ENTRIES);
        const [first] = await ledger.append(batch);
        batch.forEach((entry, i) => placed.set((first?.index ?? 0) + i, entry));
      }
    }

    const appendStart = performance.now();
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    const appendMs = performance.now() - appendStart;

    const { root, size } = ledger.head();
    let verified = 0;
    const proofStart = performance.now();
    for (let i = 0; i < PROOFS; i++) {
      const index = random.below(size);
      const leaf = leafHash(placed.get(index) ?? Buffer.alloc(0));
      if (verifyInclusion({ leaf, index, size, root }, await ledger.proveInclusion(index))) verified++;
    }
    const proofMs = performance.now() - proofStart;
    await ledger.checkpoint();
    await ledger.close();

    const openStart = performance.now();
    const again = await open();
    const openMs = performance.now() - openStart;
    await again.close();
    rmSync(folder, { recursive: true, force: true });
    return {
      entries: size,
      writers: WRITERS,
      batchEntries: BATCH_ENTRIES,
      entryBytes: ENTRY_BYTES,
      durableAppendsPerSecond: Math.round((entries.length / appendMs) * 1000),
      proofsVerified: verified,
      proofsPerSecond: Math.round((PROOFS / proofMs) * 1000),
      openMs: Math.round(openMs * 10) / 10,
    };
  },
};
