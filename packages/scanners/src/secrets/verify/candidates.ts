import type { Sighting } from '@sallyport/findings';

import type { KeptSecrets } from './kept-secrets.ts';
import type { Verifier } from './verifier.ts';

/** One secret with the partners that it may belong to, as they are sent. */
export interface Candidate {
  readonly values: { readonly [name: string]: string };
  /** The partners' sightings, which a valid answer speaks for too. */
  readonly partners: readonly Sighting[];
}

/** A secret that stands in many files beside many partners is tried with so many of them. */
const MOST_CANDIDATES = 3;

/** The distinct sets of values to try for a secret that was seen in these places, nearest first; none where a partner is missing everywhere. */
export function candidatesFor(
  verifier: Verifier,
  seen: readonly Sighting[],
  all: ReadonlyMap<string, readonly Sighting[]>,
  kept: KeptSecrets,
): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const sighting of seen) {
    const secret = valueOf(sighting, kept);
    if (secret === undefined) continue;
    const candidate = withPartners(verifier, { sighting, secret }, all.get(fileOf(sighting)) ?? [], kept);
    if (candidate !== undefined) found.set(JSON.stringify(candidate.values), candidate);
    if (found.size === MOST_CANDIDATES) break;
  }
  return [...found.values()];
}

/** What stands in one file, or in one version of it in the history. */
export function fileOf({ location: { path, commit, layer } }: Sighting): string {
  return JSON.stringify([path, commit?.sha, layer]);
}

function withPartners(
  { partners = {}, optional = [] }: Verifier,
  { sighting, secret }: { readonly sighting: Sighting; readonly secret: string },
  beside: readonly Sighting[],
  kept: KeptSecrets,
): Candidate | undefined {
  const values: Record<string, string> = { secret };
  const used: Sighting[] = [];
  for (const [name, rules] of Object.entries(partners)) {
    const nearest = beside
      .filter((other) => rules.includes(other.rule))
      .toSorted((a, b) => distance(a, sighting) - distance(b, sighting))[0];
    const value = nearest === undefined ? undefined : valueOf(nearest, kept);
    if (nearest !== undefined && value !== undefined) {
      values[name] = value;
      used.push(nearest);
    } else if (!optional.includes(name)) return undefined;
  }
  return { values, partners: used };
}

function valueOf({ rule, group }: Sighting, kept: KeptSecrets): string | undefined {
  const secret = group === undefined ? undefined : kept.get(rule, group);
  return secret === undefined ? undefined : Buffer.from(secret.value).toString('utf8');
}

function distance(a: Sighting, b: Sighting): number {
  return Math.abs((a.location.range?.start.offset ?? 0) - (b.location.range?.start.offset ?? 0));
}
