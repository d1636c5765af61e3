/** Where an entry stands in a text: from the quote before its key to behind its value. */
export interface EntryPlace {
  readonly start: number;
  end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** Above these a text is not read; the reader of documents says so. */
export interface PlaceLimits {
  readonly depth: number;
  readonly nodes: number;
}

/**
 * Places of the entries of the object under a key of the root, by their keys; the last one of a key that is repeated, as
 * `JSON.parse` has its value. Undefined where there is no such object, and above the limits. Says something true of JSON
 * only, and something of bounded size of any other text. A lock file has thousands of packages, of which only the places
 * are wanted here.
 */
// oxlint-disable-next-line complexity -- one pass over every character of a large file: calls would cost more than the work
export function entryPlaces(text: string, rootKey: string, limits: PlaceLimits): Map<string, EntryPlace> | undefined {
  let places: Map<string, EntryPlace> | undefined;
  let nodes = 0;
  let depth = 0;
  let isKey = false;
  let isWanted = false;
  let isWithin = false;
  let place: EntryPlace | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = closingQuote(text, at);
      if (end < 0) return undefined;
      if (isKey && depth === 1) isWanted = textBetween(text, at, end) === rootKey;
      else if (isKey && isWithin && depth === 2) {
        place = { start: at, end: end + 1 };
        places?.set(textBetween(text, at, end), place);
      }
      isKey = false;
      at = end;
    } else if (code === COMMA) {
      nodes += 1;
      isKey = true;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      nodes += 1;
      if (depth > limits.depth || nodes > limits.nodes) return undefined;
      isKey = code === 0x7b;
      if (depth === 2 && isWanted) {
        places = isKey ? new Map() : undefined;
        isWithin = isKey;
      }
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth === 2 && isWithin && place !== undefined) place.end = at + 1;
      else if (depth === 1) isWithin = false;
    }
  }
  return nodes > limits.nodes ? undefined : places;
}

function closingQuote(text: string, open: number): number {
  let end = text.indexOf('"', open + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - slashes - 1) === BACKSLASH) slashes += 1;
  return slashes % 2 === 1;
}

function textBetween(text: string, open: number, close: number): string {
  const inner = text.slice(open + 1, close);
  if (!inner.includes('\\')) return inner;
  try {
    return String(JSON.parse(text.slice(open, close + 1)));
  } catch {
    return inner;
  }
}
