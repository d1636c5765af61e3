import type { Enforcement, Policy } from '../policy.ts';

/** A policy of a gate, and the most that it may do there. */
export interface BoundPolicy {
  readonly policy: Policy;
  readonly enforcement: Enforcement;
}

/** A named check point in front of an environment. */
export interface Gate {
  readonly name: string;
  readonly environment?: string;
  /** Evidence that must be there, whatever the policies ask for: `scan`, `scan:secrets`, `tests`, … */
  readonly evidence: readonly string[];
  /** Parts of a scan that may be missing, by scanner; policies that may find nothing to judge, by id. */
  readonly allowMissing: readonly string[];
  readonly approval: { readonly needed: number; readonly by: readonly string[] };
}

/** A gate as it is where nothing more is said: it asks for a complete scan, and for one approval. */
export function plainGate(name: string, given: Partial<Gate> = {}): Gate {
  return { name, evidence: ['scan'], allowMissing: [], approval: { needed: 1, by: [] }, ...given };
}
