import type { Finding } from '@sallyport/findings';

import { manifest as dependencies } from './dependencies/manifest.ts';
import { manifest as dockerHost } from './docker-host/manifest.ts';
import { manifest as images } from './images/manifest.ts';
import type { ExplainedPart, RuleExplanation, Scanner, ScannerManifest } from './scanner.ts';
import { manifest as secrets } from './secrets/manifest.ts';

/** A scanner's manifest and how to load the rest of it. */
export interface ListedScanner {
  readonly manifest: ScannerManifest;
  load(): Promise<Scanner>;
  /** Its rules, for `explain`. */
  rules(): Promise<readonly RuleExplanation[]>;
  /** What it knows of one of its findings, for `explain`; made from the finding's details. */
  explainFinding?(finding: Finding): Promise<readonly ExplainedPart[]>;
}

/** Every scanner; one line each. */
export const scanners: readonly ListedScanner[] = [
  {
    manifest: secrets,
    load: () => import('./secrets/scan.ts'),
    rules: async () => (await import('./secrets/explain.ts')).explainRules(),
  },
  {
    manifest: dependencies,
    load: () => import('./dependencies/scan.ts'),
    rules: async () => (await import('./dependencies/explain.ts')).explainRules(),
    explainFinding: async (finding) => (await import('./dependencies/explain-finding.ts')).explainFinding(finding),
  },
  {
    manifest: images,
    load: () => import('./images/scan.ts'),
    rules: async () => (await import('./images/explain.ts')).explainRules(),
  },
  {
    manifest: dockerHost,
    load: () => import('./docker-host/scan.ts'),
    rules: async () => (await import('./docker-host/explain.ts')).explainRules(),
  },
];
