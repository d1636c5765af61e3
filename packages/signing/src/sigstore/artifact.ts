import { isDigest } from '@sallyport/kernel';

import { hexOf } from '../encoding/bytes.ts';
import { signingErrors } from '../errors.ts';
import type { Statement } from '../intoto/statement.ts';
import type { HashName, PublicKey } from '../keys/public-key.ts';
import { hash } from '../node-crypto.ts';

/** What a signature is about: the bytes, or their digest where only that is known. */
export interface Artifact {
  readonly bytes: Uint8Array | undefined;
  digest(name: HashName): Uint8Array | undefined;
  /** Checks a signature over the artifact by its digest alone; where it is absent, only statements can be judged. */
  readonly verifyDigest?: DigestVerifier;
}

/** True if the signature is the key's over the digest; undefined where such a key signs no digest. */
export type DigestVerifier = (
  key: PublicKey,
  digest: Uint8Array,
  signature: Uint8Array,
  hashName: HashName,
) => boolean | undefined;

export function artifactFromBytes(bytes: Uint8Array): Artifact {
  const known = new Map<HashName, Uint8Array>();
  return {
    bytes,
    digest(name) {
      const digest = known.get(name) ?? hash(name, bytes, 'buffer');
      known.set(name, digest);
      return digest;
    },
  };
}

/** What a statement is to be about, from `sha256:HEX`. A signature of the artifact itself cannot be judged with it. */
export function subjectFromDigest(digest: string): Artifact {
  if (!isDigest(digest)) throw signingErrors.POLICY({ detail: `${JSON.stringify(digest)} is no sha256 digest` });
  const bytes = Buffer.from(digest.slice('sha256:'.length), 'hex');
  return { bytes: undefined, digest: (name) => (name === 'sha256' ? bytes : undefined) };
}

const HASHES: readonly HashName[] = ['sha256', 'sha384', 'sha512'];

/** True if one subject has the artifact's digest, and none of its digests that can be checked is another's. */
export function isSubject(statement: Statement, artifact: Artifact): boolean {
  return statement.subject.some(({ digest }) => {
    const compared = HASHES.flatMap((name) => {
      const [stated, actual] = [digest[name], artifact.digest(name)];
      return stated === undefined || actual === undefined ? [] : [stated === hexOf(actual)];
    });
    return compared.length > 0 && !compared.includes(false);
  });
}
