import { compareDigits, compareText, isNumeric } from './digits.ts';

/** Gem::Version: numbers and words between dots; a word is a prerelease, older than any number; trailing zeros do not count. */
export function compareRubygems(a: string, b: string): number {
  const x = canonical(a);
  const y = canonical(b);
  for (let index = 0; index < Math.max(x.length, y.length); index += 1) {
    const order = compareSegments(x[index] ?? '0', y[index] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

function compareSegments(a: string, b: string): number {
  const numericA = isNumeric(a);
  const numericB = isNumeric(b);
  if (numericA && numericB) return compareDigits(a, b);
  if (numericA !== numericB) return numericA ? 1 : -1;
  return compareText(a, b);
}

/** Zeros at the end of the release part and at the very end are dropped, as Gem::Version#canonical_segments does. */
function canonical(version: string): string[] {
  const segments = version.replaceAll('-', '.pre.').match(/[0-9]+|[a-z]+/gi) ?? [];
  const firstWord = segments.findIndex((segment) => !isNumeric(segment));
  const release = firstWord < 0 ? segments : segments.slice(0, firstWord);
  const rest = firstWord < 0 ? [] : segments.slice(firstWord);
  return [...withoutZeros(release), ...withoutZeros(rest)];
}

function withoutZeros(segments: readonly string[]): string[] {
  let end = segments.length;
  while (end > 0 && /^0+$/.test(segments[end - 1] ?? '')) end -= 1;
  return segments.slice(0, end);
}
