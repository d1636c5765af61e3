import type { Sighting } from '@sallyport/findings';

import type { Part } from '../part.ts';

/** A secret in a blob whose path is not known yet. `key` says rule and (hashed, in memory only) value. */
export interface Detected {
  readonly key: string;
  /** The bytes that the rule needed to see: the match with all that its filters looked at. */
  readonly start: number;
  readonly end: number;
}

/** What the history needs of the engine. */
export interface BlobDetector {
  /** All that some rule would report in the text, or in a part of it, whatever the path. */
  detect(bytes: Buffer, part?: Part): readonly Detected[];
  /**
   * As `detect` in many texts put together with empty lines between them, the places alone; undefined where a rule gave up on it, so that
   * more may be there. Left out where rules may ask where a text begins and ends: then each is looked at by itself.
   */
  places?: (bytes: Buffer) => readonly { readonly start: number; readonly end: number }[] | undefined;
  /**
   * How far, in bytes, a rule may look beyond the line it starts in: a match that no change comes this near to is the same match as
   * in the text that the delta was made from. `far` counts for texts in which `startsFar` found the beginning of something long.
   */
  readonly reach: { readonly near: number; readonly far: number };
  startsFar(bytes: Buffer): boolean;
  /** For rules that look at paths alone: whether a path is one of theirs. */
  wantsPath?: (path: string) => boolean;
  /** How all paths end that `wantsPath`; empty where that is open, undefined where there are no such rules. */
  pathEndings?: () => readonly string[] | undefined;
  /** What is reported of the text as a file at this path, as far as no commit is allowed anything. */
  sightings(bytes: Buffer, path: string): readonly Sighting[];
  /** As `sightings`, for what this commit brought; left out where no rule and no allow list looks at commits. */
  ofCommit?: (bytes: Buffer, path: string, commit: string) => readonly Sighting[];
}
