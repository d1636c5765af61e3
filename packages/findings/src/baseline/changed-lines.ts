import { findingsErrors } from '../errors.ts';
import type { CommitRef, Finding, Location } from '../finding.ts';

/** Lines of one file, both ends included. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Where a place comes from: the change brings it, the base has it, or it belongs to neither (a commit of another branch). */
export type Origin = 'change' | 'base' | 'elsewhere';

/** A place in the history. */
export type PlaceInHistory = Location & { readonly commit: CommitRef };

/** What changed since a commit: added or changed lines of the current state, by path. */
export interface Changes {
  readonly lines: ReadonlyMap<string, readonly LineRange[]>;
  /** Tells of a place in the history where it comes from; `base` only where that is certain. */
  readonly originOf: (place: PlaceInHistory) => Origin;
}

const HUNK = /^@@ -\d{1,10}(?:,\d{1,10})? \+(\d{1,10})(?:,(\d{1,10}))? @@/;

/** A file that git does not compare by lines, by its content or because `.gitattributes` says so: all of it counts as changed. */
const WHOLE: LineRange = { start: 1, end: Number.MAX_SAFE_INTEGER };

/** Such a file; the old name, of which we know nothing, ends before the last ` and `. */
const BINARY = /^Binary files .* and (.+) differ$/;

/**
 * Reads `git diff -U0` output: the lines of the new side that it adds or changes. A renamed file has only the lines that changed;
 * a deleted one has none. Throws FINDINGS_DIFF_MALFORMED where a hunk stands outside of a file or is cut off.
 */
export function changedLines(diff: string): Map<string, LineRange[]> {
  const changes = new Map<string, LineRange[]>();
  const lines = diff.split('\n');
  let ranges: LineRange[] | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.startsWith('diff --git ')) ranges = undefined;
    if (line.startsWith('+++ ')) ranges = rangesOf(changes, newPath(line.slice(4)));
    const binary = BINARY.exec(line)?.[1];
    if (binary !== undefined) rangesOf(changes, newPath(binary)).push(WHOLE);
    if (!line.startsWith('@@ ')) continue;
    const hunk = HUNK.exec(line);
    if (hunk === null || ranges === undefined) throw findingsErrors.DIFF_MALFORMED({ line: index + 1 });
    const start = Number(hunk[1]);
    const count = Number(hunk[2] ?? 1);
    if (count > 0) ranges.push({ start, end: start + count - 1 });
    index = skipHunk(lines, index, count);
  }
  return changes;
}

/** The ranges of a path; for a deleted file ones that nobody sees. */
function rangesOf(changes: Map<string, LineRange[]>, path: string | undefined): LineRange[] {
  if (path === undefined) return [];
  const known = changes.get(path) ?? [];
  changes.set(path, known);
  return known;
}

/** The last line of a hunk: removed lines first, then `added` added ones, so that no line of code is taken for a header. */
function skipHunk(lines: readonly string[], header: number, added: number): number {
  let index = header;
  while (/^[-\\]/.test(lines[index + 1] ?? '')) index += 1;
  for (let count = 0; count < added; count += 1) {
    index += 1;
    if (lines[index]?.startsWith('+') !== true) throw findingsErrors.DIFF_MALFORMED({ line: index + 1 });
  }
  return index;
}

/** The path after `+++ `, without git's prefix and quoting; undefined for a deleted file. */
function newPath(text: string): string | undefined {
  const name = text.replace(/\t$/, '');
  if (name === '/dev/null') return undefined;
  const path = name.startsWith('"') && name.endsWith('"') ? unquote(name.slice(1, -1)) : name;
  return path.replace(/^[a-z]\//, '');
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** Undoes git's C-style quoting: octal escapes are bytes of UTF-8. */
function unquote(text: string): string {
  const bytes: Uint8Array[] = [];
  for (const [, octal, letter, plain] of text.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Uint8Array.of(Number.parseInt(octal, 8)));
    else if (letter !== undefined) bytes.push(Uint8Array.of(ESCAPES[letter] ?? letter.charCodeAt(0)));
    else bytes.push(Buffer.from(plain ?? ''));
  }
  return Buffer.concat(bytes).toString('utf8');
}

/**
 * Sets `novelty` by what changed: a finding is new when the change brings one of its places (changed lines, or a commit of its
 * own) and the base has none. A commit of another branch says neither. A place without lines is new with its file's first
 * change. Ids stay.
 */
export function applyChanges(findings: readonly Finding[], changes: Changes): Finding[] {
  return findings.map((finding) => {
    const origins = new Set(finding.occurrences.map(({ location }) => originOf(location, changes)));
    return { ...finding, novelty: origins.has('change') && !origins.has('base') ? 'new' : 'existing' };
  });
}

/** Where a place comes from. One without lines comes with its file's first change. */
export function originOf(location: Location, changes: Changes): Origin {
  const { commit } = location;
  if (commit !== undefined) return changes.originOf({ ...location, commit });
  return isChanged(location, changes) ? 'change' : 'base';
}

/** Where git keeps what no commit is known to have brought. */
const NO_COMMIT = '.git/objects/';

function isChanged({ path, range }: Location, { lines }: Changes): boolean {
  if (path.startsWith(NO_COMMIT)) return true;
  // An entry of an archive changes with the archive, of which a diff has no lines.
  const ranges = lines.get(path) ?? lines.get(path.split('!')[0] ?? path);
  if (ranges === undefined) return isInChangedFolder(path, lines);
  if (range === undefined || path.includes('!')) return true;
  return ranges.some(({ start, end }) => range.start.line <= end && range.end.line >= start);
}

/** A folder stands in a diff where it is a repository of its own: a submodule of which another commit was taken. */
function isInChangedFolder(path: string, lines: Changes['lines']): boolean {
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1))
    if (lines.has(path.slice(0, slash))) return true;
  return false;
}
