export * from './ecosystems.ts';
export * from './errors.ts';
export * from './make-package.ts';
export * from './package.ts';
export * from './purl/build.ts';
export * from './purl/parse.ts';
export type * from './purl/purl.ts';
export * from './versions/compare.ts';
export type * from './versions/scheme.ts';
