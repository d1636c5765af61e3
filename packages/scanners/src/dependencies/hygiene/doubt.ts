import type { Location, Severity, Sighting } from '@sallyport/findings';

import { ruleById } from '../rules.ts';
import type { CollectedFile } from '../collect/collect.ts';
import type { DependencyOptions } from '../options.ts';

/** Something about a package, or about a whole file, that deserves a look. */
export interface Doubt {
  readonly rule: string;
  /** One sentence on this very case. */
  readonly message: string;
  /** One imperative sentence; the rule's own where it is left out. */
  readonly remedy?: string;
  readonly severity?: Severity;
  readonly location: Location;
  /** The package's name wherever it stands; left out for what is true of a file as a whole. */
  readonly subject?: string;
  readonly details?: Sighting['details'];
}

/** What a check gets to see. */
export interface HygieneFacts {
  readonly files: readonly CollectedFile[];
  readonly options: DependencyOptions;
  /** Text of a file of the target, for checks that read settings beside lock files. */
  readonly textOf: (path: string) => string | undefined;
}

export type HygieneCheck = (facts: HygieneFacts) => Iterable<Doubt>;

/** A doubt as a sighting, with what its rule says. */
export function toDoubtSighting(doubt: Doubt): Sighting {
  const { title, severity, confidence, remediation } = ruleById(doubt.rule);
  return {
    scanner: 'dependencies',
    rule: doubt.rule,
    title,
    message: doubt.message,
    severity: doubt.severity ?? severity,
    confidence,
    remediation: { ...remediation, summary: doubt.remedy ?? remediation.summary },
    references: [],
    tags: ['supply-chain'],
    ...(doubt.details === undefined ? {} : { details: doubt.details }),
    location: doubt.location,
    anchor: doubt.subject ?? 'file',
    anchorIsGlobal: doubt.subject !== undefined,
  };
}

/** `a, b, c and 12 more`. */
export function someOf(names: readonly string[], shown = 5): string {
  const rest = names.length - shown;
  return rest > 0 ? `${names.slice(0, shown).join(', ')} and ${rest} more` : names.join(', ');
}
