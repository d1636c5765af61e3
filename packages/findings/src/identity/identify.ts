import { sha256Hex } from '@sallyport/kernel';

import type { Finding, FindingFacts, Occurrence, Sighting } from '../finding.ts';
import { contextHashes } from './context-hash.ts';
import { compareFindings, compareLocations } from './order.ts';

/**
 * Turns sightings into findings: equal ones become occurrences of one finding, each finding gets its identity, and the
 * biggest risk comes first. The same sightings give the same findings, whatever their order.
 *
 * The identity is a hash of scanner, rule and either the global anchor (a keyed hash of a secret, a package's vulnerability) or
 * the path of the primary occurrence with the text around it, and a number where several are alike. Lines, severity and
 * message are no part of it. Carrying an identity over a rename or an edit of the text itself takes the earlier result: `matchFindings`.
 */
export function identify(sightings: readonly Sighting[]): Finding[] {
  const groups = new Map<string, Sighting[]>();
  sightings.forEach((sighting, index) => {
    const key = groupKey(sighting, index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [sighting]);
    else group.push(sighting);
  });
  const sorted = [...groups.values()]
    .map((group) => group.toSorted((a, b) => compareLocations(a.location, b.location)))
    .toSorted((a, b) => compareLocations(first(a).location, first(b).location));
  const seen = new Map<string, number>();
  return sorted.map((group) => toFinding(group, seen)).toSorted(compareFindings);
}

function groupKey(sighting: Sighting, index: number): string {
  const { scanner, rule, group, anchor, anchorIsGlobal } = sighting;
  const same = group ?? (anchorIsGlobal === true ? anchor : undefined);
  return JSON.stringify(same === undefined ? [scanner, rule, index] : [scanner, rule, 'same', same]);
}

function toFinding(group: readonly Sighting[], seen: Map<string, number>): Finding {
  const primary = first(group);
  const base = identityOf(primary);
  const ordinal = seen.get(base) ?? 0;
  seen.set(base, ordinal + 1);
  const [head, ...rest] = distinctPlaces(group).map(toOccurrence);
  return {
    ...factsOf(primary),
    id: `sp_${sha256Hex(JSON.stringify([base, ordinal])).slice(0, 24)}`,
    occurrences: [head ?? toOccurrence(primary), ...rest],
    novelty: 'unknown',
  };
}

function identityOf(sighting: Sighting): string {
  const { scanner, rule, anchor, anchorIsGlobal, location } = sighting;
  if (anchor !== undefined && anchorIsGlobal === true) return JSON.stringify([scanner, rule, anchor]);
  const context = anchor ?? placeHashes(sighting)?.['contextHash/v1'] ?? '';
  return JSON.stringify([scanner, rule, location.path, context]);
}

function placeHashes(sighting: Sighting): ReturnType<typeof contextHashes> {
  const { excerpt, location } = sighting;
  if (excerpt === undefined || location.range === undefined) return undefined;
  const { start, end } = location.range;
  return contextHashes(excerpt, { startLine: start.line, endLine: end.line, startColumn: start.column });
}

function toOccurrence(sighting: Sighting): Occurrence {
  const { location, excerpt } = sighting;
  return { location, ...(excerpt === undefined ? {} : { excerpt }), fingerprints: { ...placeHashes(sighting) } };
}

/** One of each place; a file that holds the same secret twice in one place was reported twice. */
function distinctPlaces(group: readonly Sighting[]): Sighting[] {
  const places = new Map(group.map((sighting) => [placeKey(sighting), sighting]));
  return [...places.values()];
}

function placeKey({ location }: Sighting): string {
  return JSON.stringify([
    location.path,
    location.range?.start.offset,
    location.range?.start.line,
    location.commit?.sha,
    location.layer,
  ]);
}

function factsOf(sighting: Sighting): FindingFacts {
  const { scanner, rule, title, message, severity, confidence, remediation, references, tags, details } = sighting;
  const facts = { scanner, rule, title, message, severity, confidence, remediation, references, tags };
  return details === undefined ? facts : { ...facts, details };
}

/** Groups are never empty. */
function first(group: readonly Sighting[]): Sighting {
  const [sighting] = group;
  if (sighting === undefined) throw new RangeError('a group of sightings is empty');
  return sighting;
}
