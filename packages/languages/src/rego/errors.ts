/** What went wrong, as a value: `code` is OPA's, the position counts from 1. */
export interface RegoError {
  readonly code: RegoErrorCode;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export type RegoErrorCode =
  | 'rego_parse_error'
  | 'rego_compile_error'
  | 'rego_type_error'
  | 'rego_unsafe_var_error'
  | 'rego_recursion_error'
  | 'rego_bundle_error'
  | 'eval_conflict_error'
  | 'eval_type_error'
  | 'eval_builtin_error'
  | 'eval_internal_error'
  | 'eval_cancel_error';

/** A text and its name, to turn offsets into positions. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

export function positionOf(source: Source, at: number): { file: string; line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let i = source.text.indexOf('\n'); i >= 0 && i < at; i = source.text.indexOf('\n', i + 1)) {
    line++;
    start = i + 1;
  }
  return { file: source.file, line, column: at - start + 1 };
}

export function errorAt(source: Source, at: number, code: RegoErrorCode, message: string): RegoError {
  return { code, message, ...positionOf(source, at) };
}

/**
 * Thrown while parsing or evaluating and caught at the edge of this package, where it becomes a `RegoError`.
 * No `Error`: a policy's failure is expected, and the stack of an `Error` costs more than the evaluation.
 */
export class Halt {
  readonly error: RegoError;

  constructor(error: RegoError) {
    this.error = error;
  }
}

/** `file:line: code: message`, the way OPA prints it. */
export function formatError(error: RegoError): string {
  const place = error.file === undefined ? '' : `${error.file}:${error.line ?? 1}: `;
  return `${place}${error.code}: ${error.message}`;
}
