import type { Location } from '../finding.ts';

/**
 * The order of places: the work tree before the history, by path, line and column; the history oldest first, so that
 * a new commit does not change which occurrence is the primary one.
 */
export function compareLocations(a: Location, b: Location): number {
  return (
    Number(a.commit !== undefined) - Number(b.commit !== undefined) ||
    compareText(a.commit?.date, b.commit?.date) ||
    compareText(a.path, b.path) ||
    compareRanges(a.range, b.range) ||
    compareText(a.commit?.sha, b.commit?.sha) ||
    compareText(a.layer, b.layer)
  );
}

/** What has no range comes first. */
function compareRanges(a: Location['range'], b: Location['range']): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return a.start.line - b.start.line || a.start.column - b.start.column || a.end.offset - b.end.offset;
}

/** By code units, so the same everywhere; nothing comes first. */
export function compareText(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
