import { Halt } from '../errors.ts';
import { DYN } from '../types.ts';
import type { CelType } from '../types.ts';

/** Most steps of comparing types in one check: types that hold a variable twice can double at every level. */
const MAX_WORK = 2_000_000;

/** What stands for a type variable, by its name. What a failed attempt has bound is taken back. */
export class Substitution {
  readonly #found = new Map<string, CelType>();
  readonly #trail: (readonly [string, CelType | undefined])[] = [];
  #work = 0;

  get(name: string): CelType | undefined {
    return this.#found.get(name);
  }

  bind(name: string, type: CelType): void {
    this.#trail.push([name, this.#found.get(name)]);
    this.#found.set(name, type);
  }

  step(): void {
    if (++this.#work > MAX_WORK) throw new Halt('cel_limit_error', 'the types of the expression are too large', 0);
  }

  /** True where the attempt succeeds; else nothing has changed. */
  attempt(run: () => boolean): boolean {
    if (run()) {
      this.#trail.length = 0;
      return true;
    }
    for (let last = this.#trail.pop(); last !== undefined; last = this.#trail.pop()) {
      const [name, before] = last;
      if (before === undefined) this.#found.delete(name);
      else this.#found.set(name, before);
    }
    return false;
  }
}

export function isDyn(type: CelType): boolean {
  return type.kind === 'dyn' || type.kind === 'error';
}

export function sameType(a: CelType, b: CelType): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.name !== b.name || a.params.length !== b.params.length) return false;
  return a.params.every((param, i) => sameType(param, b.params[i] as CelType));
}

/** The type with its variables replaced; those that nothing stands for become `dyn` where `toDyn` is set. */
export function substitute(substitution: Substitution, type: CelType, toDyn: boolean): CelType {
  substitution.step();
  const found = type.kind === 'param' ? substitution.get(type.name) : undefined;
  if (found !== undefined) return substitute(substitution, found, toDyn);
  if (type.kind === 'param') return toDyn ? DYN : type;
  if (type.params.length === 0) return type;
  return { ...type, params: type.params.map((param) => substitute(substitution, param, toDyn)) };
}

/** Replaces declared parameters such as `T` by fresh variables. */
export function instantiate(type: CelType, fresh: ReadonlyMap<string, CelType>): CelType {
  if (type.kind === 'param') return fresh.get(type.name) ?? type;
  if (type.params.length === 0) return type;
  return { ...type, params: type.params.map((param) => instantiate(param, fresh)) };
}

export function paramNames(type: CelType, names: Set<string>): void {
  if (type.kind === 'param') names.add(type.name);
  for (const param of type.params) paramNames(param, names);
}

/** The more general of two types that agree. */
export function mostGeneral(a: CelType, b: CelType): CelType {
  return isAsGeneral(a, b) ? a : b;
}

function isAsGeneral(a: CelType, b: CelType): boolean {
  if (isDyn(a) || a.kind === 'param') return true;
  if (isDyn(b) || b.kind === 'param') return false;
  if (a.kind === 'wrapper' && b.kind !== 'wrapper') return true;
  if (b.kind === 'null' && nullable(a)) return true;
  if (a.kind !== b.kind || a.name !== b.name || a.params.length !== b.params.length) return false;
  return a.params.every((param, i) => isAsGeneral(param, b.params[i] as CelType));
}

/** True where the variable does not occur in the type: a type that holds itself has no end. */
function isFree(substitution: Substitution, name: string, type: CelType): boolean {
  substitution.step();
  if (type.kind === 'param') {
    if (type.name === name) return false;
    const found = substitution.get(type.name);
    return found === undefined || isFree(substitution, name, found);
  }
  return type.params.every((param) => isFree(substitution, name, param));
}

/** True where a value of one type fits the other; what has to stand for their variables is then known. */
export function assignable(substitution: Substitution, a: CelType, b: CelType): boolean {
  return substitution.attempt(() => unify(substitution, a, b));
}

/** The same for lists of types. */
export function allAssignable(substitution: Substitution, a: readonly CelType[], b: readonly CelType[]): boolean {
  if (a.length !== b.length) return false;
  return substitution.attempt(() => a.every((type, i) => unify(substitution, type, b[i] as CelType)));
}

// oxlint-disable-next-line complexity -- the rules of the specification's type agreement, in their order
function unify(substitution: Substitution, a: CelType, b: CelType): boolean {
  substitution.step();
  if (b.kind === 'param') {
    const { valid, bound } = bindVariable(substitution, a, b);
    if (valid) return true;
    if (bound) return false;
  }
  if (a.kind === 'param') return bindVariable(substitution, b, a).valid;
  if (isDyn(a) || isDyn(b)) return true;
  if (a.kind === 'wrapper' || b.kind === 'wrapper') return unifyWrapper(a, b);
  if (a.kind === 'null' || b.kind === 'null') return a.kind === b.kind || nullable(a) || nullable(b);
  if (a.kind !== b.kind || (a.kind === 'opaque' && a.name !== b.name)) return false;
  if (a.kind === 'type') return true;
  return (
    a.params.length === b.params.length &&
    a.params.every((param, i) => unify(substitution, param, b.params[i] as CelType))
  );
}

function unifyWrapper(a: CelType, b: CelType): boolean {
  const inner = (type: CelType): CelType => (type.kind === 'wrapper' ? (type.params[0] ?? DYN) : type);
  if (a.kind === 'null' || b.kind === 'null') return true;
  return isDyn(inner(a)) || isDyn(inner(b)) || sameType(inner(a), inner(b));
}

/** Types of which a value may be null. */
function nullable({ kind }: CelType): boolean {
  return kind === 'opaque' || kind === 'timestamp' || kind === 'duration';
}

function bindVariable(
  substitution: Substitution,
  type: CelType,
  variable: CelType,
): { readonly valid: boolean; readonly bound: boolean } {
  if (type.kind === 'param' && type.name === variable.name) return { valid: true, bound: true };
  const known = substitution.get(variable.name);
  if (known !== undefined) {
    if (sameType(type, known)) return { valid: true, bound: true };
    if (!unify(substitution, type, known)) return { valid: false, bound: true };
    const general = mostGeneral(type, known);
    if (isFree(substitution, variable.name, general)) substitution.bind(variable.name, general);
    return { valid: true, bound: true };
  }
  if (!isFree(substitution, variable.name, type)) return { valid: false, bound: false };
  substitution.bind(variable.name, type);
  return { valid: true, bound: false };
}
