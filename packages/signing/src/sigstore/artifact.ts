import { hash } from 'node:crypto';

import { isDigest } from '@sallyport/kernel';

import { hexOf } from '../encoding/bytes.ts';
import { signingErrors } from '../errors.ts';
import type { Statement } from '../intoto/statement.ts';
import type { HashName } from '../keys/public-key.ts';

/** What a signature is about: the bytes, or their digest where only that is known. */
export interface Artifact {
  readonly bytes: Uint8Array | undefined;
  digest(name: HashName): Uint8Array | undefined;
}

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

/** From `sha256:HEX`. */
export function artifactFromDigest(digest: string): Artifact {
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
