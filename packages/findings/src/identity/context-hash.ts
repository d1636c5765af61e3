import { sha256Hex } from '@sallyport/kernel';

import type { Excerpt } from '../finding.ts';

/**
 * Hashes of a place's source text by strength, each insensitive to where the lines stand, to blank lines, and to indentation
 * and spacing. Two are comparable only under the same name.
 */
export interface ContextHashes {
  /** The place's own lines with the two lines before and after that are not blank. */
  readonly 'contextHash/v1': string;
  /** The two lines before and the own lines: survives an edit below. */
  readonly 'beforeHash/v1': string;
  /** The own lines and the two lines after: survives an edit above. */
  readonly 'afterHash/v1': string;
  /** The own lines alone: survives edits above and below. */
  readonly 'lineHash/v1': string;
}

/** Lines that are not blank, taken on each side. */
export const CONTEXT_LINES = 2;
/** Own lines that are hashed; of a longer place the first ones. */
const MOST_OWN_LINES = 20;
/** Longest part of a line that is hashed; of a longer one (a minified file) the part around the column. */
const MOST_COLUMNS = 400;
const HEX_DIGITS = 16;

export interface Place {
  readonly startLine: number;
  readonly endLine: number;
  /** Where in its line the place starts, from 1; matters in very long lines only. */
  readonly startColumn?: number;
}

/** The context hashes of a place inside an excerpt; undefined where the excerpt does not hold the place or the place is blank. */
export function contextHashes(excerpt: Excerpt, place: Place): ContextHashes | undefined {
  const first = place.startLine - excerpt.firstLine;
  if (first < 0 || first >= excerpt.lines.length) return undefined;
  const last = Math.min(Math.max(first, place.endLine - excerpt.firstLine), excerpt.lines.length - 1);
  const shown = excerpt.lines.slice(first, Math.min(last + 1, first + MOST_OWN_LINES));
  const own = shown.map((line) => normalizeLine(cut(line, place.startColumn))).filter(Boolean);
  if (own.length === 0) return undefined;
  const before = filled(excerpt.lines.slice(0, first).toReversed()).toReversed();
  const after = filled(excerpt.lines.slice(last + 1));
  return {
    'contextHash/v1': hash(before, own, after),
    'beforeHash/v1': hash(before, own, []),
    'afterHash/v1': hash([], own, after),
    'lineHash/v1': hash([], own, []),
  };
}

/** Spacing reduced to single blanks, none at the ends. */
export function normalizeLine(line: string): string {
  return line.trim().replaceAll(/\s+/g, ' ');
}

function filled(lines: readonly string[]): string[] {
  const found: string[] = [];
  for (const line of lines) {
    const text = normalizeLine(line.slice(0, MOST_COLUMNS));
    if (text !== '') found.push(text);
    if (found.length === CONTEXT_LINES) break;
  }
  return found;
}

function cut(line: string, column = 1): string {
  if (line.length <= MOST_COLUMNS) return line;
  const start = Math.max(0, column - 1 - MOST_COLUMNS / 4);
  return line.slice(start, start + MOST_COLUMNS);
}

function hash(before: readonly string[], own: readonly string[], after: readonly string[]): string {
  return sha256Hex(JSON.stringify([before, own, after])).slice(0, HEX_DIGITS);
}
