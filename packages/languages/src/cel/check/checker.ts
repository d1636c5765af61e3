import type { CelErrorCode } from '../errors.ts';
import type { Overload } from '../library/library.ts';
import type { CallExpr, CelExpr, FoldExpr, IdentExpr, ListExpr, MapExpr, SelectExpr } from '../syntax/ast.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DYN,
  ERROR,
  INT,
  NULL,
  STRING,
  UINT,
  formatType,
  isOptionalType,
  listOf,
  mapOf,
  optionalOf,
  param,
} from '../types.ts';
import type { CelType } from '../types.ts';
import { candidates } from './environment.ts';
import type { Environment } from './environment.ts';
import { qualifiedName } from './names.ts';
import {
  allAssignable,
  assignable,
  instantiate,
  isDyn,
  mostGeneral,
  paramNames,
  sameType,
  substitute,
  Substitution,
} from './unify.ts';

/** What the checker found a name or a call to mean. */
export type Reference =
  | { readonly kind: 'name'; readonly name: string; readonly local: boolean }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly overloads: readonly Overload[];
      /** True where what looks like a method's object is a part of the function's name. */
      readonly isQualified: boolean;
    };

interface CheckError {
  readonly code: CelErrorCode;
  readonly message: string;
  readonly at: number;
}

export interface Checked {
  readonly type: CelType;
  readonly types: ReadonlyMap<CelExpr, CelType>;
  readonly references: ReadonlyMap<CelExpr, Reference>;
  readonly errors: readonly CheckError[];
}

/** Finds the type of every part, and the overloads of every call; all errors at once. */
export function check(expr: CelExpr, environment: Environment): Checked {
  return new Checker(environment).run(expr);
}

const LITERALS: Readonly<Record<string, CelType>> = {
  null: NULL,
  bool: BOOL,
  int: INT,
  uint: UINT,
  double: DOUBLE,
  string: STRING,
  bytes: BYTES,
};
const CROSS_TYPE = /^(?:less|greater)(?:_equals)?_(?:int64|uint64|double)_(?:int64|uint64|double)$/;

class Checker {
  readonly #environment: Environment;
  readonly #types = new Map<CelExpr, CelType>();
  readonly #references = new Map<CelExpr, Reference>();
  readonly #errors: CheckError[] = [];
  readonly #scopes: Map<string, CelType>[] = [];
  readonly #substitution = new Substitution();
  #fresh = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  run(expr: CelExpr): Checked {
    this.#check(expr);
    const types = new Map<CelExpr, CelType>();
    for (const [part, type] of this.#types) types.set(part, substitute(this.#substitution, type, true));
    return { type: types.get(expr) ?? DYN, types, references: this.#references, errors: this.#errors };
  }

  #variable(): CelType {
    return param(`_var${this.#fresh++}`);
  }

  // oxlint-disable-next-line max-params -- an error's parts
  #error(at: number, code: CelErrorCode, message: string): CelType {
    this.#errors.push({ code, message, at });
    return ERROR;
  }

  #resolve(type: CelType): CelType {
    return substitute(this.#substitution, type, false);
  }

  #fits(a: CelType, b: CelType): boolean {
    return assignable(this.#substitution, a, b);
  }

  #check(expr: CelExpr): CelType {
    const type = this.#typeOf(expr);
    this.#types.set(expr, type);
    return type;
  }

  #typeOf(expr: CelExpr): CelType {
    switch (expr.kind) {
      case 'const':
        return LITERALS[expr.type] ?? DYN;
      case 'ident':
        return this.#ident(expr);
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'fold':
        return this.#fold(expr);
      default:
        return this.#error(
          expr.at,
          'cel_reference_error',
          `undeclared reference to '${expr.name}': there are no messages`,
        );
    }
  }

  #lookUp(name: string): { readonly type: CelType; readonly name: string; readonly local: boolean } | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const type = this.#scopes[i]?.get(name);
      if (type !== undefined) return { type, name, local: true };
    }
    const { container, variables, constants } = this.#environment;
    for (const candidate of candidates(container, name)) {
      const type = variables.get(candidate) ?? constants.get(candidate)?.type;
      if (type !== undefined) return { type, name: candidate, local: false };
    }
    return undefined;
  }

  #undeclared(at: number, name: string): CelType {
    return this.#error(
      at,
      'cel_reference_error',
      `undeclared reference to '${name}' (in container '${this.#environment.container}')`,
    );
  }

  #ident(expr: IdentExpr): CelType {
    const found = this.#lookUp(expr.name);
    if (found === undefined) return this.#undeclared(expr.at, expr.name);
    this.#references.set(expr, { kind: 'name', name: found.name, local: found.local });
    return found.type;
  }

  #select(expr: SelectExpr): CelType {
    const name = qualifiedName(expr);
    const found = name === undefined ? undefined : this.#lookUp(name);
    if (found !== undefined) {
      this.#references.set(expr, { kind: 'name', name: found.name, local: found.local });
      return found.type;
    }
    const type = this.#field(expr.at, expr.operand, false);
    return expr.test ? BOOL : this.#resolve(type);
  }

  #field(at: number, operand: CelExpr, optional: boolean): CelType {
    const type = this.#resolve(this.#check(operand));
    const isOptional = isOptionalType(type);
    const target = isOptional ? (type.params[0] ?? DYN) : type;
    let result: CelType = DYN;
    if (target.kind === 'map') result = target.params[1] ?? DYN;
    else if (target.kind === 'param') this.#fits(DYN, target);
    else if (!isDyn(target)) {
      this.#error(at, 'cel_type_error', `type '${formatType(type)}' does not support field selection`);
    }
    return isOptional || optional ? optionalOf(result) : result;
  }

  #function(name: string): { readonly name: string; readonly overloads: readonly Overload[] } | undefined {
    for (const candidate of candidates(this.#environment.container, name)) {
      const overloads = this.#environment.functions.get(candidate);
      if (overloads !== undefined) return { name: candidate, overloads };
    }
    return undefined;
  }

  #call(expr: CallExpr): CelType {
    if (expr.name === '_?._') return this.#optionalSelect(expr);
    if (expr.name === 'cel.@block') return this.#block(expr);
    const args = expr.args.map((arg) => this.#check(arg));
    if (expr.target === undefined) return this.#resolveCall(expr, this.#function(expr.name), args);
    const prefix = qualifiedName(expr.target);
    const qualified = prefix === undefined ? undefined : this.#function(`${prefix}.${expr.name}`);
    if (qualified !== undefined) return this.#resolveCall(expr, qualified, args, true);
    const target = this.#check(expr.target);
    return this.#resolveCall(expr, this.#function(expr.name), [target, ...args]);
  }

  /** `cel.block([a, b], body)`: each item is a variable of the next ones and of the body. */
  #block(expr: CallExpr): CelType {
    const [list, body] = expr.args as [CelExpr, CelExpr];
    const scope = new Map<string, CelType>();
    this.#scopes.push(scope);
    for (const [i, item] of (list.kind === 'list' ? list.items : []).entries())
      scope.set(`@index${i}`, this.#check(item));
    const type = this.#check(body);
    this.#scopes.pop();
    return this.#resolve(type);
  }

  #optionalSelect(expr: CallExpr): CelType {
    const [operand, field] = expr.args as [CelExpr, CelExpr];
    const type = this.#resolve(this.#field(expr.at, operand, true));
    this.#types.set(field, STRING);
    const overload = { id: 'select_optional_field' } as Overload;
    this.#references.set(expr, { kind: 'call', name: expr.name, overloads: [overload], isQualified: false });
    return type;
  }

  // oxlint-disable-next-line max-params -- a call, what it may be, and what it is called with
  #resolveCall(
    expr: CallExpr,
    found: { readonly name: string; readonly overloads: readonly Overload[] } | undefined,
    args: readonly CelType[],
    isQualified = false,
  ): CelType {
    if (found === undefined) return this.#undeclared(expr.at, expr.name);
    const method = expr.target !== undefined && !isQualified;
    const matching: Overload[] = [];
    let result: CelType | undefined;
    for (const overload of this.#possible(found.overloads, method, args)) {
      const type = this.#match(overload, args);
      if (type === undefined) continue;
      matching.push(overload);
      result = result === undefined || isDyn(result) || sameType(type, result) ? (result ?? type) : DYN;
    }
    if (result === undefined) return this.#noOverload(expr, method, args);
    this.#references.set(expr, { kind: 'call', name: found.name, overloads: matching, isQualified });
    return result;
  }

  #noOverload({ at, name }: CallExpr, method: boolean, args: readonly CelType[]): CelType {
    const shown = args.map((arg) => formatType(this.#resolve(arg)));
    const text = method ? `${shown[0] ?? ''}.(${shown.slice(1).join(', ')})` : `(${shown.join(', ')})`;
    return this.#error(at, 'cel_type_error', `found no matching overload for '${name}' applied to '${text}'`);
  }

  #possible(overloads: readonly Overload[], method: boolean, args: readonly CelType[]): Overload[] {
    const isKnown = args.every((arg) => !isDyn(this.#resolve(arg)));
    const crossTypes = this.#environment.crossTypeNumbers || !isKnown;
    return overloads.filter(
      ({ id, method: isMethod, params }) =>
        isMethod === method && params.length === args.length && (crossTypes || !CROSS_TYPE.test(id)),
    );
  }

  /** The result's type where the overload takes these operands. */
  #match(overload: Overload, args: readonly CelType[]): CelType | undefined {
    const names = new Set<string>();
    for (const type of [...overload.params, overload.result]) paramNames(type, names);
    const fresh = new Map(Array.from(names, (name) => [name, this.#variable()] as const));
    const params = overload.params.map((type) => instantiate(type, fresh));
    if (!allAssignable(this.#substitution, args, params)) return undefined;
    return this.#resolve(instantiate(overload.result, fresh));
  }

  /** The value's type inside an optional, where the element is written with `?`. */
  #unwrapped(expr: CelExpr, type: CelType, optional: boolean): CelType {
    if (!optional) return type;
    const resolved = this.#resolve(type);
    if (isOptionalType(resolved)) return resolved.params[0] ?? DYN;
    if (isDyn(resolved)) return DYN;
    return this.#error(
      expr.at,
      'cel_type_error',
      `expected type 'optional_type(${formatType(resolved)})' but found '${formatType(resolved)}'`,
    );
  }

  #join(previous: CelType | undefined, type: CelType): CelType {
    if (previous === undefined) return type;
    return this.#fits(previous, type) ? mostGeneral(previous, type) : DYN;
  }

  #list(expr: ListExpr): CelType {
    let of: CelType | undefined;
    for (const [i, item] of expr.items.entries()) {
      of = this.#join(of, this.#unwrapped(item, this.#check(item), expr.optional.has(i)));
    }
    return listOf(of ?? this.#variable());
  }

  #map(expr: MapExpr): CelType {
    let key: CelType | undefined;
    let value: CelType | undefined;
    for (const entry of expr.entries) {
      key = this.#join(key, this.#check(entry.key));
      value = this.#join(value, this.#unwrapped(entry.value, this.#check(entry.value), entry.optional));
    }
    return mapOf(key ?? this.#variable(), value ?? this.#variable());
  }

  #fold(expr: FoldExpr): CelType {
    const range = this.#resolve(this.#check(expr.range));
    const accu = this.#check(expr.init);
    const [first, second] = this.#elements(expr, range);
    const scope = new Map([[expr.accuVar, accu]]);
    this.#scopes.push(scope);
    const inner = new Map([[expr.iterVar, first]]);
    if (expr.iterVar2 !== undefined) inner.set(expr.iterVar2, second);
    this.#scopes.push(inner);
    this.#expect(expr.loopCondition, BOOL);
    this.#expect(expr.step, accu);
    this.#scopes.pop();
    const result = this.#check(expr.result);
    this.#scopes.pop();
    return this.#resolve(result);
  }

  #expect(expr: CelExpr, type: CelType): void {
    const found = this.#check(expr);
    if (this.#fits(type, found)) return;
    const [wanted, got] = [type, found].map((one) => formatType(this.#resolve(one)));
    this.#error(expr.at, 'cel_type_error', `expected type '${wanted}' but found '${got}'`);
  }

  /** The types of a fold's variables. */
  #elements(expr: FoldExpr, range: CelType): readonly [CelType, CelType] {
    const two = expr.iterVar2 !== undefined;
    switch (range.kind) {
      case 'list':
        return two ? [INT, range.params[0] ?? DYN] : [range.params[0] ?? DYN, DYN];
      case 'map':
        return [range.params[0] ?? DYN, range.params[1] ?? DYN];
      case 'dyn':
      case 'error':
      case 'param':
        this.#fits(DYN, range);
        return [DYN, DYN];
      default:
        this.#error(
          expr.range.at,
          'cel_type_error',
          `expression of type '${formatType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
        );
        return [ERROR, ERROR];
    }
  }
}
