/**
 * What matching looks at: one result of one run, of any tool. Lines and columns count from 1.
 * Only `rule`, `path` and `message` are needed; everything else makes the match better.
 */
export interface MatchItem {
  /** Rule id, with the scanner in front where several share a run. Results of different rules never match. */
  readonly rule: string;
  readonly path: string;
  readonly startLine?: number;
  readonly endLine?: number;
  readonly startColumn?: number;
  readonly message: string;
  /** Hash of the place's own lines and the lines around it (`contextHash/v1`, or the tool's own). */
  readonly contextHash?: string;
  /** Hash of the lines before and the place's own lines. */
  readonly beforeHash?: string;
  /** Hash of the place's own lines and the lines after. */
  readonly afterHash?: string;
  /** Hash of the place's own lines alone. */
  readonly lineHash?: string;
  /**
   * What identifies the result by itself, whatever its place: a keyed hash, a package's vulnerability, a fingerprint
   * that its tool guarantees. It decides alone where it is unique on both sides.
   */
  readonly fingerprint?: string;
}

/** How a pair was found. */
export type MatchPass = 'fingerprint' | 'same-file' | 'renamed-file' | 'moved';

/** One result of the previous run and the same result in the current one, by index. */
export interface Match {
  readonly previous: number;
  readonly current: number;
  readonly pass: MatchPass;
  /** How likely the pair is right, 0 to 1. */
  readonly confidence: number;
}

export interface MatchResult {
  /** One-to-one, ordered by `current`. */
  readonly pairs: readonly Match[];
  /** Current results that had a likely counterpart, but not a clear one: they count as new. */
  readonly ambiguous: readonly number[];
  /** Renamed files: previous path to current path. */
  readonly renames: ReadonlyMap<string, string>;
}

export interface MatchOptions {
  /** A pair less likely than this is dropped and the result counts as new. Default 0.75. */
  readonly minConfidence?: number;
}
