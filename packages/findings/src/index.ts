export * from './coverage.ts';
export * from './finding.ts';
export * from './scan-result.ts';
export * from './severity.ts';
