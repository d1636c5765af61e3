import { compareDigits, isNumeric } from './digits.ts';

/** Order of words in PHP's version_compare; any other word is older than all of these, and a number stands at `#`. */
const FORMS: readonly (readonly [string, number])[] = [
  ['dev', 0],
  ['alpha', 1],
  ['a', 1],
  ['beta', 2],
  ['b', 2],
  ['RC', 3],
  ['rc', 3],
  ['#', 4],
  ['pl', 5],
  ['p', 5],
];

/** PHP's version_compare, with Composer's leading `v` ignored. */
export function comparePackagist(a: string, b: string): number {
  const x = canonical(a);
  const y = canonical(b);
  for (let index = 0; index < Math.max(x.length, y.length); index += 1) {
    const order = compareParts(x[index], y[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === undefined) return b === undefined ? 0 : -compareWithEnd(b);
  if (b === undefined) return compareWithEnd(a);
  const numericA = isNumeric(a);
  const numericB = isNumeric(b);
  if (numericA && numericB) return compareDigits(a, b);
  return form(numericA ? '#' : a) - form(numericB ? '#' : b);
}

/** A further number makes a version newer; a further word counts against `#`. */
function compareWithEnd(part: string): number {
  return isNumeric(part) ? 1 : form(part) - form('#');
}

function form(word: string): number {
  return FORMS.find(([start]) => word.startsWith(start))?.[1] ?? -1;
}

function canonical(version: string): string[] {
  return version
    .replace(/^v/i, '')
    .replaceAll(/[-_+]/g, '.')
    .replaceAll(/(?<=\d)(?=[^\d.])|(?<=[^\d.])(?=\d)/g, '.')
    .split('.')
    .filter((part) => part !== '');
}
