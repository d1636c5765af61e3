import type { Scalar, Source } from '../source.ts';

/** Where something stands: offsets of its first character and behind its last; `source.rangeOf(start, end)` gives lines. */
export interface Placed {
  readonly start: number;
  readonly end: number;
}

/** A file in HCL's native syntax. */
export interface HclFile {
  readonly source: Source;
  readonly body: HclBody;
}

export interface HclBody extends Placed {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

export interface HclAttribute extends Placed {
  readonly name: string;
  /** Offset behind the name, which begins at `start`. */
  readonly nameEnd: number;
  readonly value: HclExpression;
}

export interface HclBlock extends Placed {
  readonly type: string;
  readonly labels: readonly HclLabel[];
  readonly body: HclBody;
}

export interface HclLabel extends Placed {
  readonly value: string;
}

export type HclExpression =
  | HclLiteral
  | HclTemplate
  | HclVariable
  | HclAttributeAccess
  | HclIndex
  | HclSplat
  | HclCall
  | HclUnary
  | HclBinary
  | HclConditional
  | HclTuple
  | HclObject
  | HclFor
  | HclParentheses;

/** A number, a boolean or null. Strings are templates. */
export interface HclLiteral extends Placed {
  readonly kind: 'literal';
  readonly value: Scalar;
}

/** A string, quoted or as a heredoc. One without interpolations has no part or one that is text. */
export interface HclTemplate extends Placed {
  readonly kind: 'template';
  readonly heredoc: boolean;
  readonly parts: readonly HclTemplatePart[];
}

export type HclTemplatePart = HclText | HclInterpolation | HclTemplateIf | HclTemplateFor;

/** Text between interpolations, its escapes resolved. */
export interface HclText extends Placed {
  readonly kind: 'text';
  readonly value: string;
}

/** `${ ... }`. */
export interface HclInterpolation extends Placed {
  readonly kind: 'interpolation';
  readonly value: HclExpression;
}

/** `%{ if ... }`. */
export interface HclTemplateIf extends Placed {
  readonly kind: 'if';
  readonly condition: HclExpression;
  readonly whenTrue: readonly HclTemplatePart[];
  readonly whenFalse: readonly HclTemplatePart[];
}

/** `%{ for ... }`. */
export interface HclTemplateFor extends Placed {
  readonly kind: 'for';
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: HclExpression;
  readonly body: readonly HclTemplatePart[];
}

export interface HclVariable extends Placed {
  readonly kind: 'variable';
  readonly name: string;
}

/** `of.name`. */
export interface HclAttributeAccess extends Placed {
  readonly kind: 'attribute';
  readonly of: HclExpression;
  readonly name: string;
}

/** `of[key]`, and the old `of.0`. */
export interface HclIndex extends Placed {
  readonly kind: 'index';
  readonly of: HclExpression;
  readonly key: HclExpression;
}

/** `of[*]` (full) or `of.*`; what follows is applied to each element, which `each` calls by the variable `*`. */
export interface HclSplat extends Placed {
  readonly kind: 'splat';
  readonly of: HclExpression;
  readonly full: boolean;
  readonly each: HclExpression;
}

export interface HclCall extends Placed {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly HclExpression[];
  /** The last argument is followed by `...`. */
  readonly expand: boolean;
}

export interface HclUnary extends Placed {
  readonly kind: 'unary';
  readonly operator: '!' | '-';
  readonly operand: HclExpression;
}

export type HclOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

export interface HclBinary extends Placed {
  readonly kind: 'binary';
  readonly operator: HclOperator;
  readonly left: HclExpression;
  readonly right: HclExpression;
}

export interface HclConditional extends Placed {
  readonly kind: 'conditional';
  readonly condition: HclExpression;
  readonly whenTrue: HclExpression;
  readonly whenFalse: HclExpression;
}

export interface HclTuple extends Placed {
  readonly kind: 'tuple';
  readonly items: readonly HclExpression[];
}

export interface HclObject extends Placed {
  readonly kind: 'object';
  readonly items: readonly HclObjectItem[];
}

/** A key that is a bare name is text, whatever variables of that name exist: see `keyName`. */
export interface HclObjectItem {
  readonly key: HclExpression;
  /** The key where it is written as a name or a string without interpolation. */
  readonly keyName: string | undefined;
  readonly value: HclExpression;
}

/** `[for ...]`, or `{for ...}` where `key` is set. */
export interface HclFor extends Placed {
  readonly kind: 'for';
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: HclExpression;
  readonly key: HclExpression | undefined;
  readonly value: HclExpression;
  readonly condition: HclExpression | undefined;
  /** `...` groups values by key. */
  readonly group: boolean;
}

export interface HclParentheses extends Placed {
  readonly kind: 'parentheses';
  readonly inner: HclExpression;
}
