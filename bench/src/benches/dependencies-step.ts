/** Reads one lock file in a process of its own: the first time, and the median of further times. Prints one JSON object. */

import { readInventory } from '@sallyport/scanners';

const [path = ''] = process.argv.slice(2);
const RUNS = 11;

const read = async (): Promise<{ readonly ms: number; readonly packages: number }> => {
  const started = performance.now();
  const target = { kind: 'file', given: path, root: path } as const;
  const { inventory } = await readInventory({
    target,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return { ms: performance.now() - started, packages: inventory.packages.length };
};
const first = await read();
const times: number[] = [];
for (let run = 0; run < RUNS; run += 1) times.push((await read()).ms);
const median = times.toSorted((a, b) => a - b)[RUNS >> 1] ?? 0;
const round = (ms: number): number => Math.round(ms * 10) / 10;
console.log(JSON.stringify({ packages: first.packages, firstMs: round(first.ms), warmMs: round(median) }));
