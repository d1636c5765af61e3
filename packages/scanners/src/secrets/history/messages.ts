import { KIND } from '../../git/pack.ts';
import { commitRef } from './commit-ref.ts';
import type { BlobDetector } from './detector.ts';
import { objectTexts } from './object-texts.ts';
import type { TextObject } from './object-texts.ts';
import type { KnownPlace } from './state.ts';

/** Looks at the texts of commits and tags as they are read, and gathers the places where something is. */
export interface MessageSearch {
  readonly places: readonly KnownPlace[];
  /** The tags that were looked at, now or before. */
  readonly tags: ReadonlySet<string>;
  look(id: string, object: TextObject): void;
}

/** `known` tags are not looked at again; commits that are known do not come. */
export function createMessageSearch(detector: BlobDetector, known: readonly string[]): MessageSearch {
  const tags = new Set(known);
  const places: KnownPlace[] = [];
  // Most people write many commits.
  const clean = new Set<string>();
  return {
    places,
    tags,
    look(id, object) {
      if (object.kind === KIND.tag) {
        if (tags.has(id)) return;
        tags.add(id);
      }
      for (const { part, path, bytes } of objectTexts(object)) {
        const people = part === 'author' ? bytes.toString('latin1') : undefined;
        if (people !== undefined && clean.has(people)) continue;
        if (detector.detect(bytes).length > 0) places.push({ blob: id, path, commit: commitRef(id, object, detector) });
        else if (people !== undefined) clean.add(people);
      }
    },
  };
}
