import type { RefusalReason } from '@sallyport/signing';

const AGAIN = 'Run the gate again: sallyport gate NAME -i scan.json --image IMAGE@DIGEST --sign-key KEY.';
const MEND =
  'Mend what the gate found, or have it approved (sallyport approve); then run the gate again with --sign-key.';
const OTHER_KEY =
  'Check which key was given with --key: it has to be the public one of the gate that decides for this environment.';
const EXPLAIN = 'See with --explain why each thing that was found does not count.';

/** What to do about a refused deployment. */
const NEXT: { readonly [reason in RefusalReason]?: string } = {
  NO_VERDICT:
    'Let a gate judge the image and sign what it decides: sallyport gate NAME --image IMAGE@DIGEST --sign-key KEY.',
  NOT_PASSED: MEND,
  SUPERSEDED: MEND,
  STALE: `${AGAIN} How old a verdict may be is set by --max-age.`,
  NOT_YET_VALID: 'Set the clock of the host that signed it, and run the gate again.',
  WRONG_ENVIRONMENT: 'Run the gate of this environment: a verdict for one environment is none for another.',
  WRONG_REPOSITORY: 'Judge the image under the name that it is deployed by, and deploy it by that name.',
  WRONG_GATE: OTHER_KEY,
  WRONG_ROLE: OTHER_KEY,
  KEY_NOT_TRUSTED: OTHER_KEY,
  IDENTITY_MISMATCH: 'Check --identity: issuer and subject have to be those of the job that runs the gate.',
  LEVEL_MISSING: 'Give the gate the evidence that this level needs (a complete scan, provenance), and run it again.',
  TOO_FEW_SIGNERS: 'Another gate has to pass it with a key of its own, or ask for fewer with --threshold.',
  LOG_SPLIT_VIEW: 'Trust nothing of this log before its operator has explained it.',
  LOG_TRUNCATED: 'Trust nothing of this log before its operator has explained it.',
};

/** One line for people: what to do next about a refusal. */
export function nextStep(reason: RefusalReason): string {
  return NEXT[reason] ?? EXPLAIN;
}
