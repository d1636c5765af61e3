import type { Overload } from '../library/library.ts';
import type { FoldForm } from '../syntax/ast.ts';
import type { CelValue } from '../values.ts';

interface Base {
  /** Offset in the source. */
  readonly at: number;
}

/** An expression with its names resolved: what code is generated from and what closures are made of. */
export type Node =
  | ConstNode
  | VariableNode
  | LocalNode
  | FailNode
  | SelectNode
  | CallNode
  | LogicNode
  | CondNode
  | ListNode
  | MapNode
  | LoopNode
  | LetNode;

interface ConstNode extends Base {
  readonly n: 'const';
  readonly value: CelValue;
}

/** A variable of the activation. */
interface VariableNode extends Base {
  readonly n: 'variable';
  readonly name: string;
}

/** A variable of a loop or a binding. */
export interface LocalNode extends Base {
  readonly n: 'local';
  readonly slot: number;
  /** True where the binding's value may have failed: the use fails then. */
  readonly mayFail: boolean;
}

/** What can't be evaluated: fails where it is reached. */
interface FailNode extends Base {
  readonly n: 'fail';
  readonly message: string;
}

export interface SelectNode extends Base {
  /** `a.b`, `has(a.b)`, `a.?b`. */
  readonly n: 'select' | 'has' | 'optional';
  readonly of: Node;
  readonly field: string;
}

export interface CallNode extends Base {
  readonly n: 'call';
  readonly name: string;
  /** What may be called; the first that takes the operands is. */
  readonly overloads: readonly Overload[];
  readonly args: readonly Node[];
}

export interface LogicNode extends Base {
  readonly n: 'and' | 'or';
  readonly left: Node;
  readonly right: Node;
}

export interface CondNode extends Base {
  readonly n: 'cond';
  readonly test: Node;
  readonly yes: Node;
  readonly no: Node;
}

export interface ListNode extends Base {
  readonly n: 'list';
  readonly items: readonly { readonly value: Node; readonly optional: boolean }[];
}

export interface MapNode extends Base {
  readonly n: 'map';
  readonly entries: readonly { readonly key: Node; readonly value: Node; readonly optional: boolean }[];
}

export interface LoopNode extends Base {
  readonly n: 'loop';
  readonly form: Exclude<FoldForm, 'bind'>;
  readonly range: Node;
  readonly slot: number;
  /** The second variable's. */
  readonly slot2: number | undefined;
  readonly condition: Node | undefined;
  readonly body: Node;
}

export interface LetNode extends Base {
  readonly n: 'let';
  readonly slot: number;
  readonly value: Node;
  readonly body: Node;
}

/** True where the part's value is a bool whenever it has one. */
export function isBool(node: Node): boolean {
  switch (node.n) {
    case 'const':
      return typeof node.value === 'boolean';
    case 'and':
    case 'or':
    case 'has':
      return true;
    case 'loop':
      return node.form === 'all' || node.form === 'exists' || node.form === 'existsOne';
    case 'cond':
      return isBool(node.yes) && isBool(node.no);
    case 'call':
      return node.overloads.length > 0 && node.overloads.every(({ result }) => result.kind === 'bool');
    default:
      return false;
  }
}

/** True where the part cannot fail. */
// oxlint-disable-next-line complexity -- one arm for each kind of node
export function isSafe(node: Node): boolean {
  switch (node.n) {
    case 'const':
      return true;
    case 'local':
      return !node.mayFail;
    case 'call':
      return isEquality(node) && node.args.every(isSafe);
    case 'cond':
      return isSafe(node.test) && isBool(node.test) && isSafe(node.yes) && isSafe(node.no);
    case 'and':
    case 'or':
      return isBool(node.left) && isBool(node.right) && isSafe(node.left) && isSafe(node.right);
    default:
      return false;
  }
}

/** Equality is defined for any two values. */
export function isEquality(node: Node): boolean {
  return node.n === 'call' && (node.name === '_==_' || node.name === '_!=_');
}

/** True where a selection from this part extends a path, and does not begin one. */
function isPath(node: Node): boolean {
  if (node.n === 'variable' || node.n === 'local' || node.n === 'select' || node.n === 'optional') return true;
  return node.n === 'call' && (node.name === '_[_]' || node.name === '_[?_]');
}

/** What a selection costs: a part of a path, and the path where it begins one. */
export function selectionCost(of: Node): number {
  return isPath(of) ? 1 : 2;
}
