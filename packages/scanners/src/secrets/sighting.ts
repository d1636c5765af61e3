import type { Sighting } from '@sallyport/findings';
import { hmacSha256Hex, sha256Hex } from '@sallyport/kernel';

import type { PositionFinder } from './positions.ts';
import { checksumHolds } from './checksum.ts';
import { redactedExcerpt } from './redact.ts';
import type { Span } from './redact.ts';
import type { SecretRule } from './rule.ts';
import type { KeptSecrets } from './verify/kept-secrets.ts';

/** One secret in one place of a text. */
export interface FoundSecret {
  readonly rule: SecretRule;
  /** The bytes of the text that hold it, or that hold what it was decoded from. */
  readonly place: Span;
  /** The secret itself. Never leaves memory. */
  readonly value: Uint8Array;
  readonly decodedFrom?: string;
}

export interface SightingContext {
  readonly path: string;
  readonly bytes: Buffer;
  readonly positions: PositionFinder;
  readonly identityKey: Uint8Array | undefined;
  /** Where providers are to be asked: takes what was found, for the check after the search. */
  readonly kept: KeptSecrets | undefined;
}

/**
 * Turns what was found in one text into sightings. Invariant 5: the value goes into a keyed hash (with a key) and into
 * an in-memory hash, and is blanked out of the excerpt; `kept` holds it until its provider was asked.
 */
export function toSightings(found: readonly FoundSecret[], context: SightingContext): Sighting[] {
  const { bytes, positions } = context;
  const spans = found.map((one) => one.place);
  return found.map(({ rule, place, value, decodedFrom }) => {
    const start = positions.at(place.start);
    const range = { start, end: positions.at(place.end) };
    const excerpt = redactedExcerpt(bytes, place, spans, start.line);
    const isDoubtful =
      rule.checksum !== undefined && !checksumHolds(rule.checksum, Buffer.from(value).toString('latin1'));
    const described = describe(rule, { decodedFrom, isDoubtful });
    const identity = identify(value, context.identityKey);
    context.kept?.keep(rule, identity.group, value);
    return { ...described, location: { path: context.path, range }, excerpt, ...identity };
  });
}

/** A file whose path alone is the finding: a key store, a password file. */
export function toPathSighting(rule: SecretRule, path: string): Sighting {
  return {
    ...describe(rule, { isDoubtful: false }),
    message: `${rule.title}: it gives access to ${rule.opens}.`,
    location: { path },
    // The file at this path, in the work tree and in the history, is one finding.
    anchor: 'file',
  };
}

function identify(
  value: Uint8Array,
  key: Uint8Array | undefined,
): { readonly anchor?: string; readonly anchorIsGlobal?: boolean; readonly group: string } {
  const group = sha256Hex(value);
  return key === undefined ? { group } : { group, anchor: hmacSha256Hex(key, value), anchorIsGlobal: true };
}

type Described = Pick<
  Sighting,
  | 'scanner'
  | 'rule'
  | 'title'
  | 'message'
  | 'severity'
  | 'confidence'
  | 'remediation'
  | 'references'
  | 'tags'
  | 'details'
>;

interface Circumstances {
  readonly decodedFrom?: string | undefined;
  /** Its checksum is wrong. */
  readonly isDoubtful: boolean;
}

function describe(rule: SecretRule, { decodedFrom, isDoubtful }: Circumstances): Described {
  const generic = rule.generic === true;
  const doubt = isDoubtful ? ' Its checksum is wrong: it may be made up, or changed.' : '';
  return {
    scanner: 'secrets',
    rule: rule.id,
    title: rule.title,
    message: `${rule.title} ${decodedFrom === undefined ? 'in the clear' : `in ${decodedFrom}`}: it gives access to ${rule.opens}.${doubt}`,
    severity: rule.severity,
    confidence: isDoubtful ? 'low' : generic ? 'medium' : 'high',
    remediation: { summary: rule.revoke, ...(rule.url === undefined ? {} : { url: rule.url }) },
    references: rule.url === undefined ? [] : [rule.url],
    tags: ['cwe:798', ...(generic ? ['generic'] : []), ...(rule.tags ?? [])],
    ...(decodedFrom === undefined ? {} : { details: { decodedFrom } }),
  };
}
