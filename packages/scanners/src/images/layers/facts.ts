import type { Sighting, Skipped } from '@sallyport/findings';

import type { FileFacts } from '../analysers/analyser.ts';
import { pathSet } from './path-set.ts';
import type { PathSet } from './path-set.ts';

/** A file or folder whose permissions are worth a word. */
export interface RiskyMode {
  readonly path: string;
  readonly kind: 'setuid' | 'setgid' | 'world-writable-file' | 'world-writable-folder';
  /** Permission bits, `0o4755` as a number. */
  readonly mode: number;
}

/** What one layer says, whatever lies below or above it. JSON but for `present`. */
export interface LayerFacts {
  /** Only files that say something or could not be read. */
  readonly files: readonly (readonly [path: string, facts: FileFacts])[];
  /** Paths that the layer deletes, with all below. */
  readonly whiteouts: readonly string[];
  /** Folders of which nothing below this layer is seen. */
  readonly opaque: readonly string[];
  readonly modes: readonly RiskyMode[];
  /** Without what must not be kept of a secret. */
  readonly secrets: readonly Sighting[];
  readonly looked: { readonly files: number; readonly bytes: number; readonly texts: number };
  readonly skipped: readonly Skipped[];
  /** Everything in the layer but folders. */
  readonly present: PathSet;
}

/** As it is kept: the length of the JSON, the JSON, and the paths behind it. */
export function encodeFacts({ present, ...facts }: LayerFacts): Buffer {
  const json = Buffer.from(JSON.stringify(facts));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(json.length);
  const { buffer, byteOffset, byteLength } = present.hashes;
  return Buffer.concat([head, json, Buffer.from(buffer, byteOffset, byteLength)]);
}

/** Undefined for bytes that were not written by `encodeFacts`. */
export function decodeFacts(bytes: Buffer): LayerFacts | undefined {
  if (bytes.length < 4) return undefined;
  const end = 4 + bytes.readUInt32LE(0);
  if (end > bytes.length || (bytes.length - end) % 8 !== 0) return undefined;
  try {
    const facts = JSON.parse(bytes.toString('utf8', 4, end)) as Omit<LayerFacts, 'present'>;
    if (!Array.isArray(facts.files) || !Array.isArray(facts.secrets)) return undefined;
    const hashes = new Float64Array((bytes.length - end) / 8);
    bytes.copy(new Uint8Array(hashes.buffer), 0, end);
    return { ...facts, present: pathSet(hashes) };
  } catch {
    return undefined;
  }
}
