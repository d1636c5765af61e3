import { verifyDigestWithKey } from '../keys/prehashed.ts';
import { subjectFromDigest } from './artifact.ts';
import type { Artifact } from './artifact.ts';

/** An artifact of which only the digest is known, from `sha256:HEX`: statements about it and signatures of it can be judged. */
export function artifactFromDigest(digest: string): Artifact {
  return { ...subjectFromDigest(digest), verifyDigest: verifyDigestWithKey };
}
