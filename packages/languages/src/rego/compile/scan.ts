import type { Body, Literal, Term } from '../syntax/ast.ts';

/** The names that a body mentions itself (closures left out), and those that it declares. */
export interface Names {
  readonly mentioned: Set<string>;
  readonly declared: Map<string, Declaration>;
}
interface Declaration {
  readonly at: number;
  readonly by: 'assign' | 'some' | 'in';
}

export interface Clash {
  readonly at: number;
  readonly message: string;
}

/** Scans a body and the terms that share its scope (head, comprehension value). */
export function scanNames(body: Body, terms: readonly Term[], clashes: Clash[]): Names {
  const names: Names = { mentioned: new Set(), declared: new Map() };
  for (const literal of body) scanLiteral(literal, names, clashes);
  for (const term of terms) mention(term, names.mentioned);
  return names;
}

function scanLiteral(literal: Literal, names: Names, clashes: Clash[]): void {
  const { mentioned } = names;
  for (const modifier of literal.with) mention(modifier.value, mentioned);
  switch (literal.kind) {
    case 'some':
      for (const { name, at } of literal.names) declare(name, { at, by: 'some' }, names, clashes);
      return;
    case 'somein': {
      mention(literal.domain, mentioned);
      const patterns = literal.key === undefined ? [literal.value] : [literal.key, literal.value];
      const found = new Set<string>();
      for (const pattern of patterns) patternNames(pattern, found);
      for (const name of found) declare(name, { at: literal.at, by: 'in' }, names, clashes);
      return;
    }
    case 'every':
      mention(literal.domain, mentioned);
      return;
    default:
      scanExpression(literal.term, names, clashes);
  }
}

// oxlint-disable-next-line complexity -- the forms of one expression
function scanExpression(term: Term, names: Names, clashes: Clash[]): void {
  if (term.kind !== 'call' || term.name[0] !== 'assign' || term.infix !== true) {
    mention(term, names.mentioned);
    return;
  }
  const [left, right] = term.args as [Term, Term];
  mention(right, names.mentioned);
  if (left.kind === 'ref' || left.kind === 'call' || left.kind === 'const' || left.kind === 'comprehension') {
    clashes.push({ at: left.at, message: `cannot assign to ${left.kind === 'const' ? 'scalar' : left.kind}` });
    return;
  }
  const found = new Set<string>();
  patternNames(left, found);
  for (const name of found) {
    if (names.mentioned.has(name) && !names.declared.has(name) && mentions(right, name) === false) {
      clashes.push({ at: left.at, message: `var ${name} referenced above` });
    }
    declare(name, { at: left.at, by: 'assign' }, names, clashes);
  }
}

function mentions(term: Term, name: string): boolean {
  const found = new Set<string>();
  mention(term, found);
  return found.has(name);
}

function declare(name: string, declaration: Declaration, names: Names, clashes: Clash[]): void {
  if (name.startsWith('_#')) return;
  if (name === 'input' || name === 'data') {
    clashes.push({ at: declaration.at, message: `variables must not shadow ${name} (use a different variable name)` });
  }
  const before = names.declared.get(name);
  if (before !== undefined) {
    const verb = before.by === 'assign' && declaration.by === 'assign' ? 'assigned' : 'declared';
    clashes.push({ at: declaration.at, message: `var ${name} ${verb} above` });
  } else if (declaration.by === 'some' && names.mentioned.has(name)) {
    clashes.push({ at: declaration.at, message: `var ${name} referenced above` });
  }
  names.declared.set(name, declaration);
}

/** The variables that a pattern binds: not those inside references and calls. */
export function patternNames(term: Term, into: Set<string>): void {
  switch (term.kind) {
    case 'var':
      into.add(term.name);
      return;
    case 'array':
      for (const item of term.items) patternNames(item, into);
      return;
    case 'object':
      for (const [, value] of term.entries) patternNames(value, into);
      return;
    default:
  }
}

/** Every name in a term that is not inside a closure. */
function mention(term: Term, into: Set<string>): void {
  switch (term.kind) {
    case 'var':
      into.add(term.name);
      return;
    case 'ref':
      mention(term.head, into);
      for (const part of term.path) mention(part, into);
      return;
    case 'array':
    case 'set':
      for (const item of term.items) mention(item, into);
      return;
    case 'object':
      for (const [key, value] of term.entries) {
        mention(key, into);
        mention(value, into);
      }
      return;
    case 'call':
      for (const arg of term.args) mention(arg, into);
      return;
    default:
  }
}
