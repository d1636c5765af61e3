export * from './ast.ts';
export { dockerfileToDocument } from './document.ts';
export * from './parse.ts';
