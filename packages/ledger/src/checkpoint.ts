/** C2SP checkpoints (c2sp.org/tlog-checkpoint): a signed note whose text is origin, size and root of a log. */
import { fromBase64, parseCount, toBase64 } from './encoding.ts';
import { HASH_BYTES } from './hash.ts';
import { checkNote, parseNote, signNote } from './note.ts';
import type { NoteSignature, NoteSigner, NoteVerifier } from './note.ts';

export interface Checkpoint {
  /** The log's unique name, a host name with an optional path. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Further lines of the text; carried along, never interpreted. */
  readonly extensions: readonly string[];
}

export interface ParsedCheckpoint extends Checkpoint {
  /** The signed text. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export function formatCheckpoint(checkpoint: Checkpoint): string {
  const lines = [checkpoint.origin, String(checkpoint.size), toBase64(checkpoint.root), ...checkpoint.extensions];
  return `${lines.join('\n')}\n`;
}

/** The checkpoint in a signed note, or undefined if it is malformed. No signature is checked. */
export function parseCheckpoint(note: string): ParsedCheckpoint | undefined {
  const parsed = parseNote(note);
  if (parsed === undefined) return undefined;
  const body = parseCheckpointText(parsed.text);
  return body === undefined ? undefined : { ...body, text: parsed.text, signatures: parsed.signatures };
}

function parseCheckpointText(text: string): Checkpoint | undefined {
  const [origin = '', sizeLine = '', rootLine = '', ...extensions] = text.slice(0, -1).split('\n');
  const size = parseCount(sizeLine);
  const root = fromBase64(rootLine);
  if (origin === '' || size === undefined || root?.length !== HASH_BYTES || extensions.includes('')) return undefined;
  return { origin, size, root, extensions };
}

export type CheckpointVerdict =
  | { readonly ok: true; readonly checkpoint: ParsedCheckpoint; readonly signedBy: readonly NoteVerifier[] }
  | { readonly ok: false; readonly reason: 'malformed' | 'unknown-log' | 'unsigned' | 'bad-signature' };

export interface CheckpointPolicy {
  readonly origin: string;
  /** Keys of the log; one of them has signed. */
  readonly log: readonly NoteVerifier[];
  /** Keys of witnesses, and how many different ones must have cosigned (default 0). */
  readonly witnesses?: readonly NoteVerifier[];
  readonly witnessThreshold?: number;
}

/** A checkpoint that its log signed and enough witnesses cosigned. */
export function openCheckpoint(note: string, policy: CheckpointPolicy): CheckpointVerdict {
  const checkpoint = parseCheckpoint(note);
  if (checkpoint === undefined) return { ok: false, reason: 'malformed' };
  if (checkpoint.origin !== policy.origin) return { ok: false, reason: 'unknown-log' };
  const witnesses = policy.witnesses ?? [];
  const signedBy = checkNote(checkpoint, [...policy.log, ...witnesses]);
  if (signedBy === undefined) return { ok: false, reason: 'bad-signature' };
  const cosigned = signedBy.filter((verifier) => witnesses.includes(verifier)).length;
  if (!signedBy.some((verifier) => policy.log.includes(verifier)) || cosigned < (policy.witnessThreshold ?? 0)) {
    return { ok: false, reason: 'unsigned' };
  }
  return { ok: true, checkpoint, signedBy };
}

export function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): Promise<string> {
  return signNote(formatCheckpoint(checkpoint), signers);
}
