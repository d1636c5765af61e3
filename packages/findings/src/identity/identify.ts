import { canonicalJson, sha256Hex } from '@sallyport/kernel';

import type { Finding, Location, Occurrence, Sighting } from '../finding.ts';
import { contextHashes } from './context-hash.ts';
import { compareLocations, compareText } from './location-order.ts';

export interface IdentifyOptions {
  /** GitHub's `primaryLocationLineHash` of a place (`lineHashes` computes it from the file), where it is known. */
  readonly lineHash?: (location: Location) => string | undefined;
}

/**
 * Which way of making ids and context hashes this is: raised when the same problem would get another id or hash, by what goes
 * into them, by how a secret is blanked in an excerpt, or by how a text is hashed. Ids and hashes of two versions never compare.
 */
export const IDENTITY_VERSION = 1;

/** Keys of `Occurrence.fingerprints` beside those of the context hashes. */
export const LINE_HASH_KEY = 'primaryLocationLineHash';
/** Hash of an anchor that identifies the finding within its file. */
export const ANCHOR_KEY = 'anchorHash/v1';
/** Hash of an anchor that identifies the finding wherever it lies. */
export const GLOBAL_ANCHOR_KEY = 'globalAnchorHash/v1';

/** The sightings that are one finding, primary first. */
interface Group {
  readonly sightings: readonly [Sighting, ...Sighting[]];
  /** What the id is made of, the ordinal aside. */
  readonly base: string;
}

/**
 * Turns sightings into findings: sightings of one problem become occurrences of one finding, and each finding gets an id that
 * the next scan gives it again. Equal input in any order gives equal output, in the order of the places.
 *
 * The id is `sp_` and 24 hex digits of a SHA-256 over scanner, rule, place and ordinal. The place is the global anchor; else the
 * path with the anchor; else the path with the context hash of the primary occurrence. Line numbers, messages and severities are
 * no part of it. The ordinal tells findings apart that are equal in all of this.
 */
export function identify(sightings: readonly Sighting[], options: IdentifyOptions = {}): Finding[] {
  const groups = groupSightings(sightings).toSorted((a, b) => compareSightings(a.sightings[0], b.sightings[0]));
  const ordinals = new Map<string, number>();
  return groups.map(({ sightings: [primary, ...others], base }) => {
    const ordinal = ordinals.get(base) ?? 0;
    ordinals.set(base, ordinal + 1);
    const id = `sp_${sha256Hex(`${base}#${ordinal}`).slice(0, 24)}`;
    const {
      location: _location,
      excerpt: _excerpt,
      anchor: _anchor,
      anchorIsGlobal: _global,
      group: _group,
      ...facts
    } = primary;
    const occurrences = [
      toOccurrence(primary, options),
      ...others.map((other) => toOccurrence(other, options)),
    ] as const;
    return { ...facts, id, occurrences, novelty: 'unknown' };
  });
}

function groupSightings(sightings: readonly Sighting[]): Group[] {
  const groups = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    const key = groupKey(sighting);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [sighting]);
    else group.push(sighting);
  }
  return [...groups.values()].flatMap((group) => {
    const [primary, ...others] = dropSamePlace(group.toSorted(compareSightings));
    return primary === undefined ? [] : [{ sightings: [primary, ...others] as const, base: baseOf(primary) }];
  });
}

/** Sightings with the same key are one finding. */
function groupKey(sighting: Sighting): string {
  const { scanner, rule, group, anchor, anchorIsGlobal, location } = sighting;
  if (group !== undefined) return canonicalJson([scanner, rule, 'group', group]);
  if (anchor !== undefined) {
    return canonicalJson([scanner, rule, 'anchor', anchor, anchorIsGlobal === true ? '' : location.path]);
  }
  return canonicalJson([scanner, rule, 'place', placeKey(location)]);
}

function placeKey({ path, range, commit, layer }: Location): string {
  const [start, end] = [range?.start, range?.end];
  return [path, start?.line, start?.column, end?.line, end?.column, commit?.sha, layer].join('\n');
}

function dropSamePlace(sorted: readonly Sighting[]): Sighting[] {
  const seen = new Set<string>();
  return sorted.filter(({ location }) => {
    const key = placeKey(location);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** By place, and where two stand on the same one, by everything else that is stable. */
function compareSightings(a: Sighting, b: Sighting): number {
  return compareLocations(a.location, b.location) || compareText(tieBreaker(a), tieBreaker(b));
}

function tieBreaker({ scanner, rule, anchor, group, message }: Sighting): string {
  return [scanner, rule, anchor ?? '', group ?? '', message].join('\n');
}

function baseOf(sighting: Sighting): string {
  const { scanner, rule, anchor, anchorIsGlobal, location } = sighting;
  if (anchor !== undefined && anchorIsGlobal === true) return canonicalJson([scanner, rule, 'global', anchor]);
  if (anchor !== undefined) return canonicalJson([scanner, rule, 'path', location.path, 'anchor', anchor]);
  const context = hashesOf(sighting)?.['contextHash/v1'] ?? '';
  return canonicalJson([scanner, rule, 'path', location.path, 'context', context]);
}

function hashesOf({ excerpt, location: { range } }: Sighting): ReturnType<typeof contextHashes> {
  if (excerpt === undefined || range === undefined) return undefined;
  const { start, end } = range;
  // A range that ends at the start of a line does not hold that line.
  const endLine = end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
  return contextHashes(excerpt, { startLine: start.line, endLine, startColumn: start.column });
}

function toOccurrence(sighting: Sighting, options: IdentifyOptions): Occurrence {
  const { location, excerpt, scanner, rule, anchor, anchorIsGlobal } = sighting;
  const lineHash = options.lineHash?.(location);
  const anchorHash = anchor === undefined ? undefined : sha256Hex(canonicalJson([scanner, rule, anchor])).slice(0, 16);
  const anchorKey = anchorIsGlobal === true ? GLOBAL_ANCHOR_KEY : ANCHOR_KEY;
  return {
    location,
    ...(excerpt === undefined ? {} : { excerpt }),
    fingerprints: {
      ...hashesOf(sighting),
      ...(anchorHash === undefined ? {} : { [anchorKey]: anchorHash }),
      ...(lineHash === undefined ? {} : { [LINE_HASH_KEY]: lineHash }),
    },
  };
}
