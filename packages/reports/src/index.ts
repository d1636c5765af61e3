export * from './errors.ts';
export * from './formats/list.ts';
export * from './render-report.ts';
export * from './report-format.ts';
export { visibleLines, visibleText } from './shared/visible-text.ts';
