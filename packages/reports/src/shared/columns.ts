import { stripVTControlCharacters } from 'node:util';

/** Columns that a visible text takes in a terminal: wide East Asian characters and emoji count two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += characterWidth(character.codePointAt(0) ?? 0);
  return width;
}

const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

function characterWidth(code: number): number {
  if (code < 0x300) return 1;
  if (/\p{Mark}/u.test(String.fromCodePoint(code))) return 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

/** The text cut to `width` columns, the cut shown by `…`. With `keepEnd`, the start is cut: a path's end says more. */
export function truncate(text: string, width: number, keepEnd = false): string {
  if (displayWidth(text) <= width) return text;
  const characters = keepEnd ? [...text].reverse() : [...text];
  const kept: string[] = [];
  let used = 1;
  for (const character of characters) {
    const columns = characterWidth(character.codePointAt(0) ?? 0);
    if (used + columns > width) break;
    kept.push(character);
    used += columns;
  }
  return keepEnd ? `…${kept.reverse().join('')}` : `${kept.join('')}…`;
}

/** The text in lines of at most `width` columns, broken between words where there are any, else inside them. */
export function wrap(text: string, width: number): string[] {
  const limit = Math.max(width, 8);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, limit))) {
    if (line === '') line = word;
    else if (displayWidth(line) + 1 + displayWidth(word) <= limit) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines;
}

function pieces(word: string, limit: number): string[] {
  if (displayWidth(word) <= limit) return [word];
  const found: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of word) {
    const columns = characterWidth(character.codePointAt(0) ?? 0);
    if (used + columns > limit) {
      found.push(piece);
      piece = '';
      used = 0;
    }
    piece += character;
    used += columns;
  }
  found.push(piece);
  return found;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}
