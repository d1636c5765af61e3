import type { Bench } from './bench.ts';

/** Every benchmark that `npm run bench` knows; one line each. */
export const benches: readonly { readonly name: string; load(): Promise<{ readonly bench: Bench }> }[] = [
  { name: 'cli', load: () => import('./benches/cli.ts') },
  { name: 'secrets', load: () => import('./benches/secrets.ts') },
  { name: 'history', load: () => import('./benches/history.ts') },
  { name: 'advisories', load: () => import('./benches/advisories.ts') },
  { name: 'documents', load: () => import('./benches/documents.ts') },
  { name: 'ledger', load: () => import('./benches/ledger.ts') },
  { name: 'signing', load: () => import('./benches/signing.ts') },
  { name: 'deploy-verify', load: () => import('./benches/deploy-verify.ts') },
  { name: 'policy', load: () => import('./benches/policy.ts') },
  { name: 'identity', load: () => import('./benches/identity.ts') },
  { name: 'dependencies', load: () => import('./benches/dependencies.ts') },
  { name: 'oci', load: () => import('./benches/oci.ts') },
  { name: 'images', load: () => import('./benches/images.ts') },
];
