/**
 * What stands in the log for a body: the body itself up to the limit, and beyond it (or where a
 * body would read as one) a reference by digest. So a reader always knows which of the two it has.
 */
import { digestOf, isDigest } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { parseCount } from './encoding.ts';
import { MAX_ENTRY_BYTES } from './tiles.ts';

const REFERENCE = 'sallyport.ledger/body-reference/v1\n';

export interface BodyReference {
  readonly digest: Digest;
  readonly sizeBytes: number;
}

export type LogEntry =
  | { readonly kind: 'inline'; readonly leaf: Uint8Array }
  | { readonly kind: 'reference'; readonly leaf: Uint8Array; readonly reference: BodyReference };

/** The leaf that stands for `body`. */
export function entryOf(body: Uint8Array): LogEntry {
  if (body.length <= MAX_ENTRY_BYTES && !startsAsReference(body)) return { kind: 'inline', leaf: body };
  const reference = { digest: digestOf(body), sizeBytes: body.length };
  const leaf = Buffer.from(`${REFERENCE}${reference.digest}\n${reference.sizeBytes}\n`, 'utf8');
  return { kind: 'reference', leaf, reference };
}

/** The reference in a leaf; undefined where the leaf is the body itself. */
export function referenceIn(leaf: Uint8Array): BodyReference | undefined {
  if (!startsAsReference(leaf)) return undefined;
  const [digest = '', size = '', ...rest] = Buffer.from(leaf).toString('latin1').slice(REFERENCE.length).split('\n');
  const sizeBytes = parseCount(size);
  if (!isDigest(digest) || sizeBytes === undefined || rest.join('\n') !== '') return undefined;
  return { digest, sizeBytes };
}

function startsAsReference(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, REFERENCE.length)).toString('latin1') === REFERENCE;
}
