import type { Severity } from '@sallyport/findings';

import type { GateInput } from './gate/gate-input.ts';
import type { JudgingTime } from './judging-time.ts';

/** What a breach does: `deny` fails the gate, `warn` makes it ask for approval, `dryrun` is only shown. Strictest first. */
export const ENFORCEMENTS = ['deny', 'warn', 'dryrun'] as const;
export type Enforcement = (typeof ENFORCEMENTS)[number];

/** The milder of two enforcements. */
export function milder(a: Enforcement, b: Enforcement): Enforcement {
  return ENFORCEMENTS.indexOf(a) >= ENFORCEMENTS.indexOf(b) ? a : b;
}

/** Keys and indices from the top of what is judged. */
export type InputPath = readonly (string | number)[];

/** One thing that a policy objects to, as the policy says it; the gate makes a `Violation` of it. */
export interface Breach {
  /** Which rule of the policy: `deny`, `deny_root`, `severity`. */
  readonly rule: string;
  readonly message: string;
  /** What the rule asks for; a gate's binding may make it milder, never stricter. */
  readonly enforcement: Enforcement;
  readonly severity?: Severity;
  /** Where in the input it stands, the most telling path first. */
  readonly paths: readonly InputPath[];
  /** What would make it pass, in one imperative sentence. */
  readonly fix?: string;
  /** A file and line that the policy itself names. */
  readonly place?: Place;
  /** It tells that something could not be judged: no exception waives it. */
  readonly isError?: true;
}

/** A place in a file. Lines and columns count from 1. */
export interface Place {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

/** Evidence that a gate or a policy asks for and that is not there, or cannot be used. */
export interface MissingEvidence {
  /** `scan`, `scan:secrets`, `tests`, `lint`, `sbom`, `provenance`, … */
  readonly evidence: string;
  readonly reason: string;
  /** The command that produces it. */
  readonly command: string;
}

/** Why a policy could not give an answer. A gate is then closed. */
export interface PolicyProblem {
  readonly kind: 'error' | 'timeout' | 'shape' | 'unloadable' | 'duplicate' | 'clock';
  readonly policy?: string;
  readonly message: string;
  readonly place?: Place;
}

export type PolicyOutcome =
  | { readonly breaches: readonly Breach[]; readonly missing?: readonly MissingEvidence[] }
  | { readonly problem: PolicyProblem };

/** A rule over data: in Rego, in CEL, or in TypeScript. */
export interface Policy {
  /** Unique within a gate. */
  readonly id: string;
  readonly title: string;
  /** Evidence without which it cannot be judged. */
  readonly requires: readonly string[];
  /** Stands for what the policy is, its parameters and data included. */
  readonly digest: string;
  /** `time` bounds all of its evaluations together; without it each has the engine's own limit. */
  judge(input: GateInput, time?: JudgingTime): PolicyOutcome;
}
