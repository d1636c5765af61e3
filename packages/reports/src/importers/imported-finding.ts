import type { Severity } from '@sallyport/findings';

/** A package that an imported finding is about. */
export interface ImportedPackage {
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  /** Versions in which it is mended, as the report writes them. */
  readonly fixed?: string;
}

/** Where an imported finding lies: a file, a resource or an address. */
export interface ImportedPlace {
  readonly path?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly commit?: string;
}

/** A finding of another scanner in neutral form. Texts are foreign: escape them where they are shown. */
export interface ImportedFinding {
  /** The tool's own name of the rule or vulnerability. */
  readonly rule: string;
  readonly title: string;
  readonly message?: string;
  /** `unknown` where the report gives none: never guessed. */
  readonly severity: Severity | 'unknown';
  readonly package?: ImportedPackage;
  /** CVE, GHSA, CWE and other public ids, upper case. */
  readonly ids: readonly string[];
  readonly fix?: string;
  readonly url?: string;
  /** Set where the tool or its users have set it aside: suppressed, dismissed, a false positive. */
  readonly suppressed?: string;
  /** At least one: further sightings of the same problem are further places. */
  readonly places: readonly [ImportedPlace, ...ImportedPlace[]];
}

/** What a reader makes of one entry of a report; entries with the same key become one finding with several places. */
export interface ImportDraft {
  readonly rule?: string | undefined;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
  /** As the report writes it. */
  readonly severity?: string | number | undefined;
  readonly package?: { readonly [K in keyof ImportedPackage]?: ImportedPackage[K] | undefined };
  readonly ids?: readonly (string | undefined)[];
  readonly fix?: string | undefined;
  readonly url?: string | undefined;
  readonly suppressed?: string | undefined;
  readonly key?: readonly unknown[];
  readonly path?: string | undefined;
  readonly line?: number | undefined;
  readonly endLine?: number | undefined;
  readonly column?: number | undefined;
  readonly commit?: string | undefined;
}
