/**
 * C2SP signed notes (c2sp.org/signed-note): text that ends in a newline, an empty line, and lines
 * `— name base64(keyID ‖ signature)`. Signatures by unknown keys are carried along and count for nothing.
 */
import type { KeyObject } from 'node:crypto';

import { nodeCrypto } from '@sallyport/kernel';

import { fromBase64, toBase64 } from './encoding.ts';
import { ledgerErrors } from './errors.ts';

const { createPrivateKey, createPublicKey, hash, sign, verify } = nodeCrypto();

export interface NoteSignature {
  readonly name: string;
  /** Four bytes, as 8 hex digits. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

export interface SignedNote {
  /** The signed text, its last newline included. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Makes signature lines; the key may live elsewhere, so signing is asynchronous. */
export interface NoteSigner {
  readonly name: string;
  readonly keyId: string;
  sign(text: Uint8Array): Promise<Uint8Array> | Uint8Array;
}

export interface NoteVerifier {
  readonly name: string;
  readonly keyId: string;
  verify(text: Uint8Array, signature: Uint8Array): boolean;
}

/** How the key signs: 1 Ed25519, 2 ECDSA over SHA-256 (the transparency logs of sigstore), 4 Ed25519 cosignature with a time. */
export type NoteAlgorithm = 1 | 2 | 4;

const MAX_NOTE_CHARACTERS = 1_000_000;
const MAX_SIGNATURES = 100;
const KEY_ID_BYTES = 4;
const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/;
// The format forbids control characters other than the newline.
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f]/;

/** The note, or undefined if it is malformed. No signature is checked. */
export function parseNote(note: string): SignedNote | undefined {
  if (note.length > MAX_NOTE_CHARACTERS || !note.endsWith('\n') || FORBIDDEN.test(note) || !note.isWellFormed()) {
    return undefined;
  }
  const split = note.lastIndexOf('\n\n');
  if (split < 0) return undefined;
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return undefined;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (signature === undefined) return undefined;
    signatures.push(signature);
  }
  return { text: note.slice(0, split + 1), signatures };
}

/** One line `— name base64`, without its newline. */
export function parseSignatureLine(line: string): NoteSignature | undefined {
  const match = SIGNATURE_LINE.exec(line);
  if (match === null) return undefined;
  const [, name = '', encoded = ''] = match;
  const bytes = fromBase64(encoded);
  if (bytes === undefined || bytes.length <= KEY_ID_BYTES) return undefined;
  return {
    name,
    keyId: Buffer.from(bytes.subarray(0, KEY_ID_BYTES)).toString('hex'),
    signature: bytes.subarray(KEY_ID_BYTES),
  };
}

export function formatSignatureLine(signature: NoteSignature): string {
  const bytes = Buffer.concat([Buffer.from(signature.keyId, 'hex'), signature.signature]);
  return `\u2014 ${signature.name} ${toBase64(bytes)}\n`;
}

export function formatNote(note: SignedNote): string {
  return `${note.text}\n${note.signatures.map(formatSignatureLine).join('')}`;
}

export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  const bytes = Buffer.from(text, 'utf8');
  const signatures: NoteSignature[] = [];
  for (const signer of signers) {
    signatures.push({ name: signer.name, keyId: signer.keyId, signature: await signer.sign(bytes) });
  }
  return formatNote({ text, signatures });
}

/**
 * The verifiers whose signature is on the note; each counts once. Undefined if a signature that
 * claims one of these keys is wrong: such a note was altered, whatever else is on it.
 */
export function checkNote(note: SignedNote, verifiers: readonly NoteVerifier[]): NoteVerifier[] | undefined {
  const text = Buffer.from(note.text, 'utf8');
  const valid = new Set<NoteVerifier>();
  for (const signature of note.signatures) {
    const verifier = verifiers.find((v) => v.name === signature.name && v.keyId === signature.keyId);
    if (verifier === undefined || valid.has(verifier)) continue;
    if (!verifier.verify(text, signature.signature)) return undefined;
    valid.add(verifier);
  }
  return [...valid];
}

/** Key ID of a note key: the first four bytes of SHA-256(name ‖ newline ‖ algorithm ‖ key); of an ECDSA key, of SHA-256(SPKI). */
export function noteKeyId(name: string, algorithm: NoteAlgorithm, publicKey: KeyObject): string {
  const input =
    algorithm === 2
      ? spkiOf(publicKey)
      : Buffer.concat([Buffer.from(`${name}\n`, 'utf8'), Buffer.from([algorithm]), ed25519Bytes(publicKey)]);
  return hash('sha256', input, 'hex').slice(0, 2 * KEY_ID_BYTES);
}

/** A signer for an Ed25519 or ECDSA P-256 private key (PEM or KeyObject). */
export function noteSigner(name: string, key: string | KeyObject): NoteSigner {
  checkName(name);
  const privateKey = typeof key === 'string' ? createPrivateKey(key) : key;
  const algorithm = algorithmOf(privateKey);
  return {
    name,
    keyId: noteKeyId(name, algorithm, createPublicKey(privateKey)),
    sign: (text) => sign(algorithm === 2 ? 'sha256' : null, text, privateKey),
  };
}

/** A verifier for an Ed25519 or ECDSA public key (SPKI PEM or KeyObject). */
export function noteVerifier(name: string, key: string | KeyObject): NoteVerifier {
  checkName(name);
  const publicKey = typeof key === 'string' ? createPublicKey(key) : key;
  const algorithm = algorithmOf(publicKey);
  return {
    name,
    keyId: noteKeyId(name, algorithm, publicKey),
    verify: (text, signature) => verify(algorithm === 2 ? 'sha256' : null, text, publicKey, signature),
  };
}

/** The one-line form of a verifier key: `name+keyID+base64(algorithm ‖ key)`. */
export function formatVerifierKey(name: string, publicKey: KeyObject, algorithm: NoteAlgorithm): string {
  const key = algorithm === 2 ? spkiOf(publicKey) : ed25519Bytes(publicKey);
  return `${name}+${noteKeyId(name, algorithm, publicKey)}+${toBase64(Buffer.concat([Buffer.from([algorithm]), key]))}`;
}

export interface VerifierKey {
  readonly name: string;
  readonly keyId: string;
  readonly algorithm: NoteAlgorithm;
  readonly publicKey: KeyObject;
}

/** Reads `name+keyID+base64`; refuses a key ID that is not the key's. */
export function parseVerifierKey(line: string): VerifierKey {
  const [name = '', keyId = '', ...rest] = line.trim().split('+');
  // Base64 may hold plus signs, so only the first two are separators.
  const bytes = fromBase64(rest.join('+'));
  const algorithm = bytes?.[0];
  if (bytes === undefined || (algorithm !== 1 && algorithm !== 2 && algorithm !== 4)) throw malformedKey('its form');
  const publicKey = readPublicKey(algorithm, bytes.subarray(1));
  if (noteKeyId(name, algorithm, publicKey) !== keyId) throw malformedKey('its key ID is not that of the key');
  return { name, keyId, algorithm, publicKey };
}

const ED25519_SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

function readPublicKey(algorithm: NoteAlgorithm, key: Uint8Array): KeyObject {
  const der = algorithm === 2 ? Buffer.from(key) : Buffer.concat([ED25519_SPKI_PREFIX, key]);
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch (error) {
    throw malformedKey('no public key', error);
  }
}

function malformedKey(detail: string, cause?: unknown): Error {
  return ledgerErrors.MALFORMED({ what: 'the verifier key', detail }, { cause });
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

function ed25519Bytes(key: KeyObject): Buffer {
  return spkiOf(key).subarray(ED25519_SPKI_PREFIX.length);
}

function algorithmOf(key: KeyObject): 1 | 2 {
  if (key.asymmetricKeyType === 'ed25519') return 1;
  if (key.asymmetricKeyType === 'ec') return 2;
  throw ledgerErrors.MALFORMED({ what: 'the key', detail: 'a log signs with Ed25519 or ECDSA' });
}

const NAME = /^[^\s+]+$/;

function checkName(name: string): void {
  if (!NAME.test(name)) {
    throw ledgerErrors.MALFORMED({ what: 'the key name', detail: 'it is empty or holds a space or a plus sign' });
  }
}
