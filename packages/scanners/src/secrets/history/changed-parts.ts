import type { CopiedStretch } from '../../git/delta.ts';
import type { Part } from '../part.ts';
import type { Detected } from './detector.ts';

/** How far out of a changed part its first and last line are followed. */
const MOST_LINE_BYTES = 4096;
const LINE_FEED = 0x0a;

/** A text made by a delta: which stretches came from its base, and how long that was. */
export interface DeltaMade {
  readonly data: Buffer;
  readonly copies: readonly CopiedStretch[];
  readonly baseLength: number;
}

/**
 * The parts of a text made by a delta that must be searched: what is new, and both sides of every seam, widened by `reach` bytes
 * and then to whole lines. A seam is also where the base went on, or had begun before, and the text does not.
 */
export function changedParts({ data, copies, baseLength }: DeltaMade, reach: number): Part[] {
  const parts: { from: number; to: number }[] = [];
  const add = (from: number, to: number): void => {
    const { from: start, to: end } = withContext(data, { from, to }, reach);
    const last = parts.at(-1);
    if (last !== undefined && start <= last.to) last.to = Math.max(last.to, end);
    else parts.push({ from: start, to: end });
  };
  let done = 0;
  let sourceEnd = 0;
  for (const copy of copies) {
    if (copy.target !== done || copy.source !== sourceEnd) add(done, copy.target);
    done = copy.target + copy.length;
    sourceEnd = copy.source + copy.length;
  }
  if (done < data.length || sourceEnd < baseLength) add(done, data.length);
  return parts;
}

function lineStart(data: Buffer, at: number): number {
  if (at === 0) return 0;
  const feed = data.lastIndexOf(LINE_FEED, at - 1);
  return Math.max(feed + 1, at - MOST_LINE_BYTES);
}

function lineEnd(data: Buffer, at: number): number {
  const feed = data.indexOf(LINE_FEED, at);
  return Math.min(feed === -1 ? data.length : feed, at + MOST_LINE_BYTES);
}

/** Whether a part begins and ends with a line. */
export function isOfWholeLines(data: Buffer, { from, to }: Part): boolean {
  return (from === 0 || data[from - 1] === LINE_FEED) && (to === data.length || data[to] === LINE_FEED);
}

/** A part and all that stands within `reach` bytes of it, widened to whole lines. */
export function withContext(data: Buffer, { from, to }: Part, reach: number): Part {
  return { from: lineStart(data, Math.max(0, from - reach)), to: lineEnd(data, Math.min(data.length, to + reach)) };
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
