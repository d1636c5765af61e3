import type { CelValue } from '../values.ts';

interface Node {
  /** Offset in the source: of an operator, of a call's parenthesis, or of the part's first character. */
  readonly at: number;
  /** Levels of parts beneath, this one counted. */
  readonly height: number;
}

/** A parsed expression, macros expanded. */
export type CelExpr = ConstExpr | IdentExpr | SelectExpr | CallExpr | ListExpr | MapExpr | MessageExpr | FoldExpr;

export interface ConstExpr extends Node {
  readonly kind: 'const';
  readonly type: 'null' | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes';
  readonly value: CelValue;
}

export interface IdentExpr extends Node {
  readonly kind: 'ident';
  /** With a leading dot where the name is absolute. */
  readonly name: string;
}

export interface SelectExpr extends Node {
  readonly kind: 'select';
  readonly operand: CelExpr;
  readonly field: string;
  /** `has(a.b)`: asks whether the field is there. */
  readonly test: boolean;
}

export interface CallExpr extends Node {
  readonly kind: 'call';
  readonly target: CelExpr | undefined;
  readonly name: string;
  readonly args: readonly CelExpr[];
}

export interface ListExpr extends Node {
  readonly kind: 'list';
  readonly items: readonly CelExpr[];
  /** Indices of items written `?item`. */
  readonly optional: ReadonlySet<number>;
}

export interface EntryExpr {
  readonly key: CelExpr;
  readonly value: CelExpr;
  readonly optional: boolean;
}

export interface MapExpr extends Node {
  readonly kind: 'map';
  readonly entries: readonly EntryExpr[];
}

export interface MessageExpr extends Node {
  readonly kind: 'message';
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly value: CelExpr; readonly optional: boolean }[];
}

/** What a macro means, beside the fold that it expands to; evaluated without the fold's copies. */
export type FoldForm =
  | 'all'
  | 'exists'
  | 'existsOne'
  | 'map'
  | 'filter'
  | 'transformList'
  | 'transformMap'
  | 'transformMapEntry'
  | 'bind';

/** A comprehension: a fold over a list or a map. */
export interface FoldExpr extends Node {
  readonly kind: 'fold';
  readonly form: FoldForm;
  /** The parts that the user wrote: a condition where there is one, then what is collected. */
  readonly condition: CelExpr | undefined;
  readonly body: CelExpr;
  readonly iterVar: string;
  readonly iterVar2: string | undefined;
  readonly range: CelExpr;
  readonly accuVar: string;
  readonly init: CelExpr;
  readonly loopCondition: CelExpr;
  readonly step: CelExpr;
  readonly result: CelExpr;
}
