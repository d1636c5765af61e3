import { sha256Hex } from '@sallyport/kernel';

import { withContext } from './changed-parts.ts';
import type { Detected } from './detector.ts';

/**
 * What was detected in a blob, each with a hash of all around it that a rule may look at: where another blob has the same at the same
 * path, the same is reported of it. In memory only.
 */
export function contextsOf(data: Buffer, detected: readonly Detected[], reach: number): ReadonlySet<string> {
  return new Set(
    detected.map(({ key, start, end }) => {
      const { from, to } = withContext(data, { from: start, to: end }, reach);
      return `${key}:${sha256Hex(data.subarray(from, to))}`;
    }),
  );
}
