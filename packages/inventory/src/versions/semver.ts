import { compareDigits, compareText, isDigit, isNumeric } from './digits.ts';

interface SemVer {
  readonly core: readonly string[];
  /** Undefined for a release. */
  readonly pre: readonly string[] | undefined;
}

/**
 * SemVer 2.0.0, lenient as registries are: a leading `v` or `=`, missing parts are zero, numbers of any length.
 * Parts beyond the third and build metadata do not count.
 */
export function compareSemver(a: string, b: string): number {
  if (a === b) return 0;
  const plain = comparePlain(a, b);
  if (plain !== undefined) return plain;
  const x = parse(a);
  const y = parse(b);
  for (let index = 0; index < 3; index += 1) {
    const order = compareDigits(x.core[index] ?? '', y.core[index] ?? '');
    if (order !== 0) return order;
  }
  return comparePrerelease(x.pre, y.pre);
}

const DOT = 46;

/**
 * The order of two versions of nothing but numbers and dots, three parts each, without making texts or arrays:
 * most versions are such. Undefined for all others.
 */
// oxlint-disable-next-line complexity -- the inner loop of matching
function comparePlain(a: string, b: string): number | undefined {
  let i = 0;
  let j = 0;
  let order = 0;
  for (let part = 0; part < 3; part += 1) {
    let x = 0;
    let y = 0;
    const startA = i;
    const startB = j;
    while (i < a.length && isDigit(a.charCodeAt(i))) x = x * 10 + a.charCodeAt(i++) - 48;
    while (j < b.length && isDigit(b.charCodeAt(j))) y = y * 10 + b.charCodeAt(j++) - 48;
    // Sixteen digits and more may not fit a double.
    if (i === startA || j === startB || i - startA > 15 || j - startB > 15) return undefined;
    if (part < 2 && (a.charCodeAt(i++) !== DOT || b.charCodeAt(j++) !== DOT)) return undefined;
    order ||= x - y;
  }
  return i === a.length && j === b.length ? order : undefined;
}

function parse(text: string): SemVer {
  const match = /^\s*[v=]*(?<core>\d+(?:\.\d+)*)?(?<rest>[\s\S]*)$/i.exec(text);
  const core = (match?.groups?.['core'] ?? '').split('.');
  const rest = (match?.groups?.['rest'] ?? '').trim();
  const plus = rest.indexOf('+');
  const pre = (plus < 0 ? rest : rest.slice(0, plus)).replace(/^[-.]/, '');
  return { core, pre: pre === '' ? undefined : pre.split('.') };
}

/** SemVer 2.0.0 section 11: a release is newer than its prereleases; numbers are older than words. */
export function comparePrerelease(a: readonly string[] | undefined, b: readonly string[] | undefined): number {
  if (a === undefined || b === undefined) return Number(b !== undefined) - Number(a !== undefined);
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const x = a[index];
    const y = b[index];
    if (x === undefined || y === undefined) return Number(x !== undefined) - Number(y !== undefined);
    const order = compareIdentifiers(x, y);
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(a: string, b: string): number {
  const numericA = isNumeric(a);
  const numericB = isNumeric(b);
  if (numericA && numericB) return compareDigits(a, b);
  if (numericA !== numericB) return numericA ? -1 : 1;
  return compareText(a, b);
}
