/** Why a file or another piece of the target was not looked at. */
export type SkipReason =
  | 'binary'
  | 'too-large'
  | 'unreadable'
  | 'vanished'
  | 'symlink-loop'
  | 'outside-target'
  | 'ignored'
  | 'encrypted'
  | 'malformed'
  | 'too-deep'
  | 'limit'
  | 'missing-object'
  | 'unsupported';

/** Pieces of the target that were not looked at, by reason. */
export interface Skipped {
  readonly reason: SkipReason;
  readonly count: number;
  /** Up to ten paths, in order of appearance. */
  readonly examples: readonly string[];
  /** One sentence where the reason alone does not say enough. */
  readonly note?: string;
}

/**
 * What happened to one scanner: `ran`; `missing`, it should have run and could not (no advisories);
 * `failed`; `skipped`, the user said so; `not-applicable`, nothing in the target for it.
 */
export type PartState = 'ran' | 'missing' | 'failed' | 'skipped' | 'not-applicable';

/**
 * What came of one check of a checklist. `manual`: only a person can judge it; `not-applicable`: nothing there that it is
 * about; `unknown`: what it reads could not be had. Only `pass` is a pass.
 */
export type CheckState = 'pass' | 'fail' | 'manual' | 'not-applicable' | 'unknown';

/** One line of a checklist. */
export interface CheckResult {
  /** The number in the benchmark: `2.2`. */
  readonly id: string;
  /** The rule's id within the scanner. */
  readonly rule: string;
  /** What holds where it passes. */
  readonly title: string;
  readonly state: CheckState;
  /** What it rests on, or why nothing can be said; up to ten sentences. */
  readonly evidence: readonly string[];
  /** The command or setting that mends it. */
  readonly fix: string;
}

/** Every check of a published benchmark that a scanner makes, whatever came of it. */
export interface Checklist {
  /** `CIS Docker Benchmark 1.6`. */
  readonly benchmark: string;
  readonly checks: readonly CheckResult[];
}

/** What one scanner looked at, what it did not, and why. */
export interface CoveragePart {
  readonly scanner: string;
  readonly state: PartState;
  /** Why it did not run, and for `mend` the command that makes it run. Required unless the state is `ran`. */
  readonly reason?: string;
  readonly mend?: string;
  /** How many rules were in effect. A scanner that ran with zero rules is an error, not a part. */
  readonly rules: number;
  /** How much was looked at, by unit: `files`, `bytes`, `commits`, `blobs`, `packages`. */
  readonly looked: { readonly [unit: string]: number };
  readonly skipped: readonly Skipped[];
  /** Sentences for the reader: a shallow clone, advisories of an old date. */
  readonly notes: readonly string[];
  /** The whole list of a benchmark's checks, where the scanner makes one. */
  readonly checklist?: Checklist;
  readonly durationMs: number;
}

/** What a scan looked at, what it did not, and why; a part of every scan result. */
export interface Coverage {
  readonly parts: readonly CoveragePart[];
}

/** Units of content; commits without a blob (a clone that fetched none) are nothing that was looked at. */
const CONTENT = ['files', 'bytes', 'blobs', 'packages', 'checks'];

/** Whether a part has looked at content; one that ran in part alone (`missing`) may have. The one rule of exit codes, reports and gates. */
export function hasLooked({ state, looked }: Pick<CoveragePart, 'state' | 'looked'>): boolean {
  if (state !== 'ran' && state !== 'missing') return false;
  return CONTENT.some((unit) => (looked[unit] ?? 0) > 0);
}

/** Collects skipped pieces by reason, keeping ten examples of each. */
export class SkipCounter {
  readonly #byReason = new Map<SkipReason, { count: number; examples: string[]; note?: string }>();

  add(reason: SkipReason, path: string, note?: string): void {
    const entry = this.#byReason.get(reason) ?? { count: 0, examples: [] };
    entry.count += 1;
    if (entry.examples.length < 10) entry.examples.push(path);
    if (note !== undefined && entry.note === undefined) entry.note = note;
    this.#byReason.set(reason, entry);
  }

  /** Adds what another counter, of a worker or a nested archive, has collected. */
  merge(other: readonly Skipped[]): void {
    for (const skipped of other) {
      const entry = this.#byReason.get(skipped.reason) ?? { count: 0, examples: [] };
      entry.count += skipped.count;
      entry.examples.push(...skipped.examples.slice(0, 10 - entry.examples.length));
      if (skipped.note !== undefined && entry.note === undefined) entry.note = skipped.note;
      this.#byReason.set(skipped.reason, entry);
    }
  }

  list(): Skipped[] {
    return [...this.#byReason].map(([reason, entry]) => ({ reason, ...entry }));
  }
}
