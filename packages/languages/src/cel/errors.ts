import { defineErrors } from '@sallyport/kernel';

/** Wrong use of this package by its caller; thrown. What is wrong with an expression is a `CelError`, a value. */
export const celErrors = defineErrors('cel', {
  UNKNOWN_LIBRARY: {
    message: 'There is no CEL library named {name}',
    next: 'Use one of {known}.',
    exit: 2,
  },
  BAD_TYPE: {
    message: '{text} is not a CEL type',
    next: 'Write a type such as int, list(string), map(string, dyn) or optional_type(int).',
    exit: 2,
  },
  BAD_SIGNATURE: {
    message: '{text} is not the signature of a CEL function',
    next: 'Write a signature such as (int, string) -> bool, or string.(int) -> bool for a method.',
    exit: 2,
  },
  BAD_VALUE: {
    message: 'A {kind} is no CEL value',
    next: 'Pass null, booleans, numbers, bigints, strings, Uint8Array, Date, arrays, maps, plain objects or values of this package.',
    exit: 2,
  },
});

/** Every way in which an expression can be wrong, or its evaluation can fail. */
export type CelErrorCode =
  /** The text is no expression. */
  | 'cel_syntax_error'
  /** A name that is not declared. */
  | 'cel_reference_error'
  /** Types that do not fit. */
  | 'cel_type_error'
  /** Larger or deeper than the limits allow. */
  | 'cel_limit_error'
  /** No overload of a function takes these values. */
  | 'no_such_overload'
  | 'no_such_key'
  /** A variable that the activation does not hold. */
  | 'no_such_variable'
  | 'index_out_of_range'
  | 'divide_by_zero'
  | 'overflow'
  /** A value that a function cannot work on: a bad pattern, a text that is no date. */
  | 'invalid_argument'
  /** A map with one key twice. */
  | 'duplicate_key'
  | 'cost_exceeded'
  | 'deadline_exceeded'
  /** More values than the limits allow, or nested too deeply. */
  | 'size_exceeded'
  /** A fault of this package or of a function of the host; the evaluation has no result. */
  | 'internal_error';

/** What is wrong, as a value. The position is that of the expression's part, counted from 1, columns in characters. */
export interface CelError {
  readonly code: CelErrorCode;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * Thrown while evaluating and caught at the edge of this package or by an operator that can do without the failed
 * side. No `Error`: failure is a normal outcome, and a stack trace costs more than the evaluation.
 */
export class Halt {
  readonly code: CelErrorCode;
  readonly message: string;
  /** Offset in the source, once it is known. */
  at: number | undefined;

  constructor(code: CelErrorCode, message: string, at?: number) {
    this.code = code;
    this.message = message;
    this.at = at;
  }
}

/** Ends an evaluation. For functions of the host: what they throw otherwise is an `internal_error`. */
export function fail(code: CelErrorCode, message: string): never {
  throw new Halt(code, message);
}

/** Line and column, counted from 1; columns in characters. */
export function positionOf(text: string, at: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) {
    line++;
    start = i + 1;
  }
  let column = 1;
  for (const character of text.slice(start, at)) column += character.length > 0 ? 1 : 0;
  return { line, column };
}

/** `line:column: code: message`. */
export function formatCelError(error: CelError): string {
  const place = error.line === undefined ? '' : `${error.line}:${error.column ?? 1}: `;
  return `${place}${error.code}: ${error.message}`;
}
