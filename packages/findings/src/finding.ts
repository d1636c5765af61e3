import type { Range } from '@sallyport/documents';
import type { JsonValue } from '@sallyport/kernel';

import type { Severity } from './severity.ts';

/** The commit that brought a place in a git history. */
export interface CommitRef {
  readonly sha: string;
  readonly author: string;
  readonly email: string;
  /** RFC 3339, UTC. */
  readonly date: string;
  readonly summary?: string;
}

/** Where something is. Paths use `/` and are relative to the target; an entry of an archive reads `outer.zip!inner/file`. */
export interface Location {
  readonly path: string;
  readonly range?: Range;
  /** Set for a place in the history that is not (or not only) in the work tree. */
  readonly commit?: CommitRef;
  /** Set where the place is no file but the commit or tag itself, its message or its author; `path` then says which. */
  readonly object?: 'commit' | 'tag';
  /** Digest of the image layer that holds the path. */
  readonly layer?: string;
}

/** How sure the scanner is that this is a true finding. */
export type Confidence = 'high' | 'medium' | 'low';

/** What to do about a finding. */
export interface Remediation {
  /** One imperative sentence. */
  readonly summary: string;
  /** Further steps in order, where one sentence does not do. */
  readonly steps?: readonly string[];
  readonly url?: string;
}

/**
 * Whether the provider of a secret still takes it. `not-verified` says nothing about it: nobody could be asked, or the
 * answer does not tell; it never reads as `invalid`.
 */
export interface Verification {
  readonly state: 'valid' | 'invalid' | 'not-verified';
  /** One sentence: what was answered, or why nothing is known. */
  readonly reason: string;
  /** The host that was asked; absent where none was. */
  readonly host?: string;
  /** When it answered: RFC 3339, UTC. */
  readonly checkedAt?: string;
}

/** What finding and sighting share: everything but identity and place. */
export interface FindingFacts {
  /** The scanner's id, `secrets`. */
  readonly scanner: string;
  /** The rule's id within its scanner, `aws-access-key-id`; `scanner/rule` is unique. */
  readonly rule: string;
  /** The rule's title: what kind of problem this is. */
  readonly title: string;
  /** One sentence on this very finding. Holds no secret's value. */
  readonly message: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly remediation: Remediation;
  readonly references: readonly string[];
  /** For example `cwe:798`, `generic`, `kev`. */
  readonly tags: readonly string[];
  /** The scanner's own facts, JSON only: package and advisory of a dependency finding, what a secret was decoded from. */
  readonly details?: { readonly [name: string]: JsonValue };
  /** Of a secret, where its provider was to be asked (`--verify`); absent where no check was asked for. */
  readonly verification?: Verification;
}

/**
 * One problem seen in one place, before it has an identity: what scanners return.
 * `identify()` turns sightings into findings.
 */
export interface Sighting extends FindingFacts {
  readonly location: Location;
  /**
   * What the identity hangs on besides scanner, rule and path, when the scanner knows something better than
   * the source text around the place: for a dependency `purl without version + vulnerability id`.
   * For a secret: the keyed hash of its value where a key was given, else left out. Never a secret's value.
   */
  readonly anchor?: string;
  /** Whether `anchor` alone identifies the problem, wherever it lies (a keyed hash of a secret, a package's vulnerability). */
  readonly anchorIsGlobal?: boolean;
  /**
   * In-memory only: sightings of one scanner and rule with the same group are occurrences of one finding.
   * Never written to any output; for a secret an unkeyed hash of the value is allowed here.
   */
  readonly group?: string;
  /** The text around the place, the secret blanked out, for context hashes and excerpts. */
  readonly excerpt?: Excerpt;
  /** Set where the scanner itself was told that the finding does no harm (VEX). The primary sighting's counts. */
  readonly suppression?: Suppression;
}

/** Some lines of source around a place, with secret values blanked out by asterisks of the same length. */
export interface Excerpt {
  /** The number of the first line in `lines`. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** One sighting of a finding. */
export interface Occurrence {
  readonly location: Location;
  readonly excerpt?: Excerpt;
  /** GitHub-compatible and own hashes of the place by algorithm, such as `primaryLocationLineHash`. */
  readonly fingerprints: { readonly [algorithm: string]: string };
}

/** Why a finding does not count: who accepted it, why, until when. */
export interface Suppression {
  readonly kind: 'inline' | 'file' | 'exception' | 'vex';
  readonly reason: string;
  /** RFC 3339 date or date-time. */
  readonly expires?: string;
  /** Where the suppression stands. */
  readonly location?: Location;
}

/** Against a baseline: not in it, in it, or not compared. */
export type Novelty = 'new' | 'existing' | 'unknown';

/** One problem in one place, with an identity that survives moved lines, renames and re-scored severities. */
export interface Finding extends FindingFacts {
  /** `sp_` and 24 hex digits. */
  readonly id: string;
  /** At least one; the first is the primary one, by which reports sort. */
  readonly occurrences: readonly [Occurrence, ...Occurrence[]];
  readonly novelty: Novelty;
  /** Set when the finding is suppressed: it stays visible and does not count against `--fail-on`. */
  readonly suppression?: Suppression;
}
