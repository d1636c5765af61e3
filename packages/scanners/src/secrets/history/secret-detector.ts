import type { Sighting } from '@sallyport/findings';
import { sha256Hex } from '@sallyport/kernel';

import type { Inspector } from '../inspect.ts';
import type { Span } from '../redact.ts';
import { asText } from '../text.ts';
import type { BlobDetector } from './detector.ts';

/** Beginnings of secrets that go on over many lines: keys in armour, manifests, commands. */
const MANY_LINES = ['-----BEGIN', 'PuTTY-User-Key-File-', 'kind: Secret', '"kty"', 'curl '];
const MANY_LINES_BYTES = 16 * 1024;
/** Everything else that is built in stays within a few lines. */
const FEW_LINES_BYTES = 512;

export interface SecretDetectorOptions {
  /** Rules of users may look as far as the longest built-in ones. */
  readonly custom: boolean;
  /** Whether some allow list names commits. */
  readonly byCommit: boolean;
}

/** The secrets engine as the history uses it. */
export function secretDetector(inspector: () => Inspector, { custom, byCommit }: SecretDetectorOptions): BlobDetector {
  const inspect = (bytes: Buffer, path: string, commit?: string): readonly Sighting[] => {
    const byPath = inspector().inspectPath(path, commit);
    const text = asText(bytes);
    if (text === undefined) return byPath;
    const given = { bytes: text, path };
    return [...byPath, ...inspector().inspect(commit === undefined ? given : { ...given, commit }).sightings];
  };
  const places = (bytes: Buffer): readonly Span[] | undefined => {
    const { found, gaveUp } = inspector().find({ bytes, path: undefined });
    return gaveUp ? undefined : found.map(({ place }) => place);
  };
  return {
    ...(byCommit ? { ofCommit: inspect } : {}),
    ...(custom ? {} : { places }),
    reach: { near: custom ? MANY_LINES_BYTES : FEW_LINES_BYTES, far: MANY_LINES_BYTES },
    startsFar: (bytes) => MANY_LINES.some((begin) => bytes.includes(begin)),
    detect(bytes, part) {
      const text = { bytes, path: undefined };
      const { found } = inspector().find(part === undefined ? text : { ...text, part });
      return found.map(({ rule, place, value }) => ({
        key: `${rule.id}:${sha256Hex(value)}`,
        start: place.start,
        end: place.end,
      }));
    },
    sightings: inspect,
    wantsPath: (path) => inspector().inspectPath(path).length > 0,
    pathEndings: () => inspector().pathEndings,
  };
}
