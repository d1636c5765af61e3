import type { DocumentNode } from '../node.ts';
import type { ParseResult } from '../result.ts';

/** Helpers of this package's tests. */

/** The only document of a result; an error becomes a failing test that names it. */
export function only(result: ParseResult): DocumentNode {
  const documents = all(result);
  const [root] = documents;
  if (root === undefined || documents.length !== 1) throw new Error(`${documents.length} documents`);
  return root;
}

export function all(result: ParseResult): readonly DocumentNode[] {
  if (!result.ok) throw new Error(`${result.error.line}:${result.error.column} ${result.error.message}`);
  return result.documents;
}

/** `line:column CODE message` of a failed read, or `ok`. */
export function failureOf(result: ParseResult): string {
  return result.ok ? 'ok' : `${result.error.line}:${result.error.column} ${result.error.code} ${result.error.message}`;
}

/** `line:column-line:column` of a node. */
export function place(node: DocumentNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  const { start, end } = node.range;
  return `${start.line}:${start.column}-${end.line}:${end.column}`;
}
