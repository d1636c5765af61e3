import type { Package } from '@sallyport/inventory';

import type { Edit } from './edit.ts';

/** The place of a declared range within its manifest; undefined where it does not stand there once, as it was read. */
export function placeOfRange({ declared }: Package, textOf: (path: string) => string | undefined): Edit | undefined {
  const { location, range = '' } = declared ?? {};
  const text = location === undefined ? undefined : textOf(location.path);
  if (location?.range === undefined || text === undefined || range === '') return undefined;
  const { start, end } = location.range;
  const slice = text.slice(start.offset, end.offset);
  // The name stands before the range and may hold the same characters.
  const at = slice.lastIndexOf(range);
  if (at < 0) return undefined;
  const from = start.offset + at;
  return { path: location.path, start: from, end: from + range.length, text: range };
}
