import type { Novelty, Severity } from '@sallyport/findings';

import type { Enforcement, InputPath, MissingEvidence, Place, PolicyProblem } from '../policy.ts';
import type { ArtifactInfo, ChangeInfo } from './gate-input.ts';

/** The four states of a gate (invariant 1). */
export type Outcome = 'passed' | 'needs-approval' | 'failed' | 'missing-evidence';

/** What an exception did to a violation. */
export interface Waiver {
  readonly exception: string;
  /** `waived`: accepted by an approver whose identity was checked. `unverified`: accepted by a name in a file, which asks for approval. */
  readonly state: 'waived' | 'unverified';
  readonly reason: string;
  readonly owner: string;
  readonly approver: string;
  /** RFC 3339. */
  readonly ends: string;
}

/** One breach of a policy, with where it came from and what would make it pass. */
export interface Violation {
  /** The finding's id, or a digest of policy, rule and place: the same problem has the same id in the next run. */
  readonly id: string;
  readonly policy: string;
  readonly rule: string;
  readonly message: string;
  readonly severity: Severity;
  readonly enforcement: Enforcement;
  /** The path in the input that it is about; empty where the policy speaks of the input as a whole. */
  readonly inputPath: InputPath;
  readonly place?: Place;
  readonly finding?: string;
  readonly novelty: Novelty;
  /** What would make it pass. */
  readonly fix: string;
  readonly waiver?: Waiver;
}

/** What became of one policy. */
export interface PolicyReport {
  readonly id: string;
  readonly title: string;
  readonly enforcement: Enforcement;
  readonly digest: string;
  readonly outcome: 'passed' | 'violated' | 'missing-evidence' | 'error';
  readonly violations: number;
}

/** What became of one exception. */
export interface ExceptionReport {
  readonly id: string;
  readonly state: 'waives' | 'unverified' | 'expired' | 'refused' | 'unused';
  readonly message: string;
  readonly owner: string;
  readonly ends: string;
  readonly place?: Place;
}

/** An approval that was looked at, and whether it counts. */
export interface ApprovalReport {
  readonly approver: string;
  readonly counts: boolean;
  readonly reason: string;
}

/** Who may turn "needs approval" into "passed", and how far that is. */
export interface ApprovalNeed {
  readonly needed: number;
  /** Names or groups; empty for anybody but the author, the requester and the actor. */
  readonly by: readonly string[];
  readonly given: readonly ApprovalReport[];
}

/** The outcome of a gate. Within `schemaVersion` 1 members are only added. */
export interface Decision {
  readonly schemaVersion: '1';
  readonly gate: string;
  readonly outcome: Outcome;
  /** One sentence. */
  readonly summary: string;
  /** RFC 3339, UTC. */
  readonly decidedAt: string;
  readonly service?: string;
  readonly environment?: string;
  readonly change?: ChangeInfo;
  readonly artifact?: ArtifactInfo;
  /** SHA-256 over the canonical JSON of the input without the time of the decision. */
  readonly inputDigest: string;
  /** SHA-256 over the digests of the policies in order. */
  readonly policyDigest: string;
  /** The revision that policies, exceptions and suppressions were read from, where it was not the work tree. */
  readonly base?: { readonly ref: string; readonly commit: string };
  /** Set where the outcome is `needs-approval`, or approvals were given. */
  readonly approval?: ApprovalNeed;
  readonly missing: readonly MissingEvidence[];
  readonly problems: readonly PolicyProblem[];
  readonly policies: readonly PolicyReport[];
  /** Failing ones first; waived ones stay visible. */
  readonly violations: readonly Violation[];
  readonly exceptions: readonly ExceptionReport[];
}
