/** C2SP tlog-proof (c2sp.org/tlog-proof): index, inclusion proof and checkpoint of one entry in one text, to be checked offline. */
import { openCheckpoint } from './checkpoint.ts';
import type { CheckpointPolicy, ParsedCheckpoint } from './checkpoint.ts';
import { fromBase64, parseCount, toBase64 } from './encoding.ts';
import { HASH_BYTES, leafHash } from './hash.ts';
import { verifyInclusion } from './proof.ts';

export interface ProofFile {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
  /** Opaque to the log; not covered by any signature. */
  readonly extra?: Uint8Array;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
/** A tree of 2^53 leaves has no longer proof. */
const MAX_HASHES = 63;

export function formatProofFile(proof: ProofFile): string {
  const extra = proof.extra === undefined ? [] : [`extra ${toBase64(proof.extra)}`];
  const lines = [HEADER, ...extra, `index ${proof.index}`, ...proof.hashes.map(toBase64)];
  return `${lines.join('\n')}\n\n${proof.checkpoint}`;
}

/** The proof, or undefined if the text is malformed. Nothing is verified. */
export function parseProofFile(text: string): ProofFile | undefined {
  const split = text.indexOf('\n\n');
  if (split < 0) return undefined;
  const lines = text.slice(0, split).split('\n');
  if (lines.shift() !== HEADER || lines.length > MAX_HASHES + 2) return undefined;
  const extra = readExtra(lines);
  const index = parseCount(lines.shift()?.replace(/^index /, '') ?? '');
  const hashes = lines.map(fromBase64);
  if (extra === null || index === undefined || !hashes.every(isHash)) return undefined;
  const proof = { index, hashes, checkpoint: text.slice(split + 2) };
  return extra === undefined ? proof : { ...proof, extra };
}

/** Takes the line of extra data away if there is one; null if it is malformed. */
function readExtra(lines: string[]): Uint8Array | undefined | null {
  if (lines[0]?.startsWith('extra ') !== true) return undefined;
  return fromBase64(lines.shift()?.slice('extra '.length) ?? '') ?? null;
}

function isHash(bytes: Uint8Array | undefined): bytes is Uint8Array {
  return bytes?.length === HASH_BYTES;
}

export type ProofVerdict =
  | { readonly ok: true; readonly index: number; readonly checkpoint: ParsedCheckpoint }
  | {
      readonly ok: false;
      readonly reason: 'malformed' | 'unknown-log' | 'unsigned' | 'bad-signature' | 'not-included';
    };

/** Checks that `leaf` is in the log of the policy, with nothing but the text and the log's key. */
export function verifyProofFile(text: string, leaf: Uint8Array, policy: CheckpointPolicy): ProofVerdict {
  const proof = parseProofFile(text);
  if (proof === undefined) return { ok: false, reason: 'malformed' };
  const opened = openCheckpoint(proof.checkpoint, policy);
  if (!opened.ok) return opened;
  const { size, root } = opened.checkpoint;
  const included = verifyInclusion({ leaf: leafHash(leaf), index: proof.index, size, root }, proof.hashes);
  return included
    ? { ok: true, index: proof.index, checkpoint: opened.checkpoint }
    : { ok: false, reason: 'not-included' };
}
