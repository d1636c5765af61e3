import { defineErrors } from '@sallyport/kernel';

/** Input that the user must correct, and services that failed. What does not verify is a value, never an error (see refusal.ts). */
export const signingErrors = defineErrors('signing', {
  KEY_UNREADABLE: {
    message: '{what} holds no key that can be read: {detail}',
    next: 'Give a PEM file (SPKI public key, PKCS#8 or cosign private key).',
    exit: 2,
  },
  KEY_UNSUPPORTED: {
    message: '{what} is a key of the kind {kind}, which cannot sign artifacts here',
    next: 'Use ECDSA P-256, P-384 or P-521, Ed25519, or RSA with at least 2048 bits.',
    exit: 2,
  },
  KEY_PASSWORD: {
    message: 'the password does not open the private key in {what}',
    next: 'Give the password that the key was made with (environment variable SALLYPORT_KEY_PASSWORD or COSIGN_PASSWORD).',
    exit: 2,
  },
  KEY_REFERENCE: {
    message: 'the key reference {reference} names no known kind of key',
    next: 'Give a path, env://NAME, hashivault://KEY, or a reference of a configured key service.',
    exit: 2,
  },
  KEY_SERVICE: {
    message: 'the key service for {reference} answered: {detail}',
    next: 'Check that the service is reachable and that the caller may sign with this key.',
    exit: 5,
    status: 502,
  },
  TRUST_ROOT: {
    message: 'the trust root is malformed: {detail}',
    next: 'Fetch the trusted_root.json of your sigstore instance again, unaltered.',
    exit: 2,
  },
  STATEMENT: {
    message: 'the statement cannot be signed: {detail}',
    next: 'Correct the named field; nothing was signed.',
    exit: 2,
  },
  POLICY: {
    message: 'the verification policy is unusable: {detail}',
    next: 'Correct the policy; without it nothing can be verified.',
    exit: 2,
  },
  TOO_MANY_ATTACHED: {
    message: 'more than {limit} signatures and attestations are attached to {digest}, and no part of them is looked at',
    next: 'Delete from the repository what nobody needs: a refusal could lie among what is left out.',
    exit: 5,
    status: 502,
  },
  NO_PIPELINE: {
    message: 'no build platform is recognised in the environment',
    next: 'Run this in GitHub Actions, GitLab CI, Jenkins, Cloud Build or Azure Pipelines, or name the platform.',
    exit: 2,
  },
  CLAIMS: {
    message: 'the identity token and the provenance disagree on {claim}: {token} is not {provenance}',
    next: 'Build attestations only in the job that the identity token was issued to.',
    exit: 2,
  },
  REQUEST: {
    message: 'the request was refused: {detail}',
    next: 'Correct the request; nothing was issued.',
    exit: 2,
  },
});
