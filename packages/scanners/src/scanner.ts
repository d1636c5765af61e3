import type { CoveragePart, ReadSuppressions, Remediation, Severity, Sighting, TargetKind } from '@sallyport/findings';
import type { AnyShape } from '@sallyport/documents';
import type { Inventory } from '@sallyport/inventory';
import type { Clock } from '@sallyport/kernel';

/** What a scanner is, without loading it. A scanner's `manifest.ts` holds this and nothing else. */
export interface ScannerManifest {
  /** `secrets`: the folder's name, the name for `--only` and the first half of every rule's full id. */
  readonly id: string;
  readonly title: string;
  /** One sentence for `--help`. */
  readonly summary: string;
  readonly targets: readonly TargetKind[];
  /** The scanner's section of `sallyport.yaml`; its published schema is made from it. */
  readonly options?: AnyShape;
}

/** A rule as `explain` shows it. */
export interface RuleExplanation {
  /** `secrets/aws-access-key-id`. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Why it matters: what a credential opens, what a weakness allows. One or two sentences. */
  readonly why: string;
  readonly remediation: Remediation;
  readonly tags: readonly string[];
}

/** A block of an explanation: what a scanner knows of one finding besides what every finding has. */
export interface ExplainedPart {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What is looked at. `root` is an absolute path for the kinds that lie on disk. */
export interface Target {
  readonly kind: TargetKind;
  readonly given: string;
  readonly root: string;
  /** Which image of an archive or layout that holds several: a tag, reference or digest. */
  readonly image?: string;
  /** The text, where the kind is `stdin`. */
  readonly input?: Uint8Array;
}

/** Called now and then while a scanner works; cheap to call. `total` is 0 while it is not known. */
export type OnProgress = (done: number, total: number, unit: string) => void;

/** Lets one request out of this machine. Nothing goes out but through the one that a scan is given. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal | null },
) => Promise<Response>;

export interface ScanContext {
  readonly target: Target;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** A folder of our own for caches, mode 0700; absent when nothing may be kept. */
  readonly cacheDir?: string;
  /** No host may be talked to. */
  readonly offline: boolean;
  /** How to talk to hosts; absent where none may be talked to. */
  readonly fetch?: Fetch;
  /** One line for whoever runs the scan, on standard error: what is fetched, from which host, how large. */
  readonly say?: (line: string) => void;
  /** Key for keyed hashes of secrets (invariant 5); absent without one. */
  readonly identityKey?: Uint8Array;
  /** This scanner's section of the configuration, already checked against its manifest. */
  readonly options: { readonly [name: string]: unknown };
}

/** What a scanner returns. A scanner that cannot run returns a part that says so; it throws only on wrong configuration and bugs. */
export interface ScannerResult {
  readonly sightings: readonly Sighting[];
  /** Suppressions that stand in the texts which were looked at. */
  readonly suppressions?: readonly ReadSuppressions[];
  /** The packages that were found. */
  readonly inventory?: Inventory;
  /** The digest that the target's name led to, where it has one. */
  readonly resolved?: string;
  readonly coverage: CoveragePart;
}

export interface Scanner {
  scan(context: ScanContext): Promise<ScannerResult>;
}
