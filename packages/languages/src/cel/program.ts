import { messageOf, systemClock } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';

import { RegexCache } from '../shared/regex.ts';
import { check } from './check/checker.ts';
import type { Checked } from './check/checker.ts';
import { environmentOf } from './check/environment.ts';
import type { Environment } from './check/environment.ts';
import { COSTS } from './cost/call-costs.ts';
import { estimate } from './cost/estimate.ts';
import type { Range, SizeHints } from './cost/estimate.ts';
import type { CostModel } from './cost/model.ts';
import { Halt, positionOf } from './errors.ts';
import type { CelError } from './errors.ts';
import { DEFAULT_LIBRARIES, librariesNamed } from './library/index.ts';
import { readyLibrary } from './library/library.ts';
import type { OverloadSpec, ReadyLibrary } from './library/library.ts';
import { generate } from './run/generate.ts';
import { interpret } from './run/interpret.ts';
import type { CelFunction } from './run/frame.ts';
import { lower } from './run/lower.ts';
import type { Lowered } from './run/lower.ts';
import type { Activation } from './run/operations.ts';
import { DEFAULT_CEL_LIMITS, Session } from './run/session.ts';
import type { CelLimits } from './run/session.ts';
import type { CelExpr } from './syntax/ast.ts';
import { parseExpression } from './syntax/parser.ts';
import { formatType, parseType } from './types.ts';
import type { CelType } from './types.ts';
import type { CelValue } from './values.ts';

export interface CelOptions {
  /** The variables of the expression and their types: `{ object: 'dyn', names: 'list(string)' }`. */
  readonly variables?: Readonly<Record<string, string | CelType>>;
  /** Libraries by name, beside the language itself; `DEFAULT_LIBRARIES` unless given. */
  readonly libraries?: readonly string[];
  /** Functions of the host, by name: `{ lookup: [['lookup_string', '(string) -> string', run]] }`. */
  readonly functions?: Readonly<Record<string, readonly OverloadSpec[]>>;
  /** The name in whose scope short names are looked up. */
  readonly container?: string;
  /** The type that the expression must have; one of `dyn` may have any at run time. */
  readonly resultType?: string;
  /** Compares numbers of different types with `<` and its like, as Kubernetes does; true unless given. */
  readonly crossTypeNumbers?: boolean;
  /** Fields between backquotes; true unless given. */
  readonly quotedFields?: boolean;
  /** No static check: what is wrong fails when it is evaluated. */
  readonly unchecked?: boolean;
  /** Closures instead of generated code, for runtimes that forbid code generation. */
  readonly interpreted?: boolean;
  readonly limits?: Partial<CelLimits & CelSourceLimits>;
  readonly clock?: Clock;
}

/** Bounds on the text of an expression. */
export interface CelSourceLimits {
  /** Longest text, in characters. */
  readonly sourceLength: number;
  /** Deepest nesting. */
  readonly depth: number;
  /** Most parts, macros expanded. */
  readonly nodes: number;
}

const DEFAULT_SOURCE_LIMITS: CelSourceLimits = { sourceLength: 100_000, depth: 250, nodes: 100_000 };

export interface EvaluateOptions {
  /** Most cost, in Kubernetes' units. Where it is given, cost is counted, and told in the result. */
  readonly costLimit?: number;
  readonly limits?: Partial<CelLimits>;
}

/** The value, or why there is none; `cost` where a limit on it was given. */
export type CelResult =
  | { readonly value: CelValue; readonly cost?: number }
  | { readonly error: CelError; readonly cost?: number };

/** A compiled expression. Evaluations do not disturb each other. */
export interface CelProgram {
  readonly source: string;
  /** The static type, such as `bool`; `dyn` where it is not checked. */
  readonly type: string;
  /** The parsed expression, macros expanded; `at` is an offset in the source. */
  readonly ast: CelExpr;
  /** Types and references by part; undefined where the expression is not checked. */
  readonly checked: Checked | undefined;
  /**
   * Evaluates with these variables. Values are JSON as it is, or values of this package (`celValue` makes them);
   * objects are read where they are used, so a property may be a getter that computes its value.
   */
  evaluate(activation: Activation, options?: EvaluateOptions): CelResult;
  /** The least and the most that an evaluation costs, from what is known of the variables' sizes. */
  estimateCost(sizes?: SizeHints): Range;
}

/** Compiles an expression. Everything that is wrong with it is in `errors`. */
export function compileCel(
  source: string,
  options: CelOptions = {},
): { readonly errors: readonly CelError[] } | CelProgram {
  const libraries = librariesOf(options);
  try {
    const ast = parse(source, libraries, options);
    const variables = Object.entries(options.variables ?? {}).map(([name, type]) => [name, typeOf(type)] as const);
    const environment = environmentOf({
      variables: new Map(variables),
      libraries,
      container: options.container ?? '',
      crossTypeNumbers: options.crossTypeNumbers ?? true,
    });
    const checked = options.unchecked === true ? undefined : check(ast, environment);
    const errors = checked === undefined ? [] : [...checked.errors, ...resultErrors(ast, checked, options)];
    if (errors.length > 0) return { errors: errors.map((error) => located(source, error)) };
    return new Program(source, { ast, checked, environment, options });
  } catch (error) {
    if (error instanceof Halt) return { errors: [located(source, error)] };
    throw error;
  }
}

function librariesOf({ libraries, functions }: CelOptions): ReadyLibrary[] {
  const found = librariesNamed(['standard', ...(libraries ?? DEFAULT_LIBRARIES)]);
  return functions === undefined ? found : [...found, readyLibrary({ name: 'host', functions })];
}

function typeOf(type: string | CelType): CelType {
  return typeof type === 'string' ? parseType(type) : type;
}

function parse(source: string, libraries: readonly ReadyLibrary[], { limits, quotedFields }: CelOptions): CelExpr {
  const { sourceLength, depth, nodes } = { ...DEFAULT_SOURCE_LIMITS, ...limits };
  return parseExpression(source, {
    // What a library adds comes first, so that it can take a call before the language's own macro.
    macros: libraries.toReversed().flatMap(({ macros }) => macros ?? []),
    optionals: libraries.some(({ name }) => name === 'optionals'),
    quotedFields: quotedFields ?? true,
    maxSource: sourceLength,
    maxDepth: depth,
    maxNodes: nodes,
  });
}

function resultErrors(ast: CelExpr, { type }: Checked, { resultType }: CelOptions): Checked['errors'] {
  if (resultType === undefined || type.kind === 'dyn' || type.kind === 'error') return [];
  const wanted = formatType(parseType(resultType));
  const found = formatType(type);
  if (wanted === found) return [];
  return [
    { code: 'cel_type_error', message: `the expression must be of type '${wanted}' but is '${found}'`, at: ast.at },
  ];
}

function located(
  source: string,
  { code, message, at }: { code: CelError['code']; message: string; at?: number | undefined },
): CelError {
  return at === undefined ? { code, message } : { code, message, ...positionOf(source, at) };
}

interface Parts {
  readonly ast: CelExpr;
  readonly checked: Checked | undefined;
  readonly environment: Environment;
  readonly options: CelOptions;
}

class Program implements CelProgram {
  readonly source: string;
  readonly ast: CelExpr;
  readonly type: string;
  readonly checked: Checked | undefined;
  readonly #lowered: Lowered;
  readonly #interpreted: boolean;
  readonly #limits: CelLimits;
  readonly #clock: Clock;
  readonly #regexes = new RegexCache();
  #plain: CelFunction | undefined;
  #costed: CelFunction | undefined;

  constructor(source: string, { ast, checked, environment, options }: Parts) {
    this.source = source;
    this.ast = ast;
    this.checked = checked;
    this.type = checked === undefined ? 'dyn' : formatType(checked.type);
    this.#lowered = lower(ast, environment, checked);
    this.#interpreted = options.interpreted ?? false;
    this.#limits = { ...DEFAULT_CEL_LIMITS, ...options.limits };
    this.#clock = options.clock ?? systemClock;
  }

  evaluate(activation: Activation, options?: EvaluateOptions): CelResult {
    const costLimit = options?.costLimit;
    const limits = options?.limits === undefined ? this.#limits : { ...this.#limits, ...options.limits };
    const session = new Session(limits, this.#clock, this.#regexes, costLimit ?? Infinity);
    try {
      const run =
        costLimit === undefined ? (this.#plain ??= this.#make(undefined)) : (this.#costed ??= this.#make(COSTS));
      const value = run(activation, session);
      return costLimit === undefined ? { value } : { value, cost: session.cost };
    } catch (error) {
      const failed = this.#error(error, session);
      return costLimit === undefined ? { error: failed } : { error: failed, cost: session.cost };
    }
  }

  estimateCost(sizes: SizeHints = {}): Range {
    return estimate(this.#lowered.node, this.#lowered.types, sizes);
  }

  #make(costs: CostModel | undefined): CelFunction {
    const { node } = this.#lowered;
    return this.#interpreted ? interpret(node, costs) : generate(node, costs);
  }

  #error(error: unknown, session: Session): CelError {
    if (error instanceof Halt) return located(this.source, { ...error, at: error.at ?? session.at });
    if (error instanceof RangeError) return { code: 'size_exceeded', message: 'the evaluation is nested too deeply' };
    // A bug of ours or of a host function: the caller gets an error like any other, so that a gate stays closed.
    return located(this.source, { code: 'internal_error', message: messageOf(error), at: session.at });
  }
}
