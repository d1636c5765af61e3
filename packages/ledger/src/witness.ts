/**
 * A witness (c2sp.org/tlog-witness) remembers the newest checkpoint of each log that it watches and cosigns a newer one
 * only when a proof shows that the log merely grew. Whoever asks for a cosignature by the witness thus learns of a log
 * that was rolled back or that shows different people different versions, even when its own key signed both.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import type { Clock } from '@sallyport/kernel';

import { openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import type { ParsedCheckpoint } from './checkpoint.ts';
import { fromBase64, parseCount, toBase64 } from './encoding.ts';
import { ledgerErrors } from './errors.ts';
import { HASH_BYTES, emptyRoot, sameHash } from './hash.ts';
import { formatSignatureLine, noteKeyId } from './note.ts';
import type { NoteSignature, NoteVerifier } from './note.ts';
import { verifyConsistency } from './proof.ts';
import type { TreeHead } from './proof.ts';

/** What a witness remembers of a log: the newest checkpoint it accepted, as signed note. */
export interface WitnessStore {
  read(origin: string): Promise<string | undefined>;
  /** Replaces `before` by `after` durably; false if the stored note is no longer `before`. */
  replace(origin: string, before: string | undefined, after: string): Promise<boolean>;
}

export interface WitnessOptions {
  readonly name: string;
  /** Ed25519 private key, PEM or KeyObject. */
  readonly key: string | KeyObject;
  /** The logs that are watched, each with its keys. */
  readonly logs: ReadonlyMap<string, readonly NoteVerifier[]>;
  readonly store: WitnessStore;
  readonly clock: Clock;
}

export interface AddCheckpoint {
  /** The size that the caller believes the witness has seen last. */
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
}

export type WitnessRefusal =
  | 'malformed'
  | 'unknown-log'
  | 'bad-signature'
  /** The caller's old size is not what the witness has; `size` says what it has. */
  | 'conflict'
  /** Signed by the log, and smaller than what it had signed before. */
  | 'rolled-back'
  /** Signed by the log, and not what it had signed before for the same size. */
  | 'split-view'
  | 'inconsistent';

export type WitnessAnswer =
  | { readonly ok: true; readonly cosignature: string }
  | {
      readonly ok: false;
      readonly reason: WitnessRefusal;
      /** Size of the newest accepted checkpoint, where the log is known. */
      readonly size?: number;
      /** Where the log contradicts itself: the note that was accepted and the one offered. Two roots for one size prove it to anybody. */
      readonly evidence?: readonly [accepted: string, offered: string];
    };

export interface Witness {
  /** Line in the form of `parseVerifierKey`, for those who trust the witness. */
  readonly verifierKey: string;
  /** Starts to watch a log: only an explicit first contact may begin without a remembered checkpoint. */
  begin(origin: string): Promise<void>;
  addCheckpoint(request: AddCheckpoint): Promise<WitnessAnswer>;
}

export function createWitness(options: WitnessOptions): Witness {
  const privateKey = typeof options.key === 'string' ? createPrivateKey(options.key) : options.key;
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw ledgerErrors.MALFORMED({ what: 'the witness key', detail: 'a witness signs with Ed25519' });
  }
  const publicKey = createPublicKey(privateKey);
  const keyId = noteKeyId(options.name, 4, publicKey);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const encoded = toBase64(Buffer.concat([Buffer.from([4]), spki.subarray(-32)]));
  return {
    verifierKey: `${options.name}+${keyId}+${encoded}`,
    async begin(origin) {
      if (!(await options.store.replace(origin, undefined, ''))) {
        throw ledgerErrors.CONFLICT({ first: 0, size: `a state already for ${origin}` });
      }
    },
    async addCheckpoint(request) {
      const answer = await judge(options, request);
      if (!answer.ok) return answer;
      const { checkpoint, stored } = answer;
      if (stored !== request.checkpoint) {
        const replaced = await options.store.replace(checkpoint.origin, stored, request.checkpoint);
        if (!replaced) return { ok: false, reason: 'conflict', size: await sizeOf(options.store, checkpoint.origin) };
      }
      // The state is on disk before the signature leaves: a crash in between costs a signature, never a second view.
      const time = Math.floor(options.clock.now() / 1000);
      const signature = cosign(checkpoint.text, time, privateKey);
      return { ok: true, cosignature: formatSignatureLine({ name: options.name, keyId, signature }) };
    },
  };
}

type Judgement =
  | { readonly ok: true; readonly checkpoint: ParsedCheckpoint; readonly stored: string }
  | Extract<WitnessAnswer, { ok: false }>;

async function judge(options: WitnessOptions, request: AddCheckpoint): Promise<Judgement> {
  const origin = parseCheckpoint(request.checkpoint)?.origin ?? '';
  const keys = options.logs.get(origin);
  const opened = openCheckpoint(request.checkpoint, { origin, log: keys ?? [] });
  if (!opened.ok && opened.reason === 'malformed') return { ok: false, reason: 'malformed' };
  if (keys === undefined) return { ok: false, reason: 'unknown-log' };
  if (!opened.ok) return { ok: false, reason: 'bad-signature' };
  const stored = await options.store.read(origin);
  if (stored === undefined) throw ledgerErrors.NO_STATE({ origin });
  const known = rememberedHead(stored, origin);
  const reason = compareHeads(opened.checkpoint, known, request);
  if (reason === undefined) return { ok: true, checkpoint: opened.checkpoint, stored };
  const refusal = { ok: false, reason, size: known.size } as const;
  return reason === 'conflict' ? refusal : { ...refusal, evidence: [stored, request.checkpoint] };
}

/** An empty note is what `begin` leaves: the log before its first entry. */
function rememberedHead(stored: string, origin: string): TreeHead {
  if (stored === '') return { size: 0, root: emptyRoot() };
  const known = parseCheckpoint(stored);
  if (known === undefined) throw ledgerErrors.CORRUPT({ where: 'the witness', detail: `its state for ${origin}` });
  return known;
}

/** Why the offered head does not follow from the known one, or undefined if it does. */
function compareHeads(offered: ParsedCheckpoint, from: TreeHead, request: AddCheckpoint): WitnessRefusal | undefined {
  if (offered.size < from.size) return 'rolled-back';
  if (offered.size === from.size) return sameHash(offered.root, from.root) ? undefined : 'split-view';
  if (request.oldSize !== from.size) return 'conflict';
  return verifyConsistency(from, offered, request.proof) ? undefined : 'inconsistent';
}

async function sizeOf(store: WitnessStore, origin: string): Promise<number> {
  return parseCheckpoint((await store.read(origin)) ?? '')?.size ?? 0;
}

function cosignedMessage(text: string, time: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${time}\n${text}`, 'utf8');
}

/** A timestamped cosignature (c2sp.org/tlog-cosignature): time as u64, then Ed25519 over time and text. */
function cosign(text: string, time: number, key: KeyObject): Uint8Array {
  const header = Buffer.alloc(8);
  header.writeBigUInt64BE(BigInt(time));
  return Buffer.concat([header, sign(null, cosignedMessage(text, time), key)]);
}

/** A verifier for cosignatures of a witness; `timeOf` gives the time in a cosignature. */
export function cosignatureVerifier(name: string, publicKey: KeyObject): NoteVerifier {
  return {
    name,
    keyId: noteKeyId(name, 4, publicKey),
    verify(text, signature) {
      const time = cosignatureTime(signature);
      if (time === undefined) return false;
      const message = cosignedMessage(Buffer.from(text).toString('utf8'), time);
      return verify(null, message, publicKey, signature.subarray(8));
    },
  };
}

/** Seconds since the Unix epoch in a cosignature; undefined if it has not the form of one. */
export function cosignatureTime(signature: NoteSignature['signature']): number | undefined {
  if (signature.length !== 72) return undefined;
  const time = Buffer.from(signature.subarray(0, 8)).readBigUInt64BE();
  return time <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(time) : undefined;
}

const MAX_PROOF_HASHES = 63;

/** Body of `POST /add-checkpoint`: `old N`, proof lines, an empty line, the checkpoint. Undefined if malformed. */
export function parseAddCheckpoint(body: string): AddCheckpoint | undefined {
  const split = body.indexOf('\n\n');
  if (split < 0) return undefined;
  const [first = '', ...lines] = body.slice(0, split).split('\n');
  const oldSize = first.startsWith('old ') ? parseCount(first.slice(4)) : undefined;
  const proof = lines.map(fromBase64);
  if (oldSize === undefined || proof.length > MAX_PROOF_HASHES) return undefined;
  if (!proof.every((hash) => hash?.length === HASH_BYTES)) return undefined;
  return { oldSize, proof: proof.filter((hash) => hash !== undefined), checkpoint: body.slice(split + 2) };
}

export function formatAddCheckpoint(request: AddCheckpoint): string {
  return `${[`old ${request.oldSize}`, ...request.proof.map(toBase64)].join('\n')}\n\n${request.checkpoint}`;
}
