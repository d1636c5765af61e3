import type { Finding, Origin, PlaceInHistory } from '@sallyport/findings';

import type { SafeGit } from './safe-git.ts';

/** A change as commits: from `since`, which it goes onto, to `head`, which is undefined where nothing is committed. */
export interface ChangeRange {
  readonly since: string;
  readonly head: string | undefined;
  /** Runs git and throws where it gives no answer: then nothing may read as unchanged. */
  ask(...words: readonly string[]): string;
}

/**
 * Tells where places in the history come from. The base has those of commits that can be reached from it; what is unknown (a
 * commit that the clone lacks, all that lies beyond a shallow clone's end) counts as the change's own.
 */
export function commitOrigins(
  git: SafeGit,
  range: ChangeRange,
  findings: readonly Finding[],
): (place: PlaceInHistory) => Origin {
  const commits = placesOf(findings).filter(({ object }) => object !== 'tag');
  const shas = [...new Set(commits.map(({ commit }) => commit.sha))].filter((sha) => ID.test(sha));
  const own = ownCommits(range);
  const others = shas.filter((sha) => !own.has(sha));
  const { known, outside } = reach(range, others);
  const isShallow = git.run('rev-parse', '--is-shallow-repository').text.trim() !== 'false';
  const brings = outside.length > 0 && own.size > 0 ? whatComes(range, outside) : () => false;
  const away = new Set(outside);
  return (place) => {
    const { object, commit } = place;
    // A tag is no part of a change, nor of the branch that it goes onto.
    if (object === 'tag') return 'elsewhere';
    if (own.has(commit.sha) || !known.has(commit.sha)) return 'change';
    if (!away.has(commit.sha)) return 'base';
    return isShallow || brings(place) ? 'change' : 'elsewhere';
  };
}

const ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

function placesOf(findings: readonly Finding[]): PlaceInHistory[] {
  return findings.flatMap(({ occurrences }) =>
    occurrences.flatMap(({ location }) =>
      location.commit === undefined ? [] : [{ ...location, commit: location.commit }],
    ),
  );
}

function ownCommits({ since, head, ask }: ChangeRange): Set<string> {
  return head === undefined ? new Set() : new Set(linesOf(ask('rev-list', head, `^${since}`)));
}

/** Which commits the clone has, and which of them cannot be reached from the base. Only what leads to them is walked. */
function reach({ since, ask }: ChangeRange, shas: readonly string[]): { known: Set<string>; outside: string[] } {
  const known = new Set<string>();
  const outside: string[] = [];
  for (const some of inPieces(shas)) {
    const there = linesOf(ask('rev-list', '--no-walk=unsorted', '--ignore-missing', ...some));
    for (const sha of there) known.add(sha);
    if (there.length === 0) continue;
    const beyond = new Set(linesOf(ask('rev-list', ...there, `^${since}`)));
    outside.push(...there.filter((sha) => beyond.has(sha)));
  }
  return { known, outside };
}

const PIECE = 500;

function inPieces(shas: readonly string[]): string[][] {
  const count = Math.ceil(shas.length / PIECE);
  return Array.from({ length: count }, (_, index) => shas.slice(index * PIECE, (index + 1) * PIECE));
}

/**
 * The history names the first commit that brought a secret to a path, of whichever branch. So a place of another branch may be
 * the change's as well: where a commit of the change brings the same file, or another one to the same path.
 */
function whatComes(range: ChangeRange, outside: readonly string[]): (place: PlaceInHistory) => boolean {
  const { since, head, ask } = range;
  const paths = new Set<string>();
  const blobs = new Set<string>();
  for (const { path, blob } of broughtFiles(ask(...BROUGHT, String(head), `^${since}`))) {
    paths.add(path);
    blobs.add(blob);
  }
  const away = new Map<string, string[]>();
  for (const some of inPieces(outside))
    for (const { path, blob } of broughtFiles(ask(...BROUGHT, '--no-walk', ...some)))
      away.set(path, [...(away.get(path) ?? []), blob]);
  return ({ object, path }) => {
    // Of equal messages only one is told.
    if (object !== undefined) return true;
    const file = path.split('!')[0] ?? path;
    const versions = away.get(file);
    return versions === undefined || paths.has(file) || versions.some((blob) => blobs.has(blob));
  };
}

const BROUGHT = ['log', '--format=', '--raw', '-m', '-z', '--no-abbrev', '--no-renames', '--root', '--no-ext-diff'];

/** Reads `--raw -z`: `:MODE MODE BLOB BLOB LETTER`, NUL, path, NUL. Files that went away bring nothing. */
function* broughtFiles(text: string): Generator<{ readonly path: string; readonly blob: string }> {
  const fields = text.split('\0');
  for (let index = 0; index < fields.length; index += 1) {
    const blob = /^\n?:\d+ \d+ [0-9a-f]+ (?<blob>[0-9a-f]+) [A-Z]/.exec(fields[index] ?? '')?.groups?.['blob'];
    if (blob === undefined) continue;
    index += 1;
    if (!/^0+$/.test(blob)) yield { path: fields[index] ?? '', blob };
  }
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
