import type { Digest } from '@sallyport/kernel';

import { sha256In } from '../intoto/known-members.ts';
import type { Statement } from '../intoto/statement.ts';
import { refuse } from '../refusal.ts';

/** The one artifact that a decision is about. A decision about two leaves open which of them was looked at. */
export function subjectOf(statement: Statement): Digest {
  const [subject, ...others] = statement.subject;
  if (subject === undefined || others.length > 0) {
    return refuse('SEVERAL_SUBJECTS', `a decision is about one artifact, not ${statement.subject.length}`);
  }
  const digest = sha256In(subject.digest);
  return digest === undefined ? refuse('MALFORMED_STATEMENT', 'the subject has no sha256 digest') : (digest as Digest);
}
