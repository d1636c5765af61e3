#!/usr/bin/env node
/**
 * Verifies a Sallyport log without Sallyport: one file, no dependencies, Node.js 18 or newer.
 *
 *   node ledger-verifier.js proof FILE.tlog-proof --entry FILE --key VKEY
 *   node ledger-verifier.js log FOLDER --key VKEY [--since CHECKPOINT-FILE]
 *
 * VKEY is the log's verifier key `name+id+base64`, got from somewhere else than the log. `proof` checks that
 * the entry is in the log under a signed checkpoint. `log` reads an exported log (checkpoint, tile/...), hashes every
 * entry anew, checks every tile and the signed root, and with --since that the log only grew from an older
 * checkpoint. Exit code 0: verified. 1: not. 2: wrong usage.
 *
 * Formats: RFC 6962 (tree), c2sp.org/signed-note, tlog-checkpoint, tlog-tiles, tlog-proof.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export class NotVerified extends Error {}

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const leafHash = (data) => sha256(Buffer.from([0]), data);
const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);

function refuse(message) {
  throw new NotVerified(message);
}

function base64(text, what) {
  const bytes = Buffer.from(text, 'base64');
  if (text === '' || bytes.toString('base64') !== text) refuse(`${what} is no base64`);
  return bytes;
}

function count(text, what) {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text) || !Number.isSafeInteger(Number(text))) refuse(`${what} is no count`);
  return Number(text);
}

/** Reads `name+id+base64(algorithm, key)`; algorithm 1 is Ed25519, 2 ECDSA with SHA-256. */
export function readKey(line) {
  const [name, id, ...rest] = line.trim().split('+');
  const bytes = base64(rest.join('+'), 'the key');
  const algorithm = bytes[0];
  const key = bytes.subarray(1);
  if (algorithm !== 1 && algorithm !== 2) refuse('the key has an unknown algorithm');
  const expected = algorithm === 2 ? sha256(key) : sha256(`${name}\n`, bytes.subarray(0, 1), key);
  if (expected.subarray(0, 4).toString('hex') !== id) refuse('the key does not have its own key ID');
  const der = algorithm === 2 ? key : Buffer.concat([ED25519_PREFIX, key]);
  return {
    name,
    id,
    digest: algorithm === 2 ? 'sha256' : null,
    publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }),
  };
}

/** The checkpoint in a signed note, after the key's signature on it was checked. */
export function readCheckpoint(note, key) {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) refuse('the checkpoint is no signed note');
  const text = note.slice(0, split + 1);
  const [origin, size, root] = text.split('\n');
  const signed = note
    .slice(split + 2, -1)
    .split('\n')
    .map((line) => /^\u2014 ([^\s+]+) (\S+)$/.exec(line) ?? refuse('a signature line is malformed'))
    .map((match) => ({ name: match[1], bytes: base64(match[2], 'a signature') }))
    .filter((line) => line.name === key.name && line.bytes.subarray(0, 4).toString('hex') === key.id);
  if (signed.length === 0) refuse('the checkpoint is not signed by the key');
  for (const line of signed) {
    if (!verify(key.digest, Buffer.from(text), key.publicKey, line.bytes.subarray(4))) refuse('the signature is wrong');
  }
  const rootBytes = base64(root ?? '', 'the root');
  if (rootBytes.length !== 32) refuse('the root is no SHA-256');
  return { origin, size: count(size ?? '', 'the size'), root: rootBytes };
}

/** RFC 9162 section 2.1.3.2. */
function rootFromProof(leaf, index, size, hashes) {
  if (index >= size) refuse('the index is outside of the log');
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of hashes) {
    if (last === 0) refuse('the proof is too long');
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) refuse('the proof is too short');
  return hash;
}

/** Checks a c2sp.org/tlog-proof text for the bytes of an entry. */
export function verifyProof(text, entry, key) {
  const split = text.indexOf('\n\n');
  const lines = text.slice(0, Math.max(split, 0)).split('\n');
  if (lines.shift() !== 'c2sp.org/tlog-proof@v1') refuse('this is no tlog-proof');
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const index = count((lines.shift() ?? '').replace(/^index /, ''), 'the index');
  const checkpoint = readCheckpoint(text.slice(split + 2), key);
  const hashes = lines.map((line) => base64(line, 'a hash'));
  if (hashes.some((hash) => hash.length !== 32)) refuse('a hash is no SHA-256');
  const root = rootFromProof(leafHash(entry), index, checkpoint.size, hashes);
  if (!root.equals(checkpoint.root)) refuse('the entry is not in the log');
  return { index, ...checkpoint };
}

function tilePath(level, index, width) {
  const parts = [String(index % 1000).padStart(3, '0')];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    parts.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  }
  return `tile/${level}/${parts.join('/')}${width === 256 ? '' : `.p/${width}`}`;
}

/** The right edge of a tree: its perfect subtrees, largest first, each with its level. */
function grow(edge, leaf) {
  let node = { level: 0, hash: leaf };
  while (edge.length > 0 && edge.at(-1).level === node.level) {
    node = { level: node.level + 1, hash: nodeHash(edge.pop().hash, node.hash) };
  }
  edge.push(node);
}

function rootOf(edge) {
  if (edge.length === 0) return sha256();
  return edge.map((node) => node.hash).reduceRight((right, left) => nodeHash(left, right));
}

function bundle(folder, index, width) {
  const bytes = readFileSync(join(folder, tilePath('entries', index, width)));
  const entries = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 2 > bytes.length) refuse(`bundle ${index} is cut`);
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) refuse(`bundle ${index} is cut`);
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== width) refuse(`bundle ${index} holds ${entries.length} entries, not ${width}`);
  return entries;
}

/** Checks one row of tiles and returns the roots of its full ones, which are the row above. */
function checkRow(folder, level, hashes) {
  const above = [];
  for (let first = 0; first < hashes.length; first += 256) {
    const part = hashes.slice(first, first + 256);
    const tile = readFileSync(join(folder, tilePath(level, first / 256, part.length)));
    if (!tile.equals(Buffer.concat(part))) refuse(`tile ${level}/${first / 256} does not match the entries`);
    if (part.length < 256) continue;
    const edge = [];
    for (const hash of part) grow(edge, hash);
    above.push(rootOf(edge));
  }
  return above;
}

/** A leaf that begins so stands for a larger body, kept by digest. */
const REFERENCE = 'sallyport.ledger/body-reference/v1\n';

function checkBody(folder, leaf, index) {
  if (!leaf.toString('latin1').startsWith(REFERENCE)) return 0;
  const digest = leaf
    .toString('latin1')
    .split('\n')[1]
    .replace(/^sha256:/, '');
  if (!/^[0-9a-f]{64}$/.test(digest)) refuse(`entry ${index} refers to a malformed digest`);
  const path = join(folder, 'bodies', digest.slice(0, 2), digest.slice(2));
  if (!existsSync(path)) return 1;
  if (sha256(readFileSync(path)).toString('hex') !== digest) refuse(`the body of entry ${index} was altered`);
  return 0;
}

/** Hashes every entry anew. `rootAtOlder` is the root that the first `olderSize` entries have. */
function hashEntries(folder, size, olderSize) {
  const edge = [];
  const leaves = [];
  let missingBodies = 0;
  let rootAtOlder = rootOf(edge);
  for (let first = 0; first < size; first += 256) {
    for (const entry of bundle(folder, first / 256, Math.min(256, size - first))) {
      missingBodies += checkBody(folder, entry, leaves.length);
      leaves.push(leafHash(entry));
      grow(edge, leaves.at(-1));
      if (leaves.length === olderSize) rootAtOlder = rootOf(edge);
    }
  }
  return { leaves, root: rootOf(edge), rootAtOlder, missingBodies };
}

/** Hashes a whole exported log anew and compares it with its signed checkpoint, and with an older one where given. */
export function verifyLog(folder, key, since) {
  const checkpoint = readCheckpoint(readFileSync(join(folder, 'checkpoint'), 'utf8'), key);
  const older = since === undefined ? checkpoint : readCheckpoint(since, key);
  if (older.origin !== checkpoint.origin) refuse('the two checkpoints are of different logs');
  if (older.size > checkpoint.size) refuse(`the log was rolled back: it had ${older.size} entries`);
  const hashed = hashEntries(folder, checkpoint.size, older.size);
  if (!hashed.root.equals(checkpoint.root)) refuse('the entries do not have the root that the log signed');
  if (!hashed.rootAtOlder.equals(older.root)) refuse('the log was rewritten: its older checkpoint has another root');
  for (let level = 0, row = hashed.leaves; row.length > 0; level++) row = checkRow(folder, level, row);
  return { ...checkpoint, missingBodies: hashed.missingBodies };
}

function usage() {
  process.stderr.write(
    'usage: ledger-verifier.js proof FILE --entry FILE --key VKEY\n       ledger-verifier.js log FOLDER --key VKEY [--since FILE]\n',
  );
  return 2;
}

function main(argv) {
  const [command, target, ...rest] = argv;
  const options = new Map();
  for (let i = 0; i + 1 < rest.length; i += 2) options.set(rest[i], rest[i + 1]);
  const keyLine = options.get('--key');
  if (target === undefined || keyLine === undefined) return usage();
  try {
    const key = readKey(keyLine);
    if (command === 'proof' && options.has('--entry')) {
      const proof = verifyProof(readFileSync(target, 'utf8'), readFileSync(options.get('--entry')), key);
      process.stdout.write(`verified: entry ${proof.index} of ${proof.origin}, ${proof.size} entries\n`);
      return 0;
    }
    if (command !== 'log') return usage();
    const since = options.get('--since');
    const log = verifyLog(target, key, since === undefined ? undefined : readFileSync(since, 'utf8'));
    const missing = log.missingBodies > 0 ? `; ${log.missingBodies} large bodies are not here` : '';
    process.stdout.write(`verified: ${log.origin}, ${log.size} entries${missing}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`NOT verified: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2));
}
