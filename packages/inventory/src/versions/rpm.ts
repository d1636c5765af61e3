import { compareDigits, compareText, isDigit, isLetter } from './digits.ts';

/** `epoch:version-release` as RPM orders it; no epoch is epoch 0, and no release sorts before any. */
export function compareRpm(a: string, b: string): number {
  const x = split(a);
  const y = split(b);
  const byEpoch = compareSegments(x.epoch, y.epoch);
  if (byEpoch !== 0) return byEpoch;
  const byVersion = compareSegments(x.version, y.version);
  if (byVersion !== 0) return byVersion;
  if (x.release === undefined || y.release === undefined) {
    return Number(x.release !== undefined) - Number(y.release !== undefined);
  }
  return compareSegments(x.release, y.release);
}

interface Evr {
  readonly epoch: string;
  readonly version: string;
  readonly release: string | undefined;
}

function split(text: string): Evr {
  const colon = text.indexOf(':');
  const rest = text.slice(colon + 1);
  const hyphen = rest.indexOf('-');
  return {
    epoch: colon < 0 ? '0' : text.slice(0, colon),
    version: hyphen < 0 ? rest : rest.slice(0, hyphen),
    release: hyphen < 0 ? undefined : rest.slice(hyphen + 1),
  };
}

const TILDE = 126;
const CARET = 94;

function isSeparator(code: number): boolean {
  return !isDigit(code) && !isLetter(code) && code !== TILDE && code !== CARET;
}

function skipSeparators(text: string, at: number): number {
  let index = at;
  while (index < text.length && isSeparator(text.charCodeAt(index))) index += 1;
  return index;
}

/** rpmvercmp: runs of digits and letters in turn; `~` sorts before the end, `^` just behind it. */
// oxlint-disable-next-line complexity -- rpmvercmp is one state machine, and an inner loop of matching
function compareSegments(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    i = skipSeparators(a, i);
    j = skipSeparators(b, j);
    const codeA = i < a.length ? a.charCodeAt(i) : -1;
    const codeB = j < b.length ? b.charCodeAt(j) : -1;
    if (codeA === TILDE || codeB === TILDE) {
      if (codeA !== codeB) return codeA === TILDE ? -1 : 1;
      i += 1;
      j += 1;
      continue;
    }
    if (codeA === CARET || codeB === CARET) {
      if (codeA !== codeB) return compareCaret(codeA, codeB);
      i += 1;
      j += 1;
      continue;
    }
    if (codeA < 0 || codeB < 0) return Number(codeA >= 0) - Number(codeB >= 0);
    const numeric = isDigit(codeA);
    const endA = segmentEnd(a, i, numeric);
    const endB = segmentEnd(b, j, numeric);
    // A number is newer than letters.
    if (endB === j) return numeric ? 1 : -1;
    const x = a.slice(i, endA);
    const y = b.slice(j, endB);
    const order = numeric ? compareDigits(x, y) : compareText(x, y);
    if (order !== 0) return order;
    i = endA;
    j = endB;
  }
  return 0;
}

/** One side has a caret: it is newer than an end and older than anything else. */
function compareCaret(codeA: number, codeB: number): number {
  if (codeA < 0) return -1;
  if (codeB < 0) return 1;
  return codeA === CARET ? -1 : 1;
}

function segmentEnd(text: string, from: number, numeric: boolean): number {
  let end = from;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (numeric ? !isDigit(code) : !isLetter(code)) break;
    end += 1;
  }
  return end;
}
