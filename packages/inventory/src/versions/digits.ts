/** Numbers of any length as decimal digits, so that a build number beyond 2^53 keeps its order. */

const ZERO = 48;
const NINE = 57;

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** An ASCII letter of either case. */
export function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

/** Orders two runs of digits by value; an empty run is zero. */
export function compareDigits(a: string, b: string): number {
  const x = trimZeros(a);
  const y = trimZeros(b);
  if (x.length !== y.length) return x.length - y.length;
  return compareText(x, y);
}

/** By UTF-16 code units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function trimZeros(digits: string): string {
  let start = 0;
  while (start < digits.length && digits.charCodeAt(start) === ZERO) start += 1;
  return start === 0 ? digits : digits.slice(start);
}

/** Whether the text is one or more digits and nothing else. */
export function isNumeric(text: string): boolean {
  if (text === '') return false;
  for (let index = 0; index < text.length; index += 1) if (!isDigit(text.charCodeAt(index))) return false;
  return true;
}
