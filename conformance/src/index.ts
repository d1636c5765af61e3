export { readCorpus } from './corpus.ts';
export * from './identity/drift.ts';
export * from './identity/measure.ts';
export * from './identity/runs.ts';
