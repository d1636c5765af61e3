export { compileRego } from './program.ts';
export { toJson, jsonText } from './json.ts';
