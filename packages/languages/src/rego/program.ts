import { messageOf, systemClock, systemRandom } from '@sallyport/kernel';
import type { Clock, Random } from '@sallyport/kernel';

import { RegexCache } from '../shared/regex.ts';
import type { Value } from '../shared/values.ts';
import { isPlain } from '../shared/values.ts';
import type { Builtin } from './builtins/builtin.ts';
import { builtinFor } from './builtins/index.ts';
import type { Marks } from './compile/plan-terms.ts';
import { compileModules } from './compile/compile.ts';
import type { Compiled } from './compile/compile.ts';
import { QUERY_PACKAGE, findNode } from './compile/tree.ts';
import type { TreeNode } from './compile/tree.ts';
import { Halt } from './errors.ts';
import type { RegoError } from './errors.ts';
import { queryModule } from './query.ts';
import type { QueryRow } from './query.ts';
import { documentOf } from './run/documents.ts';
import { link } from './run/link.ts';
import type { Tracer } from './run/link.ts';
import { baseAt } from './run/runtime.ts';
import type { Context } from './run/context.ts';
import { DEFAULT_REGO_LIMITS, Session } from './run/session.ts';
import type { RegoLimits, SessionOptions } from './run/session.ts';
import type { Module, RegoVersion } from './syntax/ast.ts';
import { annotationsOf, metadataFor } from './syntax/annotations.ts';
import { parseModule } from './syntax/parser.ts';

export interface RegoSource {
  /** Shown in errors. */
  readonly path: string;
  readonly text: string;
  readonly version?: RegoVersion;
}

export interface RegoOptions {
  readonly modules: readonly RegoSource[];
  /** Base documents: what `data` holds beside the rules. Taken as it is and never changed. */
  readonly data?: Value;
  readonly limits?: Partial<RegoLimits>;
  /** Language of modules that do not say their own; v1 unless given. */
  readonly version?: RegoVersion;
  /** True: a builtin's error ends the evaluation. False: it is undefined, as in OPA. */
  readonly strictBuiltinErrors?: boolean;
  /** True: closures instead of generated code, for runtimes that forbid code generation. */
  readonly interpreted?: boolean;
  readonly clock?: Clock;
  readonly random?: Random;
  /** What `opa.runtime().env` shows; nothing unless given. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Functions beside the builtins, or in their place: `{ 'http.send': … }`. */
  readonly functions?: Readonly<Record<string, HostFunction>>;
  /** Takes what `print` writes. */
  readonly print?: SessionOptions['print'];
  /** Told of every literal that is reached; makes evaluation slower. */
  readonly trace?: { readonly marks: Marks; readonly tracer: Tracer };
}

/** A function that policies call by name, and that the host computes. It must not wait for anything. */
export interface HostFunction {
  /** Number of operands. */
  readonly arity: number;
  /** Undefined is no result; what is thrown ends the evaluation. */
  run(...operands: readonly Value[]): Value | undefined;
}

export type RegoResult = { readonly value: Value | undefined } | { readonly error: RegoError };

export interface EvalOptions {
  readonly limits?: Partial<RegoLimits>;
  readonly data?: Value;
}

/** Compiled modules, ready to be asked. Evaluations of one program do not disturb each other. */
export interface RegoProgram {
  /** The document at a path such as `data.example.deny`; undefined where nothing is there. */
  eval(entrypoint: string | readonly string[], input?: Value, options?: EvalOptions): RegoResult;
  /** Every way to make a query true. */
  query(
    text: string,
    input?: Value,
    options?: EvalOptions,
  ): { readonly rows: readonly QueryRow[] } | { readonly errors: readonly RegoError[] };
  readonly modules: readonly Module[];
}

/** Compiles policies. Everything that is wrong with them is in `errors`; nothing is thrown. */
export function compileRego(options: RegoOptions): { readonly errors: readonly RegoError[] } | RegoProgram {
  return compileProgram(options);
}

/** The same, with what explanations and tests look into. */
export function compileProgram(options: RegoOptions): { readonly errors: readonly RegoError[] } | Program {
  const modules: Module[] = [];
  const errors: RegoError[] = [];
  for (const { path, text, version } of options.modules) {
    const parsed = parseModule({ file: path, text }, version ?? options.version ?? 'v1');
    if ('errors' in parsed) errors.push(...parsed.errors);
    else modules.push(parsed);
  }
  for (const module of modules) errors.push(...annotationsOf(module).errors);
  if (errors.length > 0) return { errors };
  const compiled = compileModules(modules, { metadata: metadataFor(modules), functions: aritiesOf(options) });
  return compiled.errors.length > 0 ? { errors: compiled.errors } : new Program(modules, compiled, options);
}

function aritiesOf({ functions = {} }: RegoOptions): Map<string, number> {
  return new Map(Object.entries(functions).map(([name, { arity }]) => [name, arity]));
}

function hostBuiltin({ functions }: RegoOptions, name: string): Builtin | undefined {
  const own = functions !== undefined && Object.hasOwn(functions, name) ? functions[name] : undefined;
  return own === undefined ? undefined : (_, ...operands: Value[]) => own.run(...operands);
}

export class Program implements RegoProgram {
  readonly modules: readonly Module[];
  readonly compiled: Compiled;
  readonly #options: RegoOptions;
  readonly #data: Value;
  readonly #session: SessionOptions;
  readonly #queries = new Map<string, { program: Program; text: string } | { errors: readonly RegoError[] }>();
  #generation = 0;

  constructor(modules: readonly Module[], compiled: Compiled, options: RegoOptions) {
    this.modules = modules;
    this.compiled = compiled;
    this.#options = options;
    this.#data = options.data ?? {};
    this.#session = {
      limits: { ...DEFAULT_REGO_LIMITS, ...options.limits },
      strictBuiltinErrors: options.strictBuiltinErrors ?? false,
      clock: options.clock ?? systemClock,
      random: options.random ?? systemRandom,
      regexes: new RegexCache(),
      environment: options.environment ?? {},
      print: options.print,
    };
    link({
      tree: compiled.tree,
      replaced: compiled.replaced,
      builtins: (name) => hostBuiltin(options, name) ?? builtinFor(name),
      interpreted: options.interpreted ?? false,
      marks: options.trace?.marks,
      tracer: options.trace?.tracer,
    });
  }

  eval(entrypoint: string | readonly string[], input?: Value, options?: EvalOptions): RegoResult {
    const path =
      typeof entrypoint === 'string'
        ? entrypoint
            .replace(/^data\.?/, '')
            .split('.')
            .filter((name) => name !== '')
        : entrypoint;
    return this.#guarded(() => this.#at(this.#context(input, options), path));
  }

  /** The document at a path as an earlier evaluation saw it at some place: with its input, and with what `with` replaced there. */
  evalIn(context: Context, path: readonly string[]): RegoResult {
    const session = new Session(this.#session);
    return this.#guarded(() => this.#at({ ...context, session, memo: null, generation: ++this.#generation }, path));
  }

  #at(context: Context, path: readonly string[]): Value | undefined {
    const node = findNode(this.compiled.tree.root, path);
    return node === undefined ? this.#inside(context, path) : documentOf(context, node);
  }

  /** A path that leads into a rule's value or into base data. */
  #inside(context: Context, path: readonly string[]): Value | undefined {
    let node: TreeNode = this.compiled.tree.root;
    for (const [i, name] of path.entries()) {
      const child = node.children.get(name);
      if (child === undefined) {
        if (node.group === undefined) break;
        const value = documentOf(context, node);
        return value === undefined ? undefined : baseAt({ ...context, data: value }, path.slice(i));
      }
      node = child;
    }
    return baseAt(context, path);
  }

  query(
    text: string,
    input?: Value,
    options?: EvalOptions,
  ): { rows: readonly QueryRow[] } | { errors: readonly RegoError[] } {
    const prepared = this.#prepare(text);
    if ('errors' in prepared) return prepared;
    const result = prepared.program.eval([QUERY_PACKAGE, 'rows'], input, options);
    if ('error' in result) return { errors: [result.error] };
    const rows = (result.value ?? []) as unknown as readonly (readonly [Value, Value])[];
    return {
      rows: rows.map(([bindings, expressions]) => ({
        bindings: isPlain(bindings) ? bindings : {},
        expressions: expressions as readonly Value[],
      })),
    };
  }

  #prepare(text: string): { program: Program } | { errors: readonly RegoError[] } {
    const known = this.#queries.get(text);
    if (known !== undefined) return known;
    const made = this.#compileQuery(text);
    if (this.#queries.size > 64) this.#queries.clear();
    this.#queries.set(text, made);
    return made;
  }

  #compileQuery(text: string): { program: Program; text: string } | { errors: readonly RegoError[] } {
    const module = queryModule(text);
    if ('errors' in module) return module;
    const modules = [...this.modules, module];
    const compiled = compileModules(modules, {
      metadata: metadataFor(this.modules),
      functions: aritiesOf(this.#options),
    });
    if (compiled.errors.length > 0) return { errors: compiled.errors };
    return { program: new Program(modules, compiled, this.#options), text };
  }

  #context(input: Value | undefined, options: EvalOptions | undefined): Context {
    const limits =
      options?.limits === undefined
        ? this.#session
        : { ...this.#session, limits: { ...this.#session.limits, ...options.limits } };
    return {
      session: new Session(limits),
      input,
      data: options?.data ?? this.#data,
      replaced: null,
      mocks: null,
      memo: null,
      generation: ++this.#generation,
    };
  }

  #guarded(run: () => Value | undefined): RegoResult {
    try {
      return { value: run() };
    } catch (error) {
      if (error instanceof Halt) return { error: error.error };
      if (error instanceof RangeError)
        return { error: { code: 'eval_cancel_error', message: 'evaluation nested too deeply' } };
      // A bug of ours or of a host function: the caller gets an error like any other, so that a gate stays closed.
      return { error: { code: 'eval_internal_error', message: messageOf(error) } };
    }
  }
}
