import { isDigit, isLetter } from './digits.ts';

/** deb-version(7): epoch, upstream version, revision; `~` sorts before everything, even the end. */
export function compareDebian(a: string, b: string): number {
  const colonA = a.indexOf(':');
  const colonB = b.indexOf(':');
  if (colonA >= 0 || colonB >= 0) {
    const byEpoch = compareParts(a, 0, Math.max(colonA, 0), b, 0, Math.max(colonB, 0));
    if (byEpoch !== 0) return byEpoch;
  }
  const hyphenA = revisionStart(a);
  const hyphenB = revisionStart(b);
  const byUpstream = compareParts(a, colonA + 1, hyphenA, b, colonB + 1, hyphenB);
  if (byUpstream !== 0) return byUpstream;
  return compareParts(a, hyphenA + 1, a.length, b, hyphenB + 1, b.length);
}

function revisionStart(version: string): number {
  const at = version.lastIndexOf('-');
  return at < 0 ? version.length : at;
}

/** Weight of a character outside a number: `~` before the end of the text, the end before letters, letters before the rest. */
function weight(text: string, at: number, end: number): number {
  if (at >= end) return 0;
  const code = text.charCodeAt(at);
  if (isDigit(code)) return 0;
  if (code === 126) return -1;
  return isLetter(code) ? code : code + 256;
}

// oxlint-disable-next-line max-params, complexity -- compares slices in place: this is the inner loop of re-matching stored inventories
function compareParts(a: string, fromA: number, endA: number, b: string, fromB: number, endB: number): number {
  let i = fromA;
  let j = fromB;
  while (i < endA || j < endB) {
    while ((i < endA && !isDigit(a.charCodeAt(i))) || (j < endB && !isDigit(b.charCodeAt(j)))) {
      const difference = weight(a, i, endA) - weight(b, j, endB);
      if (difference !== 0) return difference;
      i += 1;
      j += 1;
    }
    while (i < endA && a.charCodeAt(i) === 48) i += 1;
    while (j < endB && b.charCodeAt(j) === 48) j += 1;
    let first = 0;
    while (i < endA && j < endB && isDigit(a.charCodeAt(i)) && isDigit(b.charCodeAt(j))) {
      if (first === 0) first = a.charCodeAt(i) - b.charCodeAt(j);
      i += 1;
      j += 1;
    }
    if (i < endA && isDigit(a.charCodeAt(i))) return 1;
    if (j < endB && isDigit(b.charCodeAt(j))) return -1;
    if (first !== 0) return first;
  }
  return 0;
}
