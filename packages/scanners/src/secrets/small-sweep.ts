import { LOWER } from './machine/layout.ts';
import type { Part } from './part.ts';
import { mayStart, RULE_SPAN } from './sweep.ts';
import type { SweepParts, Swept } from './sweep.ts';

/**
 * The sweep for the first few small texts, and for all where there is no WebAssembly: looks for one keyword after the other.
 * Slower by the byte than the sweep by tables, and nothing has to be laid out for it.
 */
export function sweepSmall(parts: SweepParts, bytes: Buffer, part: Part): Swept {
  const lower = Buffer.from(bytes.map((byte) => LOWER[byte] as number)).toString('latin1');
  const candidates: number[] = [];
  let marks = 0;
  for (const [keyword, text] of parts.keywords.entries()) {
    const wanted = Buffer.from(text.toLowerCase(), 'utf8').toString('latin1');
    for (let start = lower.indexOf(wanted); start !== -1; start = lower.indexOf(wanted, start + 1)) {
      const end = start + wanted.length;
      if (end <= part.from || end > part.to) continue;
      const users = parts.users[keyword];
      if (users === undefined) marks |= 1 << (keyword - parts.users.length);
      else addCandidates(parts, users, { bytes, start }, candidates);
    }
  }
  return { candidates: candidates.sort((a, b) => a - b), marks, encoded: undefined };
}

function addCandidates(
  { rules }: SweepParts,
  users: ReadonlySet<number>,
  { bytes, start }: { readonly bytes: Buffer; readonly start: number },
  candidates: number[],
): void {
  for (const index of users) {
    const compiled = rules[index]?.compiled();
    if (compiled === undefined) continue;
    const { min, max } = compiled.outline.distance;
    for (let at = Math.max(0, start - max); at <= start - min; at++)
      if (mayStart(compiled, bytes, at)) candidates.push(at * RULE_SPAN + index);
  }
}
