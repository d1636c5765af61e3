/** Kinds of tokens, as YAML's own grammar of productions does not name them but every reader of it has them. */
export const TokenKind = {
  streamEnd: 0,
  directive: 1,
  documentStart: 2,
  documentEnd: 3,
  blockSequenceStart: 4,
  blockMappingStart: 5,
  blockEnd: 6,
  flowSequenceStart: 7,
  flowSequenceEnd: 8,
  flowMappingStart: 9,
  flowMappingEnd: 10,
  blockEntry: 11,
  flowEntry: 12,
  key: 13,
  value: 14,
  alias: 15,
  anchor: 16,
  tag: 17,
  scalar: 18,
} as const;

export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** The text of a scalar, the name of an anchor or alias, a tag, a directive. */
  readonly text: string;
  /** Of a scalar: whether it is plain and on one line, so that its text decides on its type. */
  readonly plain: boolean;
}

export function token(kind: TokenKind, start: number, end: number, text = ''): Token {
  return { kind, start, end, text, plain: false };
}
