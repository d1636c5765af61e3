export { compileCel } from './program.ts';
export type { CelOptions, CelProgram, CelResult, CelSourceLimits, EvaluateOptions } from './program.ts';
export { celErrors, fail, formatCelError } from './errors.ts';
export type { CelError, CelErrorCode } from './errors.ts';
export type { CelLimits } from './run/session.ts';
export type { CelValue } from './values.ts';
