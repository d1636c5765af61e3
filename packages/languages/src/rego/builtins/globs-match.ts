import type { Session } from '../run/session.ts';

/**
 * Whether two glob-style patterns have a non-empty text in common. The patterns are a small language: literals,
 * `.`, classes, and the repetitions `*` and `+` of one of these.
 */
interface Atom {
  /** Which characters; undefined is any. */
  readonly ranges: readonly (readonly [number, number])[] | undefined;
  readonly repeat: '' | '*' | '+';
}

const MAX_ATOMS = 2_000;

/** Undefined where a pattern is not in that language. */
export function globsIntersect(a: string, b: string, session: Session): boolean | undefined {
  const left = atomsOf(a);
  const right = atomsOf(b);
  if (left === undefined || right === undefined) return undefined;
  return meet(left, right, session);
}

function atomsOf(pattern: string): readonly Atom[] | undefined {
  const atoms: Atom[] = [];
  const points = Array.from(pattern);
  for (let i = 0; i < points.length;) {
    const read = readAtom(points, i);
    if (read === undefined || atoms.length >= MAX_ATOMS) return undefined;
    const after = points[read.next];
    const repeat = after === '*' || after === '+' ? after : '';
    atoms.push({ ranges: read.ranges, repeat });
    i = read.next + repeat.length;
  }
  return atoms;
}

function readAtom(points: readonly string[], at: number): { ranges: Atom['ranges']; next: number } | undefined {
  const c = points[at] as string;
  if (c === '*' || c === '+' || c === ']') return undefined;
  if (c === '.') return { ranges: undefined, next: at + 1 };
  if (c === '[') return readClass(points, at + 1);
  const literal = c === '\\' ? points[at + 1] : c;
  if (literal === undefined) return undefined;
  return { ranges: [[codeOf(literal), codeOf(literal)]], next: at + (c === '\\' ? 2 : 1) };
}

// oxlint-disable-next-line complexity -- the characters of one grammar production
function readClass(points: readonly string[], from: number): { ranges: Atom['ranges']; next: number } | undefined {
  const ranges: [number, number][] = [];
  for (let i = from; i < points.length;) {
    if (points[i] === ']') return ranges.length === 0 ? undefined : { ranges, next: i + 1 };
    const escaped = points[i] === '\\';
    const first = points[escaped ? i + 1 : i];
    if (first === undefined) return undefined;
    i += escaped ? 2 : 1;
    if (points[i] === '-' && points[i + 1] !== ']' && points[i + 1] !== undefined) {
      const last = points[i + 1] === '\\' ? points[i + 2] : points[i + 1];
      if (last === undefined) return undefined;
      ranges.push([codeOf(first), codeOf(last)]);
      i += points[i + 1] === '\\' ? 3 : 2;
    } else {
      ranges.push([codeOf(first), codeOf(first)]);
    }
  }
  return undefined;
}

function codeOf(text: string): number {
  return text.codePointAt(0) ?? 0;
}

function overlap(a: Atom, b: Atom): boolean {
  const { ranges } = a;
  if (ranges === undefined || b.ranges === undefined) return true;
  return b.ranges.some(([low, high]) => ranges.some(([from, to]) => low <= to && from <= high));
}

/** A search over pairs of positions; `in` of a position says that a `+` there has taken a character. */
// oxlint-disable-next-line complexity -- the inner step of a search: every move from a pair of positions
function meet(left: readonly Atom[], right: readonly Atom[], session: Session): boolean {
  const seen = new Set<number>();
  const width = (right.length + 1) * 4;
  const stack: (readonly [number, boolean, number, boolean, boolean])[] = [[0, false, 0, false, false]];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [i, inLeft, j, inRight, some] = top;
    const id = ((i * width + j * 4 + (inLeft ? 2 : 0) + (inRight ? 1 : 0)) << 1) | (some ? 1 : 0);
    if (seen.has(id)) continue;
    seen.add(id);
    session.charge(1);
    const a = left[i];
    const b = right[j];
    if (a === undefined && b === undefined && (some || left.length + right.length === 0)) return true;
    if (a !== undefined && (a.repeat === '*' || (a.repeat === '+' && inLeft)))
      stack.push([i + 1, false, j, inRight, some]);
    if (b !== undefined && (b.repeat === '*' || (b.repeat === '+' && inRight)))
      stack.push([i, inLeft, j + 1, false, some]);
    if (a === undefined || b === undefined || !overlap(a, b)) continue;
    const nextLeft = a.repeat === '' ? ([i + 1, false] as const) : ([i, true] as const);
    const nextRight = b.repeat === '' ? ([j + 1, false] as const) : ([j, true] as const);
    stack.push([...nextLeft, ...nextRight, true]);
  }
  return false;
}
