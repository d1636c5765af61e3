import type { Severity } from '@sallyport/findings';

import type { Checksum } from './checksum.ts';

/**
 * One kind of credential. Patterns are written for JavaScript regular expressions without look-behind and back-references,
 * so that the linear-time engine can run them too. A pattern brings its own boundaries (`\b`, or a consumed character outside of
 * group 1): the engine adds none. It starts with one of its keywords or a few characters before it.
 */
export interface SecretRule {
  /** `aws-access-key-id`: provider first, kebab-case, unique, never changed. */
  readonly id: string;
  /** `AWS access key ID`. */
  readonly title: string;
  readonly severity: Severity;
  /** What the credential opens, one phrase that completes "gives access to …". */
  readonly opens: string;
  /** How to revoke it, one imperative sentence. */
  readonly revoke: string;
  /** Where to revoke it or the provider's page about it. */
  readonly url?: string;
  /** Regular expression; case-insensitive only where `ignoreCase`. The secret is the first group that took part, else the whole match. */
  readonly pattern: string;
  readonly ignoreCase?: boolean;
  /** Which group holds the secret where it is not the first that took part; 0 is the whole match. */
  readonly secretGroup?: number;
  /**
   * Literal texts, lower case, of which at least one stands in every match (checked ignoring case). The longer and rarer, the faster.
   * An empty list means that the rule works on `path` alone.
   */
  readonly keywords: readonly string[];
  /** Longest possible match in characters; computed from the pattern where left out; needed for unbounded ones (PEM blocks). */
  readonly maxLength?: number;
  /** Least Shannon entropy of the secret in bits a character. */
  readonly entropy?: number;
  /** The checksum that the provider puts into its tokens: one with a wrong one is reported as doubtful. */
  readonly checksum?: Checksum;
  /** Regular expression on the file's path that must match too (or alone, with no pattern text: then `pattern` is ''). */
  readonly path?: string;
  /** Regular expressions on the secret, the match or the whole line, and words in the secret (ignoring case), that make it none. */
  readonly allow?: {
    readonly secret?: readonly string[];
    readonly match?: readonly string[];
    readonly line?: readonly string[];
    readonly paths?: readonly string[];
    readonly words?: readonly string[];
  };
  /** Further parts that must all stand near by: a key's id beside its secret. */
  readonly near?: readonly NearPart[];
  /** A shape that many things have (`password = "…"`): reported only where no specific rule saw the same place, with filters on. */
  readonly generic?: boolean;
  /**
   * The form or the place alone tells (a password file, a token with a checksum, an identifier that must be there): the engine's
   * placeholder, word and token-efficiency filters are not asked; `entropy` and `allow` of the rule still are.
   */
  readonly unfiltered?: boolean;
  readonly tags?: readonly string[];
}

/** A part that must stand near a match: another rule, and how far away its match may begin, at most 8 KiB where nothing is said. */
export interface NearPart {
  readonly rule: SecretRule;
  readonly lines?: number;
  readonly columns?: number;
}
