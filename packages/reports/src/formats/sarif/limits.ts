/** What GitHub code scanning takes of one SARIF run; more is refused or dropped without a word. */
export const GITHUB_LIMITS = {
  /** A run with more results is refused. */
  resultsAccepted: 25_000,
  /** Of the accepted results, the worst that are kept. */
  resultsKept: 5_000,
  tagsKept: 10,
  locationsKept: 100,
  textCharacters: 1_000,
} as const;
