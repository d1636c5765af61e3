import type { Ran } from '../../testing/run-cli.ts';

interface Place {
  readonly path: string;
  readonly range?: { readonly start: { readonly line: number; readonly column: number; readonly offset: number } };
}

/** What the tests read of a JSON report. */
interface Report {
  readonly findings: readonly {
    readonly occurrences: readonly { readonly location: Place }[];
    readonly suppression?: object;
  }[];
  readonly suppressionIssues: readonly { readonly kind: string; readonly line: number }[];
  readonly coverage: {
    readonly parts: readonly {
      readonly scanner: string;
      readonly state: string;
      readonly reason?: string;
      readonly looked: { readonly [unit: string]: number };
      readonly skipped: readonly {
        readonly reason: string;
        readonly count: number;
        readonly examples: readonly string[];
      }[];
      readonly notes: readonly string[];
    }[];
  };
}

/** The report on standard output. */
export function reportOf(ran: Ran): Report {
  return JSON.parse(ran.stdout) as Report;
}

/** The secrets scanner's part of the coverage. */
export function secretsPart(ran: Ran): Report['coverage']['parts'][number] {
  const part = reportOf(ran).coverage.parts.find((candidate) => candidate.scanner === 'secrets');
  if (part === undefined) throw new Error('there is no part of the secrets scanner');
  return part;
}

/** How many pieces were skipped, by reason. */
export function skippedIn(ran: Ran): { readonly [reason: string]: number } {
  return Object.fromEntries(secretsPart(ran).skipped.map(({ reason, count }) => [reason, count]));
}

/** The places of all findings, sorted. */
export function pathsIn(ran: Ran): string[] {
  const { findings } = reportOf(ran);
  const paths = findings.flatMap(({ occurrences }) => occurrences.map(({ location }) => location.path));
  return [...new Set(paths)].toSorted();
}
