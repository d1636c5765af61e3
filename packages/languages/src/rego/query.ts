import type { PlainObject, Value } from '../shared/values.ts';
import type { RegoError } from './errors.ts';
import { QUERY_PACKAGE } from './compile/tree.ts';
import { patternNames, scanNames } from './compile/scan.ts';
import type { Body, Literal, Module, Term } from './syntax/ast.ts';
import { parseQuery } from './syntax/parser.ts';

/** One way to make a query true: its variables, and the value of each of its plain expressions. */
export interface QueryRow {
  readonly bindings: PlainObject;
  readonly expressions: readonly Value[];
}

/** A module with one rule whose value is the list of all rows of a query. */
export function queryModule(text: string): Module | { readonly errors: readonly RegoError[] } {
  const body = parseQuery({ file: 'query', text });
  if ('errors' in body) return body;
  const expressions: Term[] = [];
  const captured = body.map((literal): Literal => capture(literal, expressions));
  const at = 0;
  const names = variablesOf(captured).map((name): [Term, Term] => [
    { kind: 'const', value: name, at },
    { kind: 'var', name, at },
  ]);
  const value: Term = {
    kind: 'comprehension',
    of: 'array',
    value: {
      kind: 'array',
      items: [
        { kind: 'object', entries: names, at },
        { kind: 'array', items: expressions, at },
      ],
      at,
    },
    body: captured,
    at,
  };
  const head = { name: 'rows', path: [], value, assigned: true, at };
  const rule = { head, body: [], isDefault: false, at, end: text.length };
  return {
    file: 'query',
    text,
    package: [QUERY_PACKAGE],
    packageAt: 0,
    imports: [],
    rules: [rule],
    comments: [],
    version: 'v1',
  };
}

/** Gives a plain expression a variable, so that its value is in the row. */
function capture(literal: Literal, expressions: Term[]): Literal {
  if (literal.kind !== 'expr' || literal.negated) return literal;
  const { term, at } = literal;
  if (term.kind === 'call' && term.infix === true && (term.name[0] === 'eq' || term.name[0] === 'assign'))
    return literal;
  const name: Term = { kind: 'var', name: `$${expressions.length}`, at };
  expressions.push(name);
  return { ...literal, term: { kind: 'call', name: ['eq'], args: [name, term], at, infix: true } };
}

const GLOBALS = new Set(['data', 'input']);

function variablesOf(body: Body): string[] {
  const { mentioned, declared } = scanNames(body, [], []);
  const names = new Set([...mentioned, ...declared.keys()]);
  const patterns = new Set<string>();
  for (const literal of body) if (literal.kind === 'somein') patternNames(literal.value, patterns);
  return [...names].filter((name) => !GLOBALS.has(name) && !/^[_$]/.test(name));
}
