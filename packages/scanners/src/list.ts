import { manifest as dependencies } from './dependencies/manifest.ts';
import type { RuleExplanation, Scanner, ScannerManifest } from './scanner.ts';
import { manifest as secrets } from './secrets/manifest.ts';

/** A scanner's manifest and how to load the rest of it. */
export interface ListedScanner {
  readonly manifest: ScannerManifest;
  load(): Promise<Scanner>;
  /** Its rules, for `explain`. */
  rules(): Promise<readonly RuleExplanation[]>;
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
  },
];
