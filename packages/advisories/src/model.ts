/** What a record is about; an informational one is no vulnerability. */
export type AdvisoryKind = 'vulnerability' | 'malicious' | 'unmaintained' | 'unsound' | 'notice';

export type CvssVersion = '2.0' | '3.0' | '3.1' | '4.0';

/** A CVSS vector with its score, worked out when the partition is built. */
export interface CvssScore {
  readonly version: CvssVersion;
  readonly vector: string;
  readonly score: number;
}

/** What a source says in words; the CVSS rating scale. */
export type Rating = 'critical' | 'high' | 'medium' | 'low' | 'none';

/**
 * Versions from `from` (inclusive, `0` is the beginning) to `to`. Without `to` every later one;
 * `toInclusive` tells a last affected version from the first fixed one.
 */
export interface Interval {
  readonly from: string;
  readonly to?: string;
  readonly toInclusive?: boolean;
}

/** Functions that a flaw is in, by import path, where the source names them. */
export interface AffectedCode {
  readonly path: string;
  readonly symbols: readonly string[];
}

/** One package that an advisory speaks of. */
export interface AffectedPackage {
  /** With the release of a distribution, in the form that packages carry: `Debian:12`. */
  readonly ecosystem: string;
  readonly name: string;
  readonly intervals: readonly Interval[];
  /** Affected versions that no interval holds. */
  readonly versions: readonly string[];
  readonly kind: AdvisoryKind;
  readonly cvss: readonly CvssScore[];
  readonly rating?: Rating;
  readonly code?: readonly AffectedCode[];
}

/** One published record, in our own compact form. */
export interface Advisory {
  readonly id: string;
  /** Other names of the same vulnerability. */
  readonly aliases: readonly string[];
  /** Vulnerabilities that a distribution's record stands for. */
  readonly upstream: readonly string[];
  /** Who published it: `GitHub`, `PyPA`, `Debian`. */
  readonly source: string;
  /** RFC 3339, as written; empty where not given. */
  readonly published: string;
  readonly modified: string;
  readonly summary: string;
  readonly details: string;
  readonly cwes: readonly string[];
  readonly cvss: readonly CvssScore[];
  readonly rating?: Rating;
  readonly references: readonly string[];
  readonly affected: readonly AffectedPackage[];
}
