import type { ObjectStore } from '../../git/object-store.ts';
import { KIND } from '../../git/pack.ts';
import { commitRef } from './commit-ref.ts';
import type { BlobDetector } from './detector.ts';
import { JoinedSearch } from './joined-search.ts';
import { objectTexts } from './object-texts.ts';
import type { ObjectText, TextObject } from './object-texts.ts';
import type { KnownPlace } from './state.ts';

/** Looks at the texts of commits and tags as they are read, and gathers the places where something is. */
export interface MessageSearch {
  /** The tags that were looked at, now or before. */
  readonly tags: ReadonlySet<string>;
  look(id: string, object: TextObject): void;
  /** The places where something is, in the order in which the objects came. */
  finish(store: ObjectStore): readonly KnownPlace[];
}

/** `known` tags are not looked at again; commits that are known do not come. */
export function createMessageSearch(detector: BlobDetector, known: readonly string[]): MessageSearch {
  const tags = new Set(known);
  const ids: string[] = [];
  const suspects = new Set<number>();
  const joined = new JoinedSearch(detector, (n) => suspects.add(n));
  // Most people write many commits.
  const people = new Map<string, boolean>();
  const holds = ({ part, bytes }: ObjectText): boolean => {
    if (part !== 'author') return detector.detect(bytes).length > 0;
    const text = bytes.toString('latin1');
    const isHolder = people.get(text) ?? detector.detect(bytes).length > 0;
    people.set(text, isHolder);
    return isHolder;
  };
  return {
    tags,
    look(id, object) {
      if (object.kind === KIND.tag) {
        if (tags.has(id)) return;
        tags.add(id);
      }
      const n = ids.push(id) - 1;
      for (const text of objectTexts(object)) {
        if (text.part === 'message' && detector.places !== undefined) joined.add(n, text.bytes);
        else if (holds(text)) suspects.add(n);
      }
    },
    finish(store) {
      joined.flush();
      return [...suspects]
        .toSorted((a, b) => a - b)
        .flatMap((n) => {
          const id = ids[n] ?? '';
          const object = store.read(id);
          if (object === undefined) return [];
          return objectTexts(object)
            .filter(holds)
            .map(({ path }) => ({ blob: id, path, commit: commitRef(id, object, detector) }));
        });
    },
  };
}
