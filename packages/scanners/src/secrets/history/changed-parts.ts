import type { CopiedStretch } from '../../git/delta.ts';
import type { Part } from '../part.ts';
import type { Detected } from './detector.ts';

/**
 * How far from a change a rule's view may reach, in bytes. A match that no change comes this near to is the same
 * match as in the text that the delta was made from.
 */
export const REACH_BYTES = 2048;

/**
 * The parts of a text made by a delta that must be searched: what is new, and both sides of every seam, widened by the
 * reach. A seam is also where the base went on, or had begun before, and the text does not.
 */
export function changedParts(copies: readonly CopiedStretch[], length: number, baseLength: number): Part[] {
  const parts: { from: number; to: number }[] = [];
  const add = (from: number, to: number): void => {
    const start = Math.max(0, from - REACH_BYTES);
    const last = parts.at(-1);
    if (last !== undefined && start <= last.to) last.to = Math.max(last.to, Math.min(length, to + REACH_BYTES));
    else parts.push({ from: start, to: Math.min(length, to + REACH_BYTES) });
  };
  let done = 0;
  let sourceEnd = 0;
  for (const copy of copies) {
    if (copy.target !== done || copy.source !== sourceEnd) add(done, copy.target);
    done = copy.target + copy.length;
    sourceEnd = copy.source + copy.length;
  }
  if (done < length || sourceEnd < baseLength) add(done, length);
  return parts;
}

/** What was detected in the base and came along in a copied stretch, away from every changed part, moved to its new place. */
export function carriedOver(
  detected: readonly Detected[],
  copies: readonly CopiedStretch[],
  parts: readonly Part[],
): Detected[] {
  const carried: Detected[] = [];
  for (const copy of copies) {
    const shift = copy.target - copy.source;
    for (const one of detected) {
      if (one.start < copy.source || one.end > copy.source + copy.length) continue;
      const moved = { key: one.key, start: one.start + shift, end: one.end + shift };
      if (!parts.some((part) => moved.start < part.to && moved.end > part.from)) carried.push(moved);
    }
  }
  return carried;
}
