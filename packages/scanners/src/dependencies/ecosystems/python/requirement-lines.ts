import type { Range } from '@sallyport/documents';

import { refuseAbove } from '../../parser.ts';
import { linesOf } from '../shared/lines.ts';

/** One line of a requirements file, joined with those that it goes on in. */
export interface RequirementLine {
  /** Without comment. */
  readonly text: string;
  readonly range: Range;
  /** What pip-compile and uv write behind or below a requirement: who brought it. */
  readonly via: readonly string[];
}

/** Lines that say something, each with the "via" comments that follow it. */
export function requirementLines(text: string): RequirementLine[] {
  const found: (RequirementLine & { readonly via: string[] })[] = [];
  let isVia = false;
  for (const { code, comment, range } of joinedLines(text)) {
    refuseAbove(found.length);
    if (code !== '') found.push({ text: code, range, via: [] });
    isVia = comment !== '' && addVia(found.at(-1)?.via, comment, code === '' && isVia);
  }
  return found;
}

interface JoinedLine {
  readonly code: string;
  readonly comment: string;
  readonly range: Range;
}

/** Lines, those that end with a backslash joined with the next one. */
function* joinedLines(text: string): Generator<JoinedLine> {
  const parts: string[] = [];
  let start: Range | undefined;
  for (const { text: line, range } of linesOf(text)) {
    const at = line.search(/(?:^|\s)#/);
    const code = (at < 0 ? line : line.slice(0, at)).trim();
    start ??= range;
    parts.push(code.replace(/\\$/, ''));
    if (code.endsWith('\\')) continue;
    const comment =
      at < 0
        ? ''
        : line
            .slice(at)
            .replace(/^\s*#\s*/, '')
            .trim();
    yield { code: parts.join(' ').trim(), comment, range: { start: start.start, end: range.end } };
    parts.length = 0;
    start = undefined;
  }
}

/** Adds what a comment says of who brought the requirement above it, and says whether the next one may go on. */
function addVia(via: string[] | undefined, comment: string, isOpen: boolean): boolean {
  if (via === undefined) return false;
  const begun = /^via\b\s*(?<names>.*)$/.exec(comment)?.groups?.['names'];
  const names = begun ?? (isOpen ? comment : undefined);
  if (names === undefined) return false;
  via.push(...names.split(/,\s+/).filter((name) => name !== ''));
  return true;
}
