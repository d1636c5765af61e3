import { DEFAULT_LIMITS } from '@sallyport/kernel';
import type { Limits, SallyportError } from '@sallyport/kernel';

import { documentErrors } from './errors.ts';
import type { DocumentNode } from './node.ts';
import type { Position, Range } from './position.ts';
import { Source } from './source.ts';

export interface ParseOptions {
  readonly limits?: Limits;
}

/** Why a text could not be read, and where. */
export interface DocumentError {
  /** A code of `documentErrors`, with its prefix: `DOCUMENTS_SYNTAX`. */
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly next: string;
}

/** Something that does not keep the text from being read, and that its author would want to know. */
export interface DocumentWarning {
  readonly code: 'DUPLICATE_KEY' | 'LENIENT' | 'UNKNOWN_ANCHOR';
  readonly message: string;
  readonly range: Range;
}

/** `documents` are the roots in order: one for most formats, none or many for YAML. */
export type ParseResult =
  | { readonly ok: true; readonly documents: readonly DocumentNode[]; readonly warnings: readonly DocumentWarning[] }
  | { readonly ok: false; readonly error: DocumentError };

/** Leaves a reader from any depth; caught at its entry, and turned into a result. Never leaves the package. */
export class ReadFailure {
  readonly error: SallyportError;
  readonly offset: number;

  constructor(error: SallyportError, offset: number) {
    this.error = error;
    this.offset = offset;
  }
}

export function syntaxFailure(format: string, problem: string, offset: number): ReadFailure {
  return new ReadFailure(documentErrors.SYNTAX({ format, problem }), offset);
}

/** Runs a reader: checks the size before, and turns failures and exhausted stacks into an error with its place. */
export function guard<T>(text: string, limits: Limits | undefined, read: (limits: Limits) => T): T | FailedRead {
  const bounds = limits ?? DEFAULT_LIMITS;
  if (text.length > bounds.documentBytes) {
    return failed(documentErrors.TOO_LARGE({ sizeBytes: text.length, maxBytes: bounds.documentBytes }), START);
  }
  try {
    return read(bounds);
  } catch (thrown) {
    if (thrown instanceof ReadFailure) return failed(thrown.error, positionIn(text, thrown.offset));
    if (thrown instanceof RangeError) return failed(documentErrors.TOO_DEEP({ max: bounds.depth }), START);
    throw thrown;
  }
}

export interface FailedRead {
  readonly ok: false;
  readonly error: DocumentError;
}

const START: Position = { line: 1, column: 1, offset: 0 };

/** An error as the result of a reader. */
export function failed(error: SallyportError, at: Position = START): FailedRead {
  return {
    ok: false,
    error: { code: error.code, message: error.message, line: at.line, column: at.column, next: error.next },
  };
}

function positionIn(text: string, offset: number): Position {
  return new Source(text, () => null).positionAt(offset);
}
