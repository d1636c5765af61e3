export * from './errors.ts';
export * from './formats/list.ts';
export * from './render-report.ts';
export * from './report-format.ts';
export { visibleLines, visibleText } from './shared/visible-text.ts';
export * from './importers/import-report.ts';
export * from './importers/imported-finding.ts';
export * from './importers/list.ts';
export type { ListedReader } from './importers/report-reader.ts';
