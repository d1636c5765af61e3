/** Shorter parts and texts are left to JavaScript, whose worst case is then small. */
const LONG_PART = 64;
const LONG_TEXT = 8_192;

/** Where a part begins in a text, from an offset on; −1 where it does not. Linear in both, unlike JavaScript's own search. */
export function indexOfText(text: string, part: string, from = 0): number {
  if (!isLong(text, part)) return text.indexOf(part, from);
  for (const at of occurrences(text, part, from)) return at;
  return -1;
}

/** Where a part begins last, at an offset or before it. */
export function lastIndexOfText(text: string, part: string, from: number): number {
  if (!isLong(text, part)) return text.lastIndexOf(part, from);
  let last = -1;
  for (const at of occurrences(text.slice(0, from + part.length), part, 0, true)) last = at;
  return last;
}

/** The text cut at every occurrence of a part. */
export function splitText(text: string, part: string): string[] {
  if (!isLong(text, part)) return text.split(part);
  const pieces: string[] = [];
  let from = 0;
  for (const at of occurrences(text, part, 0)) {
    pieces.push(text.slice(from, at));
    from = at + part.length;
  }
  return [...pieces, text.slice(from)];
}

/** Every place where a part that is not empty begins, also where two of them overlap. */
export function* allIndicesOf(text: string, part: string): Generator<number> {
  if (isLong(text, part)) yield* occurrences(text, part, 0, true);
  else for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) yield at;
}

/** Tells of any offset whether a part stands there. */
export function createMatcher(text: string, part: string): (at: number) => boolean {
  if (!isLong(text, part)) return (at) => text.startsWith(part, at);
  const places = new Set(occurrences(text, part, 0, true));
  return (at) => places.has(at);
}

function isLong(text: string, part: string): boolean {
  return part.length > LONG_PART && text.length > LONG_TEXT;
}

/** Knuth, Morris and Pratt's search; occurrences do not overlap unless they may. */
// oxlint-disable-next-line max-params, complexity -- the two loops of the algorithm
function* occurrences(text: string, part: string, from: number, overlap = false): Generator<number> {
  const back = new Int32Array(part.length);
  for (let i = 1, matched = 0; i < part.length; i++) {
    while (matched > 0 && part.charCodeAt(i) !== part.charCodeAt(matched)) matched = back[matched - 1] ?? 0;
    if (part.charCodeAt(i) === part.charCodeAt(matched)) matched++;
    back[i] = matched;
  }
  for (let i = from, matched = 0; i < text.length; i++) {
    while (matched > 0 && text.charCodeAt(i) !== part.charCodeAt(matched)) matched = back[matched - 1] ?? 0;
    if (text.charCodeAt(i) === part.charCodeAt(matched)) matched++;
    if (matched < part.length) continue;
    yield i - part.length + 1;
    matched = overlap ? (back[matched - 1] ?? 0) : 0;
  }
}
