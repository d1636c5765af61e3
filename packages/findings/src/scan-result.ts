import type { Coverage } from './coverage.ts';
import type { Finding } from './finding.ts';

/** What a scan was pointed at and how it was understood. */
export interface TargetDescription {
  readonly kind: TargetKind;
  /** As the user gave it. */
  readonly given: string;
  /** The digest, commit or other exact name of what was looked at, where there is one. */
  readonly resolved?: string;
}

export type TargetKind =
  | 'dir'
  | 'git'
  | 'file'
  | 'stdin'
  | 'image'
  | 'oci-dir'
  | 'docker-archive'
  | 'sbom'
  | 'docker-host';

/** A problem with the suppressions themselves: one that expired, gives no reason, or matched nothing. */
export interface SuppressionIssue {
  readonly kind: 'expired' | 'no-reason' | 'no-expiry' | 'unused' | 'malformed';
  readonly message: string;
  readonly path: string;
  readonly line: number;
  /** `info` for what another tool's comments lack; left out for a warning. */
  readonly level?: 'info';
}

/** The one result that reports, gates and the server consume. */
export interface ScanResult {
  readonly schemaVersion: '1';
  /** `IDENTITY_VERSION` of whoever made the ids and hashes of the findings. */
  readonly identityVersion: number;
  readonly tool: { readonly name: 'sallyport'; readonly version: string };
  readonly target: TargetDescription;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Biggest risk first. */
  readonly findings: readonly Finding[];
  readonly coverage: Coverage;
  readonly suppressionIssues: readonly SuppressionIssue[];
}
