import { typeName } from '../../shared/containers.ts';
import { signatureOf } from '../builtins/signatures.ts';
import type { CCall, CLiteral, CTerm, Local } from './core.ts';
import { report } from './environment.ts';
import type { Environment } from './environment.ts';

/**
 * A light type check: what a value certainly is by its own form, or by the builtin that made it. It reports a
 * builtin that is given what it never takes, and values of different types that are compared for equality.
 */
type Types = string;

const LETTERS = { null: 'z', boolean: 'b', number: 'n', string: 's', array: 'A', object: 'O', set: 'S' } as const;
const NAMES: Readonly<Record<string, string>> = {
  z: 'null',
  b: 'boolean',
  n: 'number',
  s: 'string',
  A: 'array',
  O: 'object',
  S: 'set',
  a: 'any',
};

/** Checks a body that is in order: variables have their types before they are used. */
export function checkTypes(
  body: readonly CLiteral[],
  environment: Environment,
  known: Map<Local, Types> = new Map(),
): void {
  for (const literal of body) checkLiteral(literal, environment, known);
}

function checkLiteral(literal: CLiteral, environment: Environment, known: Map<Local, Types>): void {
  switch (literal.kind) {
    case 'unify': {
      checkTerm(literal.left, environment, known);
      checkTerm(literal.right, environment, known);
      const left = typesOf(literal.left, known);
      const right = typesOf(literal.right, known);
      learn(literal.left, right, known);
      learn(literal.right, left, known);
      if (disjoint(left, right)) mismatch(literal.at, [left, right], environment);
      return;
    }
    case 'truth':
      checkTerm(literal.term, environment, known);
      return;
    case 'every':
      checkTypes(literal.body, environment, known);
      return;
    case 'with':
      // What is replaced may be of any type.
      checkTypes(literal.body, environment, new Map(known));
      return;
    default:
      checkTypes(literal.body, environment, known);
  }
}

function learn(term: CTerm, types: Types, known: Map<Local, Types>): void {
  if (term.kind === 'var' && !known.has(term.local) && types !== 'a') known.set(term.local, types);
}

function checkTerm(term: CTerm, environment: Environment, known: Map<Local, Types>): void {
  if (term.kind === 'comprehension') checkTypes(term.body, environment, known);
  if (term.kind === 'call' && typeof term.target === 'string') checkCall(term, term.target, environment, known);
}

// oxlint-disable-next-line max-params -- the call, its name, and the two maps of one walk
function checkCall(call: CCall, name: string, environment: Environment, known: Map<Local, Types>): void {
  if (environment.replaced.builtins.has(name)) return;
  const signature = signatureOf(name);
  if (signature === undefined || environment.functions.has(name)) return;
  if (name === 'equal') {
    const [left, right] = call.args.map((arg) => typesOf(arg, known));
    if (disjoint(left ?? 'a', right ?? 'a')) mismatch(call.at, [left ?? 'a', right ?? 'a'], environment);
    return;
  }
  const given = call.args.map((arg) => typesOf(arg, known));
  if (!given.some((types, i) => disjoint(types, signature.operands[i] ?? 'a'))) return;
  const have = given.map(describe).join(', ');
  const want = signature.operands.map(describe).join(', ');
  report(environment, call.at, 'rego_type_error', `${name}: invalid argument(s): have (${have}), want (${want})`);
}

function mismatch(at: number, [left, right]: readonly [Types, Types], environment: Environment): void {
  report(environment, at, 'rego_type_error', `match error: left is ${describe(left)}, right is ${describe(right)}`);
}

function describe(types: Types): string {
  const names = Array.from(types, (letter) => NAMES[letter] ?? 'any');
  return names.length === 1 ? (names[0] ?? 'any') : `any<${names.join(', ')}>`;
}

function disjoint(a: Types, b: Types): boolean {
  if (a === 'a' || b === 'a') return false;
  for (const letter of a) if (b.includes(letter)) return false;
  return true;
}

function typesOf(term: CTerm, known: ReadonlyMap<Local, Types>): Types {
  switch (term.kind) {
    case 'const':
      return LETTERS[typeName(term.value)];
    case 'var':
      return known.get(term.local) ?? 'a';
    case 'array':
      return 'A';
    case 'set':
      return 'S';
    case 'object':
      return 'O';
    case 'comprehension':
      return { array: 'A', set: 'S', object: 'O' }[term.of];
    case 'call':
      return typeof term.target === 'string' ? (signatureOf(term.target)?.result ?? 'a') : 'a';
    default:
      return 'a';
  }
}
