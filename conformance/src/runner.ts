/** One case of a corpus and how it went. */
export interface CaseResult {
  readonly id: string;
  readonly passed: boolean;
  /** Why it failed, in one line. */
  readonly reason?: string;
  /** Where a corpus counts more than one thing: the group that this case counts in, with a floor of its own. */
  readonly group?: string;
}

/** Runs one corpus. `cases` is the parsed JSON of the corpus file (or of the file given by `--file`, in the same form). */
export interface ConformanceRunner {
  /** The corpus' name: `../shared/corpora/NAME.json.gz`, or `conformance/data/NAME` where it is our own. */
  readonly name: string;
  /** Why it cannot run here (a program that it needs is not installed), if so. It is then skipped by name, and counts neither way. */
  unavailable?(): string | undefined;
  run(cases: unknown, context: RunnerContext): Promise<Iterable<CaseResult>>;
}

export interface RunnerContext {
  /** Parsed JSON of another corpus that this one needs, by name. */
  corpus(name: string): Promise<unknown>;
  /** Absolute path of the folder that holds the corpora. */
  readonly corporaDir: string;
}
