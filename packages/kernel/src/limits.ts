/**
 * Bounds on foreign input (invariant 8). One object travels with a read; whoever reads foreign
 * text takes it as a parameter, so that a test can set a bound to two and see it hold.
 */
export interface Limits {
  /** Largest text or file that is parsed as a document, in bytes. */
  readonly documentBytes: number;
  /** Deepest nesting of arrays, objects and blocks. */
  readonly depth: number;
  /** Most nodes (values) in one document, aliases expanded. */
  readonly nodes: number;
}

export const DEFAULT_LIMITS: Limits = Object.freeze({
  documentBytes: 64 * 1024 * 1024,
  depth: 256,
  nodes: 5_000_000,
});
