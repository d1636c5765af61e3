import type { ByteSet } from './byte-set.ts';

/**
 * A pattern as a tree over bytes. Texts are searched as bytes (UTF-8 read as Latin-1), so a set holds bytes, a character
 * beyond ASCII is a sequence, and letter case is already spelled out in the sets.
 */
export type Node =
  | { readonly kind: 'set'; readonly set: ByteSet }
  | { readonly kind: 'seq'; readonly items: readonly Node[] }
  | { readonly kind: 'alt'; readonly options: readonly Node[] }
  | Repeat
  | { readonly kind: 'group'; readonly index: number; readonly item: Node }
  | { readonly kind: 'assert'; readonly what: Assertion };

export interface Repeat {
  readonly kind: 'repeat';
  readonly item: Node;
  readonly min: number;
  /** Infinity where unbounded. */
  readonly max: number;
  readonly greedy: boolean;
}

/** Zero-width conditions. `text…` means the whole text, `line…` any line of it. */
export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'boundary' | 'no-boundary';

export interface Pattern {
  readonly root: Node;
  /** How many capturing groups there are. */
  readonly groups: number;
}

export const EMPTY: Node = { kind: 'seq', items: [] };
