import type { Value } from '../../shared/values.ts';
import type { Group } from './tree.ts';

/**
 * The core language: what lowering makes of the syntax tree. Names are resolved, every call, reference and
 * comprehension stands in a literal of its own, and its operands are constants, variables or patterns of these.
 */

/** A local variable; two occurrences are the same variable if and only if they are the same object. */
export interface Local {
  readonly name: string;
  /** Made by the compiler; never named in a message. */
  readonly generated: boolean;
  readonly at: number;
  /** Number in the frame of the rule; given when the rule is planned. */
  slot: number;
}

export type CTerm = CConst | CVar | CRef | CArray | CSet | CObject | CCall | CComprehension;

interface CConst {
  readonly kind: 'const';
  readonly value: Value;
}
interface CVar {
  readonly kind: 'var';
  readonly local: Local;
}
export interface CRef {
  readonly kind: 'ref';
  readonly head: 'input' | 'data' | CTerm;
  readonly path: readonly CTerm[];
}
interface CArray {
  readonly kind: 'array';
  readonly items: readonly CTerm[];
}
interface CSet {
  readonly kind: 'set';
  readonly items: readonly CTerm[];
}
interface CObject {
  readonly kind: 'object';
  readonly entries: readonly (readonly [CTerm, CTerm])[];
}
export interface CCall {
  readonly kind: 'call';
  /** A builtin's name, or a function of the policy. */
  readonly target: string | Group;
  readonly args: readonly CTerm[];
  readonly at: number;
}
export interface CComprehension {
  readonly kind: 'comprehension';
  readonly of: 'array' | 'set' | 'object';
  readonly key?: CTerm;
  readonly value: CTerm;
  body: readonly CLiteral[];
  /** Variables that live only inside. */
  readonly owned: ReadonlySet<Local>;
  readonly at: number;
}

interface CLiteralCommon {
  readonly at: number;
  /** Which literal of the source it came from; one source literal may become several. */
  readonly origin: Origin;
}
/** A literal of the source text. */
export interface Origin {
  readonly at: number;
  readonly end: number;
}
export interface CUnify extends CLiteralCommon {
  readonly kind: 'unify';
  readonly left: CTerm;
  readonly right: CTerm;
}
interface CTruth extends CLiteralCommon {
  readonly kind: 'truth';
  readonly term: CTerm;
}
interface CNot extends CLiteralCommon {
  readonly kind: 'not';
  body: readonly CLiteral[];
}
export interface CEvery extends CLiteralCommon {
  readonly kind: 'every';
  readonly key: Local | undefined;
  readonly value: Local;
  readonly domain: CTerm;
  body: readonly CLiteral[];
  readonly owned: ReadonlySet<Local>;
}
interface CWithBlock extends CLiteralCommon {
  readonly kind: 'with';
  readonly modifiers: readonly CModifier[];
  body: readonly CLiteral[];
}
export type CModifier =
  | { readonly on: 'input' | 'data'; readonly path: readonly string[]; readonly value: CTerm }
  | { readonly on: 'call'; readonly target: string | Group; readonly by: CTerm | { readonly call: string | Group } };

export type CLiteral = CUnify | CTruth | CNot | CEvery | CWithBlock;

/** Visits every variable of a term or literal; those that closures own are left out. */
// oxlint-disable-next-line complexity -- one arm for each kind of term
export function visitLocals(node: CTerm | CLiteral, visit: (local: Local) => void): void {
  switch (node.kind) {
    case 'const':
      return;
    case 'var':
      visit(node.local);
      return;
    case 'ref':
      if (typeof node.head === 'object') visitLocals(node.head, visit);
      for (const part of node.path) visitLocals(part, visit);
      return;
    case 'array':
    case 'set':
      for (const item of node.items) visitLocals(item, visit);
      return;
    case 'object':
      for (const [key, value] of node.entries) {
        visitLocals(key, visit);
        visitLocals(value, visit);
      }
      return;
    case 'call':
      for (const arg of node.args) visitLocals(arg, visit);
      return;
    case 'comprehension':
      visitComprehension(node, visit);
      return;
    default:
      visitLiteral(node, visit);
  }
}

function visitComprehension(node: CComprehension, visit: (local: Local) => void): void {
  const outer = (local: Local): void => {
    if (!node.owned.has(local)) visit(local);
  };
  if (node.key !== undefined) visitLocals(node.key, outer);
  visitLocals(node.value, outer);
  for (const literal of node.body) visitLocals(literal, outer);
}

function visitLiteral(node: CLiteral, visit: (local: Local) => void): void {
  switch (node.kind) {
    case 'unify':
      visitLocals(node.left, visit);
      visitLocals(node.right, visit);
      return;
    case 'truth':
      visitLocals(node.term, visit);
      return;
    case 'not':
      for (const literal of node.body) visitLocals(literal, visit);
      return;
    case 'every':
      visitLocals(node.domain, visit);
      for (const literal of node.body) {
        visitLocals(literal, (local) => {
          if (!node.owned.has(local)) visit(local);
        });
      }
      return;
    default:
      for (const modifier of node.modifiers) visitModifier(modifier, visit);
      for (const literal of node.body) visitLocals(literal, visit);
  }
}

export function visitModifier(modifier: CModifier, visit: (local: Local) => void): void {
  if (modifier.on === 'call') {
    if ('kind' in modifier.by) visitLocals(modifier.by, visit);
  } else {
    visitLocals(modifier.value, visit);
  }
}
