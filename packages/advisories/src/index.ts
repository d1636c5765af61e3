export * from './errors.ts';
export type * from './model.ts';
export * from './osv/parse-osv.ts';
export * from './partition/build.ts';
export type * from './partition/format.ts';
export * from './partition/read.ts';
export * from './severity/cvss.ts';
export * from './transport/zip.ts';
export * from './update/import-archive.ts';
