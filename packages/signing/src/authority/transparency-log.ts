/** A transparency log over a ledger, whose entries real sigstore clients verify: Rekor's first form with a signed time, or its second. */
import { preAuthEncoding } from '../dsse.ts';
import { signingErrors } from '../errors.ts';
import { verifyDigestWithKey } from '../keys/prehashed.ts';
import { publicKeyFromSpki, verifyWithKey } from '../keys/public-key.ts';
import type { PublicKey } from '../keys/public-key.ts';
import type { Signer } from '../keys/signer.ts';
import { entryBodyV1, entryBodyV2 } from '../sigstore/entry-write.ts';
import type { LogSubmission } from '../sigstore/entry-write.ts';
import { promisedBytes } from '../sigstore/log-entry.ts';
import type { LogEntry } from '../sigstore/log-entry.ts';
import type { Clock } from '@sallyport/kernel';
import { parseCheckpoint } from '@sallyport/ledger';
import type { Ledger, NoteSigner } from '@sallyport/ledger';

/** Where signatures are logged: this log, or a Rekor elsewhere. */
export interface TransparencyLog {
  submit(submission: LogSubmission): Promise<LogEntry>;
}

export interface TransparencyLogOptions {
  readonly ledger: Ledger;
  /** ECDSA P-256: the one kind that both forms of entries work with. */
  readonly signer: Signer;
  readonly clock: Clock;
  /** 1 (default) gives entries a time that the log signs; 2 leaves time to timestamping authorities. */
  readonly api?: 1 | 2;
}

export function transparencyLog(options: TransparencyLogOptions): TransparencyLog {
  const api = options.api ?? 1;
  return {
    async submit(submission) {
      checkSubmission(submission);
      const { kind, version, body } = api === 1 ? entryBodyV1(submission) : entryBodyV2(submission);
      const [receipt] = await options.ledger.append([body]);
      const index = receipt?.index ?? 0;
      const checkpoint = await options.ledger.checkpoint();
      const { size, root } = parseCheckpoint(checkpoint) ?? options.ledger.head();
      const entry: LogEntry = {
        index,
        logId: options.signer.publicKey.fingerprint,
        kind,
        version,
        integratedTime: api === 1 ? Math.floor(options.clock.now() / 1000) : undefined,
        promise: undefined,
        proof: { index, size, root, hashes: await options.ledger.proveInclusion(index, size), checkpoint },
        body,
      };
      return api === 2 ? entry : { ...entry, promise: await options.signer.sign(promisedBytes(entry)) };
    },
  };
}

/** The signer of a log's checkpoints: the same key as its promises, named by the log's host. */
export function logNoteSigner(host: string, signer: Signer): NoteSigner {
  return { name: host, keyId: signer.publicKey.fingerprint.slice(0, 8), sign: (text) => signer.sign(text) };
}

/** A log takes only what verifies, so that an entry means that somebody had the key. */
function checkSubmission(submission: LogSubmission): void {
  const key = keyOf(submission);
  const holds =
    submission.kind === 'hashedrekord'
      ? verifyDigestWithKey(key, submission.digest, submission.signature, 'sha256') === true
      : submission.envelope.signatures.length === 1 &&
        submission.envelope.signatures.every(({ signature }) =>
          verifyWithKey(key, preAuthEncoding(submission.envelope.payloadType, submission.envelope.payload), signature),
        );
  if (!holds) throw signingErrors.REQUEST({ detail: 'the signature to be logged does not verify' });
}

function keyOf(submission: LogSubmission): PublicKey {
  if (!('der' in submission.key)) return submission.key;
  const key = publicKeyFromSpki(submission.key.spki);
  if (key === undefined) throw signingErrors.REQUEST({ detail: 'the certificate has a key of an unknown kind' });
  return key;
}
