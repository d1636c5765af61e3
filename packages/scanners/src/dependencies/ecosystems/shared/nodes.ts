import { parseAs } from '@sallyport/documents';
import type { DocumentFormat, DocumentNode, ObjectEntry, ObjectNode, Range } from '@sallyport/documents';

import { Unreadable } from '../../parser.ts';
import type { LockFile } from '../../parser.ts';

type TextFile = Pick<LockFile, 'path' | 'text'>;

/** The root of a text in a format, an object. Throws `Unreadable` for a text that is not in it. */
export async function rootOf(format: DocumentFormat, file: TextFile): Promise<ObjectNode> {
  const root = await documentOf(format, file);
  if (root.kind !== 'object') throw new Unreadable('the file holds no object');
  return root;
}

/** The root of a text in a format, whatever it is. Throws `Unreadable` for a text that is not in it. */
export async function documentOf(format: DocumentFormat, file: TextFile): Promise<DocumentNode> {
  const [root] = await documentsOf(format, file);
  if (root === undefined) throw new Unreadable('the file is empty');
  return root;
}

/** The roots of a text of several documents. Throws `Unreadable` for a text that is not in the format. */
export async function documentsOf(format: DocumentFormat, file: TextFile): Promise<readonly DocumentNode[]> {
  const read = await parseAs(format, file.text);
  if (!read.ok) throw new Unreadable(`${read.error.line}:${read.error.column} ${read.error.message}`);
  return read.documents;
}

/** Like `rootOf`, for a second file that only adds to the first: undefined where it is absent or cannot be read. */
export async function rootIfReadable(
  format: DocumentFormat,
  file: TextFile | undefined,
): Promise<ObjectNode | undefined> {
  if (file === undefined) return undefined;
  const read = await parseAs(format, file.text);
  const root = read.ok ? read.documents[0] : undefined;
  return root?.kind === 'object' ? root : undefined;
}

/** The value of a key, at any depth. */
export function at(node: DocumentNode | undefined, ...keys: string[]): DocumentNode | undefined {
  let found = node;
  for (const key of keys) found = found?.kind === 'object' ? found.get(key) : undefined;
  return found;
}

/** The text of a scalar, numbers as they are written; undefined for everything else and for an empty text. */
export function textOf(node: DocumentNode | undefined): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const { value } = node;
  if (typeof value === 'number' || typeof value === 'bigint') return node.raw;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isTrue(node: DocumentNode | undefined): boolean {
  return node?.kind === 'scalar' && node.value === true;
}

export function entriesOf(node: DocumentNode | undefined): readonly ObjectEntry[] {
  return node?.kind === 'object' ? node.entries : [];
}

export function itemsOf(node: DocumentNode | undefined): readonly DocumentNode[] {
  return node?.kind === 'array' ? node.items : [];
}

/** The items of a list, or the one value that stands in its stead, as XML's readers give it. */
export function listOf(node: DocumentNode | undefined): readonly DocumentNode[] {
  if (node === undefined) return [];
  return node.kind === 'array' ? node.items : [node];
}

export function keysOf(node: DocumentNode | undefined): string[] {
  return entriesOf(node).map(({ key }) => key);
}

/** The texts of a list's items, others left out. */
export function textsOf(node: DocumentNode | undefined): string[] {
  return itemsOf(node).flatMap((item) => textOf(item) ?? []);
}

/** The place of a key together with its value. */
export function rangeOf({ source, start, value }: ObjectEntry): Range {
  return source.rangeOf(start, value.end);
}
