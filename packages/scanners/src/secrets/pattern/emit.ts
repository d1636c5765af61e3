import type { Node, Pattern } from './ast.ts';
import { hasByte } from './byte-set.ts';
import type { ByteSet } from './byte-set.ts';

/** A pattern as the source of a JavaScript regular expression (flag `s` or none, never `i`, `m`, `u`, `v`) over Latin-1 text. */
export function emitPattern(pattern: Pattern): string {
  return emit(pattern.root);
}

function emit(node: Node): string {
  switch (node.kind) {
    case 'set':
      return emitSet(node.set);
    case 'seq':
      return node.items.map((item) => (item.kind === 'alt' ? `(?:${emit(item)})` : emit(item))).join('');
    case 'alt':
      return node.options.map(emit).join('|');
    case 'group':
      return `(${emit(node.item)})`;
    case 'assert':
      return ASSERTIONS[node.what];
    case 'repeat':
      return `${emitAtom(node.item)}${quantifier(node.min, node.max)}${node.greedy ? '' : '?'}`;
  }
}

const ASSERTIONS = {
  'text-start': '^',
  'text-end': '$',
  'line-start': String.raw`(?<![^\n])`,
  'line-end': String.raw`(?![^\n])`,
  boundary: String.raw`\b`,
  'no-boundary': String.raw`\B`,
} as const;

function emitAtom(node: Node): string {
  const text = emit(node);
  return node.kind === 'set' || node.kind === 'group' ? text : `(?:${text})`;
}

function quantifier(min: number, max: number): string {
  if (min === 0 && max === Infinity) return '*';
  if (min === 1 && max === Infinity) return '+';
  if (min === 0 && max === 1) return '?';
  if (max === Infinity) return `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function emitSet(set: ByteSet): string {
  const inside = ranges(set, true);
  const [only] = inside;
  if (inside.length === 1 && only !== undefined && only[0] === only[1]) return escapeByte(only[0]);
  const outside = ranges(set, false);
  if (outside.length === 0) return String.raw`[\x00-\xff]`;
  const negate = outside.length < inside.length || (outside.length === inside.length && hasByte(set, 0xff));
  const body = (negate ? outside : inside).map(([from, to]) =>
    from === to ? escapeByte(from) : `${escapeByte(from)}-${escapeByte(to)}`,
  );
  return `[${negate ? '^' : ''}${body.join('')}]`;
}

function ranges(set: ByteSet, wanted: boolean): [number, number][] {
  const found: [number, number][] = [];
  for (let byte = 0; byte < 256; byte++) {
    if (hasByte(set, byte) !== wanted) continue;
    const last = found.at(-1);
    if (last !== undefined && last[1] === byte - 1) last[1] = byte;
    else found.push([byte, byte]);
  }
  return found;
}

function escapeByte(byte: number): string {
  const isPlain =
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f;
  return isPlain ? String.fromCharCode(byte) : String.raw`\x${byte.toString(16).padStart(2, '0')}`;
}
