import type { Position } from '@sallyport/documents';
import { inlineSuppressions, SkipCounter } from '@sallyport/findings';
import type { ReadSuppressions, Sighting } from '@sallyport/findings';

import type { ScanContext } from '../scanner.ts';
import type { InspectedText, Inspector } from './inspect.ts';
import { findPositions } from './positions.ts';

/** What one scan gathers on its way through the target. */
export interface Gatherer {
  readonly context: ScanContext;
  readonly skips: SkipCounter;
  readonly sightings: Sighting[];
  /** What stands in the texts to suppress findings. */
  readonly suppressions: ReadSuppressions[];
  readonly looked: { files: number; bytes: number };
  /** A whole file's text; `sizeBytes` is its size as it lies there. True where nothing of it is of interest. */
  text(text: InspectedText, sizeBytes: number): boolean;
  /** A piece of a large file, which `countFile` has counted. */
  piece(text: InspectedText, sizeBytes: number): boolean;
  /** A file that is known to be clean. */
  clean(sizeBytes: number): void;
  countFile(): void;
  /** As `Engine.room`. */
  room(sizeBytes: number): Buffer;
  /** A path, before its file is opened. */
  path(path: string): void;
  positionAfter(bytes: Buffer, length: number, start: Position): Position;
}

/** The inspector is made when the first file comes, so that a target without files costs nothing. */
export function createGatherer(context: ScanContext, inspector: () => Inspector): Gatherer {
  const skips = new SkipCounter();
  const sightings: Sighting[] = [];
  const suppressions: ReadSuppressions[] = [];
  const looked = { files: 0, bytes: 0 };
  const piece = (text: InspectedText, sizeBytes: number): boolean => {
    looked.bytes += sizeBytes;
    const { sightings: found, gaveUp, mayBeSuppressed } = inspector().inspect(text);
    for (const sighting of found) sightings.push(sighting);
    if (mayBeSuppressed)
      suppressions.push(inlineSuppressions(text.path, text.bytes.toString('utf8'), text.start?.line ?? 1));
    if (gaveUp) skips.add('limit', text.path, 'Full of beginnings of secrets that never end: the rest was left.');
    return found.length === 0 && !mayBeSuppressed && !gaveUp;
  };
  return {
    context,
    skips,
    sightings,
    suppressions,
    looked,
    piece,
    text(text, sizeBytes) {
      looked.files += 1;
      return piece(text, sizeBytes);
    },
    clean(sizeBytes) {
      looked.files += 1;
      looked.bytes += sizeBytes;
    },
    countFile() {
      looked.files += 1;
    },
    room: (sizeBytes) => inspector().room(sizeBytes),
    path(path) {
      for (const sighting of inspector().inspectPath(path)) sightings.push(sighting);
    },
    positionAfter: (bytes, length, start) => findPositions(bytes, bytes.length, start).at(length),
  };
}
