/** Appends batches without end and prints the log's size after each acknowledgement. Started, and killed, by the crash test. */
import { writeSync } from 'node:fs';

import { fileStore } from '../file-store.ts';
import { openLedger } from '../ledger.ts';

const [folder = '', batchText = '10'] = process.argv.slice(2);
const ledger = await openLedger({ store: fileStore({ folder }), origin: 'log.example/crash', signers: [] });
const batch = Number(batchText);
for (;;) {
  const first = ledger.size;
  await ledger.append(Array.from({ length: batch }, (_, i) => Buffer.from(`entry ${first + i} ${'x'.repeat(500)}`)));
  // Synchronous, so that the line is out before the next append begins.
  writeSync(1, `${ledger.size}\n`);
}
