import { inverted, setOf } from './byte-set.ts';
import type { ByteSet } from './byte-set.ts';

const CLASSES: Readonly<Record<string, ByteSet>> = {
  alnum: setOf([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a]),
  alpha: setOf([0x41, 0x5a], [0x61, 0x7a]),
  ascii: setOf([0, 0x7f]),
  blank: setOf([0x09, 0x09], [0x20, 0x20]),
  cntrl: setOf([0, 0x1f], [0x7f, 0x7f]),
  digit: setOf([0x30, 0x39]),
  graph: setOf([0x21, 0x7e]),
  lower: setOf([0x61, 0x7a]),
  print: setOf([0x20, 0x7e]),
  punct: setOf([0x21, 0x2f], [0x3a, 0x40], [0x5b, 0x60], [0x7b, 0x7e]),
  space: setOf([0x09, 0x0d], [0x20, 0x20]),
  upper: setOf([0x41, 0x5a]),
  word: setOf([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]),
  xdigit: setOf([0x30, 0x39], [0x41, 0x46], [0x61, 0x66]),
};

/** `[:alnum:]` or `[:^alnum:]` at a place inside of a class, and how long it is. */
export function posixClass(source: string, at: number): { readonly set: ByteSet; readonly length: number } | undefined {
  const found = /^\[:(\^?)([a-z]+):\]/.exec(source.slice(at, at + 12));
  const set = CLASSES[found?.[2] ?? ''];
  if (found === null || set === undefined) return undefined;
  return { set: found[1] === '' ? set : inverted(set), length: found[0].length };
}
