export * from './ast.ts';
export { hclExpressionNode, hclToDocument } from './document.ts';
export { parseHclJson, terraformJsonDocument } from './json.ts';
export * from './parse.ts';
export { traversalOf } from './traversal.ts';
