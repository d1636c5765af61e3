export { scannerErrors } from './errors.ts';
export { scanners } from './list.ts';
export type { ListedScanner } from './list.ts';
export { scan } from './scan.ts';
export type { ScanOutcome, ScanRequest } from './scan.ts';
export * from './scanner.ts';
export { loadSecretSearch } from './secrets/load-search.ts';
export type { SecretInText, SecretSearch } from './secrets/load-search.ts';
