import { boundsChecks } from './container-bounds.ts';
import { rightsChecks } from './containers.ts';
import type { Check } from './check.ts';
import { daemonChecks } from './daemon.ts';
import { fileChecks } from './files.ts';
import { hostChecks } from './host.ts';
import { imageChecks } from './images.ts';

/** Every check, in the order of the benchmark. */
export const checks: readonly Check[] = [
  ...hostChecks,
  ...daemonChecks,
  ...fileChecks,
  ...imageChecks,
  ...rightsChecks,
  ...boundsChecks,
].toSorted((a, b) => compareNumbers(a.cis, b.cis));

function compareNumbers(a: string, b: string): number {
  const [as, bs] = [a, b].map((text) => text.split('.').map(Number));
  for (const [index, value] of (as ?? []).entries()) {
    const order = value - (bs?.[index] ?? -1);
    if (order !== 0) return order;
  }
  return 0;
}
