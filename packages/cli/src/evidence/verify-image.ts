import type { Digest } from '@sallyport/kernel';
import {
  artifactFromDigest,
  attempt,
  explanationOf,
  PREDICATE,
  refuse,
  signerIdOf,
  SIMPLE_SIGNING_MEDIA_TYPE,
  verifyBundle,
  verifyLayer,
} from '@sallyport/signing';
import type {
  BundlePolicy,
  Candidate,
  Explanation,
  TrustedSigner,
  TrustRoot,
  VerifiedBundle,
} from '@sallyport/signing';

export interface ImagePolicy {
  readonly signers: readonly TrustedSigner[];
  readonly trustRoot: TrustRoot | undefined;
  /** The attestation that is asked for; a signature where it is left out. */
  readonly predicateType: string | undefined;
  /** How many different signers are needed. */
  readonly threshold: number;
}

export interface ImageAnswer {
  readonly ok: boolean;
  /** One phrase for people. */
  readonly summary: string;
  /** The different signers that count: keys by fingerprint, identities by issuer and subject. */
  readonly signers: readonly string[];
  readonly explanations: readonly Explanation[];
}

/** Whether enough different signers that count signed an image, or attested something of it. */
export function verifyImage(digest: Digest, candidates: readonly Candidate[], policy: ImagePolicy): ImageAnswer {
  const bundlePolicy = bundlePolicyOf(policy);
  const signers = new Set<string>();
  const explanations = candidates.map((candidate) => {
    let type: string | undefined;
    const outcome = attempt(() => {
      const verified = verifyOne(candidate, digest, bundlePolicy);
      type = verified.statement?.predicateType ?? PREDICATE.cosignSignature;
      const wanted = policy.predicateType ?? PREDICATE.cosignSignature;
      if (type !== wanted) refuse('WRONG_PREDICATE', `it is ${type}, and ${wanted} was asked for`);
      signers.add(signerIdOf(verified.signer));
      return { ok: true as const };
    });
    return explanationOf(candidate, type, outcome);
  });
  const ok = signers.size >= policy.threshold;
  const what = policy.predicateType === undefined ? 'signed' : 'attested';
  const summary = ok
    ? `${what} by ${[...signers].join(', ')}`
    : `${signers.size} of ${policy.threshold} signers that count have ${what} it`;
  return { ok, summary, signers: [...signers], explanations };
}

function bundlePolicyOf({ signers, trustRoot }: ImagePolicy): BundlePolicy {
  return {
    keys: signers.flatMap((signer) => ('key' in signer ? [signer.key] : [])),
    identities: signers.flatMap((signer) => ('identity' in signer ? [signer.identity] : [])),
    ...(trustRoot === undefined ? {} : { trustRoot }),
  };
}

function verifyOne(candidate: Candidate, digest: Digest, policy: BundlePolicy): VerifiedBundle {
  if ('layer' in candidate) {
    const verdict = verifyLayer(candidate.layer, digest, policy);
    if (!verdict.ok) return refuse(verdict.reason, verdict.detail);
    if (candidate.layer.mediaType !== SIMPLE_SIGNING_MEDIA_TYPE && verdict.verified.statement === undefined)
      return refuse('MALFORMED_STATEMENT', 'the envelope holds no statement');
    return verdict.verified;
  }
  const verified = verifyBundle(candidate.bundle, artifactFromDigest(digest), policy);
  return verified.ok ? verified : refuse(verified.reason, verified.detail);
}
