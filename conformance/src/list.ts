import type { ConformanceRunner } from './runner.ts';

/** A corpus' name and how to load its runner. */
export interface ListedRunner {
  readonly name: string;
  load(): Promise<{ readonly runner: ConformanceRunner }>;
}

/** Every corpus that `npm run conformance` knows; one line each. */
export const runners: readonly ListedRunner[] = [
  { name: 'secrets-gitleaks', load: () => import('./runners/secrets-gitleaks.ts') },
  { name: 'secrets-betterleaks', load: () => import('./runners/secrets-betterleaks.ts') },
  { name: 'secrets-leaky-repo', load: () => import('./runners/secrets-leaky-repo.ts') },
  { name: 'purl-spec', load: () => import('./runners/purl-spec.ts') },
  { name: 'version-comparisons', load: () => import('./runners/version-comparisons.ts') },
  { name: 'sarif-output', load: () => import('./runners/sarif-output.ts') },
  { name: 'hcl-oracle', load: () => import('./runners/hcl-oracle.ts') },
  { name: 'sigstore-bundles', load: () => import('./runners/sigstore-bundles.ts') },
  { name: 'scanner-reports', load: () => import('./runners/scanner-reports.ts') },
  { name: 'osv-oracle', load: () => import('./runners/osv-oracle.ts') },
  { name: 'lockfiles-trivy', load: () => import('./runners/lockfiles-trivy.ts') },
  { name: 'rego-compliance', load: () => import('./runners/rego-compliance.ts') },
  { name: 'cel-kubernetes', load: () => import('./runners/cel-kubernetes.ts') },
  { name: 'cel-spec', load: () => import('./runners/cel-spec.ts') },
  { name: 'gatekeeper-suites', load: () => import('./runners/gatekeeper-suites.ts') },
  { name: 'yaml-oracle', load: () => import('./runners/yaml-oracle.ts') },
  { name: 'identity', load: () => import('./runners/identity.ts') },
  { name: 'debian-bookworm', load: () => import('./runners/debian-bookworm.ts') },
];
