/** One element of DER: a tag, and its content or children. */
export interface Der {
  readonly tag: number;
  readonly content: Uint8Array;
  /** The whole element, tag and length included. */
  readonly raw: Uint8Array;
}

/** Deepest nesting and most elements that are read. */
const MAX_ELEMENTS = 10_000;

/** Reads the element at an offset; undefined where the bytes are no DER. */
export function readDer(bytes: Uint8Array, offset = 0): Der | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  let start = offset + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) return undefined;
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? 0);
    start += count;
  }
  if (start + length > bytes.length) return undefined;
  return { tag, content: bytes.subarray(start, start + length), raw: bytes.subarray(offset, start + length) };
}

/** The elements inside a constructed one; undefined where they do not fill it. */
export function childrenOf(element: Der): Der[] | undefined {
  const children: Der[] = [];
  for (let at = 0; at < element.content.length;) {
    const child = readDer(element.content, at);
    if (child === undefined || children.length >= MAX_ELEMENTS) return undefined;
    children.push(child);
    at += child.raw.length;
  }
  return children;
}

/** The dotted form of an object identifier's content. */
export function oidText(content: Uint8Array): string {
  const parts: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    if (parts.length === 0)
      parts.push(Math.min(Math.floor(value / 40), 2), value - Math.min(Math.floor(value / 40), 2) * 40);
    else parts.push(value);
    value = 0;
  }
  return parts.join('.');
}
