import { objectOf } from '../../shared/containers.ts';
import { StructSet } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import type { Body, Call, Comprehension, EveryLiteral, Literal, Ref, SomeInLiteral, Term } from '../syntax/ast.ts';
import { positionOf } from '../errors.ts';
import type { CComprehension, CLiteral, CRef, CTerm, Local, Origin } from './core.ts';
import { findFunction, operandCount, report } from './environment.ts';
import type { Environment, Global } from './environment.ts';
import { lowerModifiers } from './modifiers.ts';
import { patternNames, scanNames } from './scan.ts';
import { Scope } from './scope.ts';
import type { Group } from './tree.ts';

/** Where lowered literals go, in which scope, and for which literal of the source. */
export interface Sink {
  readonly out: CLiteral[];
  readonly scope: Scope;
  readonly origin: Origin;
}

/** Builtins that v0 has and v1 refuses. */
const DEPRECATED: ReadonlySet<string> = new Set(
  'any all re_match net.cidr_overlap set_diff cast_array cast_set cast_string cast_boolean cast_null cast_object'.split(
    ' ',
  ),
);

const TRUE: CTerm = { kind: 'const', value: true };

/** Turns bodies and terms of one rule into the core language. */
export class Lowerer {
  readonly environment: Environment;
  /** Names that some rule-wide feature replaces by a value (`rego.metadata.rule()`). */
  readonly constants: ReadonlyMap<string, Value>;

  constructor(environment: Environment, constants: ReadonlyMap<string, Value>) {
    this.environment = environment;
    this.constants = constants;
  }

  scopeFor(parent: Scope | undefined, body: Body, terms: readonly Term[]): Scope {
    const clashes: { at: number; message: string }[] = [];
    const names = scanNames(body, terms, clashes);
    for (const { at, message } of clashes) report(this.environment, at, 'rego_compile_error', message);
    return new Scope(parent, names);
  }

  reportUnused(scope: Scope): void {
    for (const { name, at } of scope.unused())
      report(this.environment, at, 'rego_compile_error', `declared var ${name} unused`);
  }

  body(body: Body, scope: Scope, out: CLiteral[]): void {
    for (const literal of body) this.#literal(literal, { out, scope, origin: literal });
  }

  #literal(literal: Literal, sink: Sink): void {
    if (literal.with.length > 0) {
      const modifiers = lowerModifiers(this, literal.with, sink);
      const inner: Sink = { ...sink, out: [] };
      this.#plain(literal, inner);
      sink.out.push({ kind: 'with', modifiers, body: inner.out, at: literal.at, origin: sink.origin });
      return;
    }
    this.#plain(literal, sink);
  }

  #plain(literal: Literal, sink: Sink): void {
    switch (literal.kind) {
      case 'some':
        for (const { name, at } of literal.names) sink.scope.declare(name, at);
        return;
      case 'somein':
        this.#someIn(literal, sink);
        return;
      case 'every':
        this.#every(literal, sink);
        return;
      default:
        if (literal.negated) {
          const inner: Sink = { ...sink, out: [] };
          this.#expression(literal.term, inner);
          sink.out.push({ kind: 'not', body: inner.out, at: literal.at, origin: sink.origin });
        } else {
          this.#expression(literal.term, sink);
        }
    }
  }

  #expression(term: Term, sink: Sink): void {
    if (term.kind === 'call') {
      const name = term.name[0];
      if (term.infix === true && (name === 'assign' || name === 'eq')) {
        const right = this.top(term.args[1] as Term, sink);
        if (name === 'assign') declarePattern(term.args[0] as Term, sink.scope);
        const left = this.top(term.args[0] as Term, sink);
        this.unify(left, right, term.at, sink);
        return;
      }
      this.#callLiteral(term, sink);
      return;
    }
    sink.out.push({ kind: 'truth', term: this.top(term, sink), at: term.at, origin: sink.origin });
  }

  unify(left: CTerm, right: CTerm, at: number, sink: Sink): void {
    sink.out.push({ kind: 'unify', left, right, at, origin: sink.origin });
  }

  /** A call as a literal may take its result as one more operand: `count(xs, n)`. */
  #callLiteral(term: Call, sink: Sink): void {
    const target = this.callee(term);
    if (target === 'print') {
      this.#print(term, sink);
      return;
    }
    const arity = typeof target === 'string' ? operandCount(this.environment, target) : target?.arity;
    if (target === undefined || arity === undefined || term.args.length !== arity + 1) {
      sink.out.push({ kind: 'truth', term: this.top(term, sink), at: term.at, origin: sink.origin });
      return;
    }
    const args = term.args.slice(0, -1).map((arg) => this.operand(arg, sink));
    const result = this.top(term.args.at(-1) as Term, sink);
    const call: CTerm = { kind: 'call', target, args, at: term.at };
    this.unify(result, target === 'walk' ? this.#eachOf(call, term.at, sink) : call, term.at, sink);
  }

  /** What is printed may be undefined: every operand becomes the set of what it may be. */
  #print(term: Call, sink: Sink): void {
    const { file, line } = positionOf(this.environment.module, term.at);
    const place: CTerm = { kind: 'const', value: `${file}:${line}` };
    const args = term.args.map((arg, i) => {
      const value: Term = { kind: 'var', name: `_#print${term.at}_${i}`, at: arg.at };
      const call: Call = { kind: 'call', name: ['eq'], args: [value, arg], at: arg.at, infix: true };
      const literal: Literal = { kind: 'expr', term: call, at: arg.at, end: arg.at, negated: false, with: [] };
      return this.operand({ kind: 'comprehension', of: 'set', value, body: [literal], at: arg.at }, sink);
    });
    const call: CTerm = { kind: 'call', target: 'print', args: [place, ...args], at: term.at };
    sink.out.push({ kind: 'truth', term: call, at: term.at, origin: sink.origin });
  }

  #someIn(literal: SomeInLiteral, sink: Sink): void {
    const { scope, origin } = sink;
    const domain = this.operand(literal.domain, sink);
    if (literal.key !== undefined) declarePattern(literal.key, scope);
    declarePattern(literal.value, scope);
    const key: CTerm =
      literal.key === undefined ? { kind: 'var', local: scope.generate(literal.at) } : this.operand(literal.key, sink);
    const value = this.operand(literal.value, sink);
    const ref: CRef = { kind: 'ref', head: domain, path: [key] };
    sink.out.push({ kind: 'unify', left: value, right: ref, at: literal.at, origin });
  }

  #every(literal: EveryLiteral, sink: Sink): void {
    const domain = this.operand(literal.domain, sink);
    const inner = this.scopeFor(sink.scope, literal.body, []);
    const key = literal.key === undefined ? undefined : inner.declare(literal.key.name, literal.key.at);
    const value = inner.declare(literal.value.name, literal.value.at);
    const body: CLiteral[] = [];
    this.body(literal.body, inner, body);
    this.reportUnused(inner);
    const { at } = literal;
    sink.out.push({ kind: 'every', key, value, domain, body, owned: inner.owned, at, origin: sink.origin });
  }

  /** A term whose outermost reference, call or comprehension may stay. */
  top(term: Term, sink: Sink): CTerm {
    switch (term.kind) {
      case 'ref':
        return this.#ref(term, sink);
      case 'call':
        return this.#call(term, sink);
      case 'comprehension':
        return this.#comprehension(term, sink);
      case 'template': {
        const items = term.parts.map((part): CTerm =>
          typeof part === 'string' ? { kind: 'const', value: part } : this.operand(part, sink),
        );
        const parts: CTerm = fold({ kind: 'array', items });
        return { kind: 'call', target: 'internal.template_string', args: [parts], at: term.at };
      }
      case 'var':
        return this.#variable(term.name, term.at, sink);
      default:
        return this.operand(term, sink);
    }
  }

  /** A constant, a variable or a pattern of these: anything else gets a literal and a variable of its own. */
  operand(term: Term, sink: Sink): CTerm {
    switch (term.kind) {
      case 'const':
        return { kind: 'const', value: term.value };
      case 'array':
      case 'set':
        return fold({ kind: term.kind, items: term.items.map((item) => this.operand(item, sink)) });
      case 'object': {
        const entries = term.entries.map(([key, value]): [CTerm, CTerm] => [
          this.operand(key, sink),
          this.operand(value, sink),
        ]);
        return fold({ kind: 'object', entries });
      }
      default: {
        const lowered = this.top(term, sink);
        return lowered.kind === 'var' || lowered.kind === 'const' ? lowered : this.#hoist(lowered, term.at, sink);
      }
    }
  }

  #hoist(term: CTerm, at: number, sink: Sink): CTerm {
    const left: CTerm = { kind: 'var', local: sink.scope.generate(at) };
    this.unify(left, term, at, sink);
    return left;
  }

  #variable(name: string, at: number, sink: Sink): CTerm {
    const found = this.lookup(name, at, sink.scope);
    return 'root' in found ? globalRef(found, []) : { kind: 'var', local: found };
  }

  /** Declared names first, then rules and imports, then the outermost body that mentions the name. */
  lookup(name: string, at: number, scope: Scope): Local | Global {
    return scope.declared(name) ?? this.environment.globals.get(name) ?? scope.undeclared(name, at);
  }

  #ref(term: Ref, sink: Sink): CTerm {
    const path = (): CTerm[] => term.path.map((part) => this.operand(part, sink));
    if (term.head.kind !== 'var') {
      const head = this.operand(term.head, sink);
      return { kind: 'ref', head, path: path() };
    }
    const found = this.lookup(term.head.name, term.head.at, sink.scope);
    if ('root' in found) return globalRef(found, path());
    return { kind: 'ref', head: { kind: 'var', local: found }, path: path() };
  }

  callee(term: Call): string | Group | undefined {
    const name = term.name.join('.');
    if (this.constants.has(name)) return name;
    return (
      findFunction(this.environment, term.name) ??
      (operandCount(this.environment, name) === undefined ? undefined : name)
    );
  }

  #call(term: Call, sink: Sink): CTerm {
    const name = term.name.join('.');
    const constant = this.constants.get(name);
    if (constant !== undefined) return { kind: 'const', value: constant };
    const target = this.callee(term);
    if (target === undefined || (typeof target === 'object' && target.kind !== 'function')) {
      report(this.environment, term.at, 'rego_type_error', `undefined function ${name}`);
      return TRUE;
    }
    this.#checkCall(term, name, target);
    const call: CTerm = { kind: 'call', target, args: term.args.map((arg) => this.operand(arg, sink)), at: term.at };
    return target === 'walk' ? this.#eachOf(call, term.at, sink) : call;
  }

  #checkCall(term: Call, name: string, target: string | Group): void {
    const arity = typeof target === 'string' ? operandCount(this.environment, target) : target.arity;
    if (this.environment.module.version === 'v1' && DEPRECATED.has(name) && target === name) {
      report(this.environment, term.at, 'rego_type_error', `deprecated built-in function calls in expression: ${name}`);
    }
    const given = term.args.length;
    if (arity === undefined || arity < 0 || given === arity) return;
    const message = `function ${name} has arity ${arity}, got ${given} argument${given === 1 ? '' : 's'}`;
    report(this.environment, term.at, 'rego_type_error', message);
  }

  /** `walk` has one result for every node: its list of results is looped over. */
  #eachOf(call: CTerm, at: number, sink: Sink): CRef {
    const head = this.#hoist(call, at, sink);
    return { kind: 'ref', head, path: [{ kind: 'var', local: sink.scope.generate(at) }] };
  }

  #comprehension(term: Comprehension, sink: Sink): CComprehension {
    const heads = term.key === undefined ? [term.value] : [term.key, term.value];
    const scope = this.scopeFor(sink.scope, term.body, heads);
    const out: CLiteral[] = [];
    this.body(term.body, scope, out);
    const inner: Sink = { out, scope, origin: sink.origin };
    const key = term.key === undefined ? {} : { key: this.operand(term.key, inner) };
    const value = this.operand(term.value, inner);
    this.reportUnused(scope);
    return { kind: 'comprehension', of: term.of, ...key, value, body: out, owned: scope.owned, at: term.at };
  }
}

function declarePattern(pattern: Term, scope: Scope): void {
  const names = new Set<string>();
  patternNames(pattern, names);
  for (const name of names) if (!name.startsWith('_#')) scope.declare(name, pattern.at);
}

function globalRef(global: Global, rest: readonly CTerm[]): CRef {
  const prefix = global.path.map((value): CTerm => ({ kind: 'const', value }));
  return { kind: 'ref', head: global.root, path: [...prefix, ...rest] };
}

/** A composite of constants is a constant. */
function fold(term: CTerm): CTerm {
  if (term.kind === 'array' || term.kind === 'set') {
    const values: Value[] = [];
    for (const item of term.items) {
      if (item.kind !== 'const') return term;
      values.push(item.value);
    }
    return { kind: 'const', value: term.kind === 'array' ? values : StructSet.of(values) };
  }
  if (term.kind !== 'object') return term;
  const entries: [Value, Value][] = [];
  for (const [key, value] of term.entries) {
    if (key.kind !== 'const' || value.kind !== 'const') return term;
    entries.push([key.value, value.value]);
  }
  return { kind: 'const', value: objectOf(entries) };
}
