/** What the process says by its exit code. */
export const EXIT = {
  fine: 0,
  findings: 1,
  usage: 2,
  nothing: 3,
  approval: 4,
  failure: 5,
  incomplete: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const PRECEDENCE: readonly ExitCode[] = [
  EXIT.usage,
  EXIT.failure,
  EXIT.findings,
  EXIT.incomplete,
  EXIT.approval,
  EXIT.nothing,
];

/** The code to end with where several apply: 2, 5, 1, 6, 4, 3 in this order, else 0. */
export function worstExit(codes: Iterable<ExitCode>): ExitCode {
  const seen = new Set(codes);
  return PRECEDENCE.find((code) => seen.has(code)) ?? EXIT.fine;
}
