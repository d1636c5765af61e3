import { entriesOf } from '../shared/containers.ts';
import type { Value } from '../shared/values.ts';
import { StructSet, isObject } from '../shared/values.ts';
import type { Environment } from './compile/environment.ts';
import { findNode } from './compile/tree.ts';
import type { Group } from './compile/tree.ts';
import type { Program } from './program.ts';
import type { Context } from './run/context.ts';
import { get } from './run/runtime.ts';
import type { Literal, Ref, Term } from './syntax/ast.ts';

/** A part of a literal and its value. */
export interface Operand {
  readonly text: string;
  readonly value: Value | undefined;
  /** Where it is undefined: how far it is defined, and what is there instead. */
  readonly because?: string;
}

interface Scene {
  readonly program: Program;
  readonly environment: Environment;
  /** Of the evaluation that is told of, behind every `with`. */
  readonly context: Context | undefined;
  readonly locals: ReadonlyMap<string, Value | undefined>;
}

/** Reads what the variables and references of a literal were. */
export class Operands {
  readonly operands: Operand[] = [];
  readonly refers: Group[] = [];
  readonly #scene: Scene;
  readonly #seen = new Set<string>();
  /** Roots that `with` replaces: what stands there is not what the literal saw. */
  readonly #replaced = new Set<string>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  literal(literal: Literal): void {
    for (const { target } of literal.with) {
      const name = target.kind === 'ref' ? target.head : target;
      if (name.kind === 'var') this.#replaced.add(name.name);
    }
    switch (literal.kind) {
      case 'expr':
        this.#term(literal.term);
        return;
      case 'somein':
      case 'every':
        this.#term(literal.domain);
        return;
      default:
    }
  }

  #term(term: Term): void {
    switch (term.kind) {
      case 'var':
        this.#variable(term.name, term.at);
        return;
      case 'ref':
        this.#ref(term);
        return;
      case 'array':
      case 'set':
        for (const item of term.items) this.#term(item);
        return;
      case 'object':
        for (const entry of term.entries) for (const part of entry) this.#term(part);
        return;
      case 'call':
        this.#called(term.name);
        for (const arg of term.args) this.#term(arg);
        return;
      default:
    }
  }

  #called(name: readonly string[]): void {
    const global = this.#scene.environment.globals.get(name[0] ?? '');
    if (global?.root === 'data') this.#refer([...global.path, ...name.slice(1)]);
  }

  /** The rules that a path below `data` leads to are explained too. */
  #refer(path: readonly string[]): void {
    const group = findNode(this.#scene.program.compiled.tree.root, path)?.group;
    if (group !== undefined) this.refers.push(group);
  }

  #add(operand: Operand): void {
    if (this.#seen.has(operand.text)) return;
    this.#seen.add(operand.text);
    this.operands.push(operand);
  }

  #variable(name: string, at: number): void {
    if (name.startsWith('_#')) return;
    if (this.#scene.locals.has(name)) {
      this.#add({ text: name, value: this.#scene.locals.get(name) });
      return;
    }
    if (this.#scene.environment.globals.has(name))
      this.#ref({ kind: 'ref', head: { kind: 'var', name, at }, path: [], at });
  }

  // oxlint-disable-next-line complexity -- one step for each part of a reference
  #ref(ref: Ref): void {
    for (const part of ref.path) if (part.kind !== 'const') this.#term(part);
    if (ref.head.kind !== 'var') {
      this.#term(ref.head);
      return;
    }
    if (this.#replaced.has(ref.head.name) || this.#isUnderWith(ref)) return;
    const start = this.#start(ref.head.name);
    if (start === undefined) return;
    let { value } = start;
    let text = ref.head.name;
    let path: readonly string[] | undefined = start.path;
    for (const part of ref.path) {
      const key = this.#key(part);
      if (key === undefined) {
        this.#add({ text, value });
        return;
      }
      const name = typeof key === 'string' ? key : undefined;
      path = path === undefined || name === undefined ? undefined : [...path, name];
      const next = path === undefined ? get(value, key) : this.#document(path);
      const shown = typeof key === 'string' && /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
      if (next === undefined) {
        this.#add({ text: this.#textOf(ref), value: undefined, because: missing(text, value, shown) });
        return;
      }
      value = next;
      text += shown;
    }
    if (start.path !== undefined && path !== undefined && value === undefined) {
      this.#add({ text, value: undefined, because: `${text} is undefined` });
      return;
    }
    this.#add({ text: this.#textOf(ref), value });
  }

  /** Of a literal with `with` rules are told by themselves, as they were then: here they would have other values. */
  #isUnderWith(ref: Ref): boolean {
    const { locals, environment } = this.#scene;
    if (this.#replaced.size === 0 || ref.head.kind !== 'var' || locals.has(ref.head.name)) return false;
    const global = environment.globals.get(ref.head.name);
    if (global?.root !== 'data') return false;
    const names = ref.path.map((part) => (part.kind === 'const' ? part.value : undefined));
    const end = names.findIndex((name) => typeof name !== 'string');
    const own = (end === -1 ? names : names.slice(0, end)) as string[];
    for (let length = own.length; length >= 0; length--) this.#refer([...global.path, ...own.slice(0, length)]);
    return true;
  }

  #start(name: string): { value: Value | undefined; path: readonly string[] | undefined } | undefined {
    const { locals, environment, context } = this.#scene;
    if (locals.has(name)) return { value: locals.get(name), path: undefined };
    const global = environment.globals.get(name);
    if (global === undefined) return undefined;
    if (global.root === 'input') {
      let value = context?.input;
      for (const key of global.path) value = get(value, key);
      return { value, path: undefined };
    }
    return { value: global.path.length === 0 ? undefined : this.#document(global.path), path: global.path };
  }

  #document(path: readonly string[]): Value | undefined {
    this.#refer(path);
    const { program, context } = this.#scene;
    const result = context === undefined ? undefined : program.evalIn(context, path);
    return result !== undefined && 'value' in result ? result.value : undefined;
  }

  #key(part: Term): Value | undefined {
    if (part.kind === 'const') return part.value;
    return part.kind === 'var' ? this.#scene.locals.get(part.name) : undefined;
  }

  #textOf(ref: Ref): string {
    const { text } = this.#scene.environment.module;
    const end = /^[\w.]*(?:\[[^\]\n]*\][\w.]*)*/.exec(text.slice(ref.at))?.[0];
    return end === undefined || end === '' ? 'reference' : end;
  }
}

function missing(text: string, value: Value | undefined, step: string): string {
  if (value === undefined) return `${text} is undefined`;
  if (value instanceof StructSet) return `${text} is a set of ${value.size} and has no ${step}`;
  if (isObject(value)) {
    const keys = [...entriesOf(value)].map(([key]) => String(key)).slice(0, 10);
    return `${text} has no ${step.replace(/^\./, '')}; it has ${keys.length === 0 ? 'no keys' : keys.join(', ')}`;
  }
  return `${text} is ${Array.isArray(value) ? `an array of ${value.length}` : JSON.stringify(value)} and has no ${step.replace(/^\./, '')}`;
}
