export * from './coverage.ts';
export * from './finding.ts';
export * from './scan-result.ts';
export * from './severity.ts';
export * from './baseline/sarif-items.ts';
export * from './identity/context-hash.ts';
export * from './matching/item.ts';
export * from './matching/match-findings.ts';
