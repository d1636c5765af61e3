import type { Sighting } from '@sallyport/findings';
import { hmacSha256Hex, sha256Hex } from '@sallyport/kernel';

import type { PositionFinder } from './positions.ts';
import { redactedExcerpt } from './redact.ts';
import type { Span } from './redact.ts';
import type { SecretRule } from './rule.ts';

/** One secret in one place of a text, with everything that a report may say of it; the value stays behind. */
export interface FoundSecret {
  readonly rule: SecretRule;
  /** The bytes that hold the secret, in the text that was searched. */
  readonly secret: Span;
}

export interface SightingContext {
  readonly path: string;
  readonly bytes: Buffer;
  readonly positions: PositionFinder;
  readonly identityKey: Uint8Array | undefined;
}

/**
 * Turns what was found in one text into sightings. Invariant 5: the value goes into a keyed hash (with a key) and into
 * an in-memory hash, and is blanked out of the excerpt.
 */
export function toSightings(found: readonly FoundSecret[], context: SightingContext): Sighting[] {
  const spans = found.map((one) => one.secret);
  return found.map(({ rule, secret }) => {
    const value = context.bytes.subarray(secret.start, secret.end);
    const start = context.positions.at(secret.start);
    const range = { start, end: context.positions.at(secret.end) };
    const excerpt = redactedExcerpt(context.bytes, secret, spans, start.line);
    return {
      ...describe(rule),
      location: { path: context.path, range },
      excerpt,
      ...identify(value, context.identityKey),
    };
  });
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

function describe(rule: SecretRule): Described {
  const generic = rule.generic === true;
  return {
    scanner: 'secrets',
    rule: rule.id,
    title: rule.title,
    message: `${rule.title} in the clear: it gives access to ${rule.opens}.`,
    severity: rule.severity,
    confidence: generic ? 'medium' : 'high',
    remediation: { summary: rule.revoke, ...(rule.url === undefined ? {} : { url: rule.url }) },
    references: rule.url === undefined ? [] : [rule.url],
    tags: ['cwe:798', ...(generic ? ['generic'] : []), ...(rule.tags ?? [])],
    details: { validity: 'not-verified' },
  };
}
