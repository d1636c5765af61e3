/** Signs artifacts and statements into bundles, logged and timestamped where a log and an authority are given. */

import { IN_TOTO_PAYLOAD_TYPE, signEnvelope } from './dsse.ts';
import { formatStatement } from './intoto/statement.ts';
import type { Statement } from './intoto/statement.ts';
import type { Signer } from './keys/signer.ts';
import type { BundleContent } from './sigstore/bundle.ts';
import { formatBundle } from './sigstore/bundle-write.ts';
import type { LogSubmission } from './sigstore/entry-write.ts';
import type { LogEntry } from './sigstore/log-entry.ts';
import type { Certificate } from './x509/certificate.ts';
import { hash } from './node-crypto.ts';

export interface SigningContext {
  readonly signer: Signer;
  /** The short-lived certificate over the signer's key, where signing is keyless. */
  readonly certificate?: Certificate;
  readonly log?: { submit(submission: LogSubmission): Promise<LogEntry> };
  readonly timestampAuthority?: { timestamp(data: Uint8Array): Promise<Uint8Array> };
}

/** Signs a statement; returns the bundle's JSON. */
export async function signStatement(statement: Statement, context: SigningContext): Promise<string> {
  const envelope = await signEnvelope(IN_TOTO_PAYLOAD_TYPE, formatStatement(statement), [context.signer]);
  const key = context.certificate ?? context.signer.publicKey;
  const signature = envelope.signatures[0]?.signature ?? new Uint8Array();
  return finish({ kind: 'dsse', envelope }, signature, { kind: 'dsse', envelope, key }, context);
}

/** Signs the bytes of an artifact; returns the bundle's JSON. */
export async function signArtifact(bytes: Uint8Array, context: SigningContext): Promise<string> {
  const digest = hash('sha256', bytes, 'buffer');
  const signature = await context.signer.sign(bytes);
  const key = context.certificate ?? context.signer.publicKey;
  const content = { kind: 'message' as const, signature, digest: { algorithm: 'SHA2_256', bytes: digest } };
  return finish(content, signature, { kind: 'hashedrekord', digest, signature, key }, context);
}

async function finish(
  content: BundleContent,
  signature: Uint8Array,
  submission: LogSubmission,
  context: SigningContext,
): Promise<string> {
  const timestamp = await context.timestampAuthority?.timestamp(signature);
  const entry = await context.log?.submit(submission);
  return formatBundle({
    content,
    key: submission.key,
    logEntries: entry === undefined ? [] : [entry],
    timestamps: timestamp === undefined ? [] : [timestamp],
  });
}
