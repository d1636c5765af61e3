import type { Value } from '../../shared/values.ts';

/**
 * The syntax tree of a Rego module. `at` is an offset into the module's text; the parser's output is not changed
 * by the compiler, except that `Var.id` is filled in when names are resolved.
 */
export type Term = Const | Var | Ref | ArrayTerm | SetTerm | ObjectTerm | Call | Comprehension | Template;

export interface Const {
  readonly kind: 'const';
  readonly value: Value;
  readonly at: number;
}
export interface Var {
  readonly kind: 'var';
  readonly name: string;
  readonly at: number;
}
/** `head.a[b]`: a path into a document, a local value, a call's result or a literal. */
export interface Ref {
  readonly kind: 'ref';
  readonly head: Term;
  readonly path: readonly Term[];
  readonly at: number;
}
interface ArrayTerm {
  readonly kind: 'array';
  readonly items: readonly Term[];
  readonly at: number;
}
interface SetTerm {
  readonly kind: 'set';
  readonly items: readonly Term[];
  readonly at: number;
}
interface ObjectTerm {
  readonly kind: 'object';
  readonly entries: readonly (readonly [Term, Term])[];
  readonly at: number;
}
/** A call by name; operators are calls of `plus`, `eq`, `assign` and so on, with `infix` set. */
export interface Call {
  readonly kind: 'call';
  readonly name: readonly string[];
  readonly args: readonly Term[];
  readonly at: number;
  readonly infix?: boolean;
}
export interface Comprehension {
  readonly kind: 'comprehension';
  readonly of: 'array' | 'set' | 'object';
  /** The value; for objects the key comes first. */
  readonly key?: Term;
  readonly value: Term;
  readonly body: Body;
  readonly at: number;
}
interface Template {
  readonly kind: 'template';
  readonly parts: readonly (string | Term)[];
  readonly at: number;
}

export type Body = readonly Literal[];

export interface With {
  readonly target: Term;
  readonly value: Term;
  readonly at: number;
}

interface LiteralCommon {
  readonly at: number;
  readonly end: number;
  readonly negated: boolean;
  readonly with: readonly With[];
}
interface ExprLiteral extends LiteralCommon {
  readonly kind: 'expr';
  readonly term: Term;
}
interface SomeLiteral extends LiteralCommon {
  readonly kind: 'some';
  readonly names: readonly Var[];
}
export interface SomeInLiteral extends LiteralCommon {
  readonly kind: 'somein';
  readonly key?: Term;
  readonly value: Term;
  readonly domain: Term;
}
export interface EveryLiteral extends LiteralCommon {
  readonly kind: 'every';
  readonly key?: Var;
  readonly value: Var;
  readonly domain: Term;
  readonly body: Body;
}
export type Literal = ExprLiteral | SomeLiteral | SomeInLiteral | EveryLiteral;

export interface Head {
  /** The reference as written, package left out: a name, then constants or terms. */
  readonly name: string;
  readonly path: readonly Term[];
  readonly args?: readonly Term[];
  /** `contains`, or `p[x]` of v0. */
  readonly member?: Term;
  readonly value?: Term;
  /** `:=` was written. */
  readonly assigned: boolean;
  readonly at: number;
}

export interface Rule {
  readonly head: Head;
  readonly body: Body;
  readonly isDefault: boolean;
  readonly otherwise?: Rule;
  readonly at: number;
  readonly end: number;
}

export interface Import {
  readonly path: readonly string[];
  readonly alias?: string;
  readonly at: number;
}

export interface Comment {
  readonly text: string;
  readonly at: number;
  readonly line: number;
  /** True where nothing but space stands before it on its line. */
  readonly own: boolean;
}

export type RegoVersion = 'v0' | 'v1';

export interface Module {
  readonly file: string;
  readonly text: string;
  readonly package: readonly string[];
  readonly packageAt: number;
  readonly imports: readonly Import[];
  readonly rules: readonly Rule[];
  readonly comments: readonly Comment[];
  readonly version: RegoVersion;
}
