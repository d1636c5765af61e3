export * from './ast.ts';
export { xmlToDocument } from './document.ts';
export * from './parse.ts';
