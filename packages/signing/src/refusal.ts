import { MalformedDer } from './encoding/der.ts';

/** Why something did not verify: a closed union, so that callers can switch over it and each case has its test. */

export type RefusalReason =
  // The input itself.
  | 'TOO_LARGE'
  | 'MALFORMED_BUNDLE'
  | 'MALFORMED_ENVELOPE'
  | 'MALFORMED_STATEMENT'
  | 'MALFORMED_CERTIFICATE'
  | 'MALFORMED_TIMESTAMP'
  | 'MALFORMED_LOG_ENTRY'
  | 'UNSUPPORTED'
  // The signature and its key.
  | 'BAD_SIGNATURE'
  | 'KEY_NOT_TRUSTED'
  | 'ARTIFACT_MISMATCH'
  // The certificate.
  | 'ROOT_IN_BUNDLE'
  | 'CERTIFICATE_NOT_TRUSTED'
  | 'CERTIFICATE_PURPOSE'
  | 'CERTIFICATE_EXPIRED'
  | 'SCT_NOT_TRUSTED'
  | 'IDENTITY_MISMATCH'
  // Time.
  | 'NO_TRUSTED_TIME'
  | 'TIMESTAMP_NOT_TRUSTED'
  | 'TIMESTAMP_MISMATCH'
  | 'TIMESTAMP_EXPIRED'
  // The transparency log.
  | 'NO_LOG_ENTRY'
  | 'LOG_NOT_TRUSTED'
  | 'LOG_PROMISE_INVALID'
  | 'LOG_PROOF_MISSING'
  | 'LOG_PROOF_INVALID'
  | 'LOG_CHECKPOINT_INVALID'
  | 'LOG_ENTRY_MISMATCH'
  | 'LOG_TRUNCATED'
  | 'LOG_SPLIT_VIEW'
  // The purpose: a valid signature for something else.
  | 'SEVERAL_SUBJECTS'
  | 'WRONG_PREDICATE'
  | 'UNKNOWN_FIELD'
  | 'WRONG_ROLE'
  | 'WRONG_GATE'
  | 'WRONG_ENVIRONMENT'
  | 'WRONG_REPOSITORY'
  | 'WRONG_POLICY'
  | 'NOT_PASSED'
  | 'LEVEL_MISSING'
  | 'STALE'
  | 'NOT_YET_VALID'
  | 'EXPIRED'
  | 'SUPERSEDED'
  | 'REJECTED'
  | 'APPROVER_NOT_ALLOWED'
  | 'DUPLICATE_SIGNER'
  // The whole question: what is missing.
  | 'TOO_MANY_CANDIDATES'
  | 'NO_VERDICT'
  | 'NO_APPROVAL'
  | 'NO_EVIDENCE'
  | 'TOO_FEW_SIGNERS';

export interface Refused {
  readonly ok: false;
  readonly reason: RefusalReason;
  /** One sentence for people; names no secret. */
  readonly detail: string;
}

/** Thrown inside a verification and turned into a `Refused` at its edge; it never leaves the package. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

export function refuse(reason: RefusalReason, detail: string): never {
  throw new Refusal(reason, detail);
}

/** Runs a verification and gives its refusal as a value. Any other error is a bug and goes on. */
export function attempt<T extends { readonly ok: true }>(verification: () => T): T | Refused {
  try {
    return verification();
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.reason, detail: error.message };
    if (error instanceof MalformedDer) return { ok: false, reason: 'MALFORMED_CERTIFICATE', detail: error.message };
    throw error;
  }
}
