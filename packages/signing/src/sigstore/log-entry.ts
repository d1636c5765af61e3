/** Entries of a transparency log as bundles carry them, and the proofs that the log has them (Rekor versions 1 and 2). */
import { canonicalJson } from '@sallyport/kernel';
import { parseCheckpoint } from '@sallyport/ledger/checkpoint';
import type { ParsedCheckpoint } from '@sallyport/ledger/checkpoint';
import { leafHash } from '@sallyport/ledger/hash';
import { checkNote } from '@sallyport/ledger/note';
import { verifyInclusion } from '@sallyport/ledger/proof';

import { encodeBase64, equalBytes } from '../encoding/bytes.ts';
import type { Fields } from '../encoding/json-fields.ts';
import { verifyWithKey } from '../keys/public-key.ts';
import { refuse } from '../refusal.ts';
import { isWithin } from './trusted-root.ts';
import type { TrustRoot, TrustedLog } from './trusted-root.ts';

export interface InclusionProof {
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly hashes: readonly Uint8Array[];
  /** The signed note; without it the proof proves nothing. */
  readonly checkpoint: string | undefined;
}

export interface LogEntry {
  /** Index in the whole log; the proof's own index counts within one of its trees. */
  readonly index: number;
  /** Hex. */
  readonly logId: string;
  readonly kind: string;
  readonly version: string;
  /** Seconds since the Unix epoch; believed only under a valid promise. */
  readonly integratedTime: number | undefined;
  /** The signed entry timestamp. */
  readonly promise: Uint8Array | undefined;
  readonly proof: InclusionProof | undefined;
  /** What the log hashed. */
  readonly body: Uint8Array;
}

const MAX_HASHES = 63;

function malformed(detail: string): never {
  return refuse('MALFORMED_LOG_ENTRY', detail);
}

export function readLogEntry(fields: Fields): LogEntry {
  const logId = fields.fields('logId')?.bytes('keyId') ?? malformed('a log entry names no log');
  const body = fields.bytes('canonicalizedBody') ?? malformed('a log entry has no body');
  const promise = fields.fields('inclusionPromise')?.bytes('signedEntryTimestamp');
  const proof = fields.fields('inclusionProof');
  return {
    index: fields.count('logIndex') ?? 0,
    logId: logId.toString('hex'),
    ...readKind(fields.fields('kindVersion')),
    integratedTime: fields.count('integratedTime'),
    promise: promise?.length === 0 ? undefined : promise,
    proof: proof === undefined ? undefined : readProof(proof),
    body,
  };
}

function readKind(fields: Fields | undefined): Pick<LogEntry, 'kind' | 'version'> {
  return { kind: fields?.string('kind') ?? '', version: fields?.string('version') ?? '' };
}

function readProof(proof: Fields): InclusionProof {
  const hashes = proof.strings('hashes').map((text) => Buffer.from(text, 'base64'));
  const root = proof.bytes('rootHash');
  const size = proof.count('treeSize');
  if (hashes.length > MAX_HASHES || root === undefined || size === undefined) return malformed('an inclusion proof');
  const checkpoint = proof.fields('checkpoint')?.string('envelope');
  return { index: proof.count('logIndex') ?? 0, size, root, hashes, checkpoint };
}

export interface VerifiedEntry {
  readonly log: TrustedLog;
  readonly index: number;
  /** Milliseconds since the Unix epoch; undefined where no promise vouches for a time. */
  readonly time: number | undefined;
  /** The tree that a signed checkpoint shows the entry in, and its place there. */
  readonly tree: { readonly size: number; readonly root: Uint8Array; readonly index: number } | undefined;
}

/** Checks that a trusted log has the entry. Whether the entry is about this signature is another question (entry-body.ts). */
export function verifyLogEntry(entry: LogEntry, root: TrustRoot): VerifiedEntry {
  const candidates = root.logs.filter((log) => log.logId === entry.logId);
  if (candidates.length === 0)
    return refuse('LOG_NOT_TRUSTED', `the log ${entry.logId.slice(0, 16)}… is not in the trust root`);
  const log = entry.promise === undefined ? candidates[0] : candidates.find((one) => promiseHolds(entry, one));
  if (log === undefined)
    return refuse('LOG_PROMISE_INVALID', 'the signed entry timestamp is not by the log over this entry');
  if (entry.proof !== undefined) verifyProof(entry, entry.proof, log);
  else if (entry.promise === undefined) refuse('LOG_PROOF_MISSING', 'the log entry has neither promise nor proof');
  const time = entry.promise === undefined ? undefined : promisedTime(entry);
  if (time !== undefined && !isWithin(time, log.validFor)) {
    refuse('LOG_NOT_TRUSTED', `the key of ${nameOf(log)} was not in use when the entry was logged`);
  }
  const tree = entry.proof?.checkpoint === undefined ? undefined : entry.proof;
  return { log, index: entry.index, time, tree };
}

function promisedTime(entry: LogEntry): number {
  const seconds = entry.integratedTime;
  if (seconds === undefined || seconds === 0) return refuse('LOG_PROMISE_INVALID', 'the promise has no time');
  return seconds * 1000;
}

/** The promise is a signature over the canonical JSON of body, time, log and index. */
export function promisedBytes(entry: Pick<LogEntry, 'body' | 'integratedTime' | 'logId' | 'index'>): Buffer {
  return Buffer.from(
    canonicalJson({
      body: encodeBase64(entry.body),
      integratedTime: entry.integratedTime ?? 0,
      logID: entry.logId,
      logIndex: entry.index,
    }),
    'utf8',
  );
}

function promiseHolds(entry: LogEntry, log: TrustedLog): boolean {
  return entry.promise !== undefined && verifyWithKey(log.key, promisedBytes(entry), entry.promise, log.hash);
}

function verifyProof(entry: LogEntry, proof: InclusionProof, log: TrustedLog): void {
  const claim = { leaf: leafHash(entry.body), index: proof.index, size: proof.size, root: proof.root };
  if (!verifyInclusion(claim, proof.hashes)) {
    refuse('LOG_PROOF_INVALID', 'the inclusion proof does not lead from the entry to the root');
  }
  if (proof.checkpoint === undefined) {
    // The first bundles had none; there the promise alone vouches for the entry.
    if (entry.promise === undefined) refuse('LOG_PROOF_MISSING', 'the inclusion proof has no checkpoint');
    return;
  }
  const checkpoint = verifyCheckpoint(proof.checkpoint, log);
  if (checkpoint.size !== proof.size || !equalBytes(checkpoint.root, proof.root)) {
    refuse('LOG_CHECKPOINT_INVALID', 'the checkpoint is not for the tree of the inclusion proof');
  }
}

/** A checkpoint that the log signed under its host name. Signatures by other keys (witnesses, further keys of the log) count for nothing here. */
function verifyCheckpoint(note: string, log: TrustedLog): ParsedCheckpoint {
  const checkpoint = parseCheckpoint(note);
  if (checkpoint === undefined) return refuse('LOG_CHECKPOINT_INVALID', 'the checkpoint is malformed');
  // Rekor's first version adds its tree's number to the origin.
  const { origin } = checkpoint;
  const name = log.names.find((candidate) => origin === candidate || origin.startsWith(`${candidate} - `));
  if (name === undefined) {
    return refuse('LOG_CHECKPOINT_INVALID', `the checkpoint is of ${JSON.stringify(origin)}, not of ${nameOf(log)}`);
  }
  const verifier = {
    name,
    keyId: log.logId.slice(0, 8),
    verify: (text: Uint8Array, signature: Uint8Array) => verifyWithKey(log.key, text, signature, log.hash),
  };
  const signed = checkNote(checkpoint, [verifier]);
  if (signed === undefined) refuse('LOG_CHECKPOINT_INVALID', `the signature of ${name} on the checkpoint is wrong`);
  else if (signed.length === 0) refuse('LOG_CHECKPOINT_INVALID', `the checkpoint is not signed by ${name}`);
  return checkpoint;
}

export function nameOf(log: TrustedLog): string {
  return log.names[0] ?? log.baseUrl;
}
