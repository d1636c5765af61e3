import { visitLocals, visitModifier } from './core.ts';
import type { CLiteral, CRef, CTerm, CUnify, Local } from './core.ts';

/** Variables that nothing binds, where they stand. */
export interface Unsafe {
  readonly local: Local | undefined;
  readonly at: number;
}

type Bound = ReadonlySet<Local>;

/**
 * Orders a body so that every literal finds its variables bound; the literals keep their order where they can.
 * Adds what the body binds to `bound`. Closures inside are ordered too.
 */
export function orderBody(body: readonly CLiteral[], bound: Set<Local>, unsafe: Unsafe[]): CLiteral[] {
  const ordered: CLiteral[] = [];
  let rest = [...body];
  for (let progress = true; progress && rest.length > 0;) {
    progress = false;
    const later: CLiteral[] = [];
    for (const literal of rest) {
      const outputs = outputsOf(literal, bound);
      if (outputs === undefined) {
        later.push(literal);
        continue;
      }
      progress = true;
      orderInside(literal, bound, unsafe);
      for (const local of outputs) bound.add(local);
      ordered.push(literal);
    }
    rest = later;
  }
  for (const literal of rest) reportUnsafe(literal, bound, unsafe);
  return [...ordered, ...rest];
}

function reportUnsafe(literal: CLiteral, bound: Bound, unsafe: Unsafe[]): void {
  const missing = missingIn(literal, bound);
  for (const local of missing) unsafe.push({ local, at: local.at });
  if (missing.size === 0) unsafe.push({ local: undefined, at: literal.at });
}

/** The variables to blame: of `x := f(y)` it is y, as x would be bound by it. */
function missingIn(literal: CLiteral, bound: Bound): Set<Local> {
  const collect = (node: CTerm | CLiteral): Set<Local> => {
    const missing = new Set<Local>();
    visitLocals(node, (local) => {
      if (!bound.has(local) && !local.generated) missing.add(local);
    });
    return missing;
  };
  if (literal.kind !== 'unify') return collect(literal);
  const [left, right] = [collect(literal.left), collect(literal.right)];
  const isSource = (term: CTerm): boolean => !isPattern(term);
  if (isPattern(literal.left) && isSource(literal.right) && right.size > 0) return right;
  if (isPattern(literal.right) && isSource(literal.left) && left.size > 0) return left;
  const isWildcard = [...left].every((local) => local.name === '_');
  return isWildcard && right.size > 0 ? right : left.union(right);
}

/** What a literal binds, or undefined while it needs variables that are not bound yet. */
function outputsOf(literal: CLiteral, bound: Bound): Set<Local> | undefined {
  switch (literal.kind) {
    case 'unify':
      return unifyOutputs(literal, bound);
    case 'truth':
      return termOutputs(literal.term, bound);
    case 'not':
      return negationReady(literal.body, bound) ? new Set() : undefined;
    case 'every':
      return allBound(literal, bound) ? new Set() : undefined;
    default: {
      const inner = new Set(bound);
      let ready = true;
      for (const modifier of literal.modifiers) {
        visitModifier(modifier, (local) => {
          if (!bound.has(local)) ready = false;
        });
      }
      if (!ready || !canOrder(literal.body, inner)) return undefined;
      return new Set([...inner].filter((local) => !bound.has(local)));
    }
  }
}

/** Only what the compiler itself introduced may be bound inside `not`. */
function negationReady(body: readonly CLiteral[], bound: Bound): boolean {
  let ready = true;
  for (const literal of body) {
    visitLocals(literal, (local) => {
      if (!bound.has(local) && !local.generated) ready = false;
    });
  }
  return ready && canOrder(body, new Set(bound));
}

function canOrder(body: readonly CLiteral[], bound: Set<Local>): boolean {
  let rest = [...body];
  for (let before = -1; rest.length > 0 && rest.length !== before;) {
    before = rest.length;
    rest = rest.filter((literal) => {
      const outputs = outputsOf(literal, bound);
      for (const local of outputs ?? []) bound.add(local);
      return outputs === undefined;
    });
  }
  return rest.length === 0;
}

function allBound(node: CTerm | CLiteral, bound: Bound): boolean {
  let all = true;
  visitLocals(node, (local) => {
    if (!bound.has(local)) all = false;
  });
  return all;
}

/** A reference binds the variables in its brackets; anything else must be bound. */
function termOutputs(term: CTerm, bound: Bound): Set<Local> | undefined {
  if (term.kind !== 'ref') return allBound(term, bound) ? new Set() : undefined;
  return refOutputs(term, bound);
}

function refOutputs(ref: CRef, bound: Bound): Set<Local> | undefined {
  if (typeof ref.head === 'object' && !allBound(ref.head, bound)) return undefined;
  const outputs = new Set<Local>();
  for (const part of ref.path) {
    if (!patternOutputs(part, bound, outputs)) return undefined;
  }
  return outputs;
}

/** The variables that matching a known value against a pattern binds; false where a key or a member is unbound. */
function patternOutputs(pattern: CTerm, bound: Bound, into: Set<Local>): boolean {
  switch (pattern.kind) {
    case 'var':
      if (!bound.has(pattern.local)) into.add(pattern.local);
      return true;
    case 'array':
      return pattern.items.every((item) => patternOutputs(item, bound, into));
    case 'object':
      return pattern.entries.every(
        ([key, value]) => allBoundOr(key, bound, into) && patternOutputs(value, bound, into),
      );
    default:
      return allBoundOr(pattern, bound, into);
  }
}

function allBoundOr(term: CTerm, bound: Bound, also: Bound): boolean {
  let all = true;
  visitLocals(term, (local) => {
    if (!bound.has(local) && !also.has(local)) all = false;
  });
  return all;
}

function unifyOutputs({ left, right }: CUnify, bound: Bound): Set<Local> | undefined {
  const outputs = new Set<Local>();
  return unifySides(left, right, bound, outputs) ? outputs : undefined;
}

function isPattern(term: CTerm): boolean {
  return term.kind === 'var' || term.kind === 'array' || term.kind === 'object';
}

function unifySides(left: CTerm, right: CTerm, bound: Bound, into: Set<Local>): boolean {
  const known = new Set([...bound, ...into]);
  const fromLeft = sourceOutputs(left, known);
  const fromRight = sourceOutputs(right, known);
  if (fromLeft !== undefined) {
    for (const local of fromLeft) into.add(local);
    if (fromRight !== undefined) {
      for (const local of fromRight) into.add(local);
      return true;
    }
    return isPattern(right) && patternOutputs(right, new Set([...known, ...fromLeft]), into);
  }
  if (fromRight !== undefined) {
    for (const local of fromRight) into.add(local);
    return isPattern(left) && patternOutputs(left, new Set([...known, ...fromRight]), into);
  }
  return unifyComposites(left, right, bound, into);
}

/** What evaluating a side binds; undefined where it is a pattern with unbound variables. */
function sourceOutputs(term: CTerm, bound: Bound): Set<Local> | undefined {
  if (term.kind === 'ref') return refOutputs(term, bound);
  return allBound(term, bound) ? new Set() : undefined;
}

function unifyComposites(left: CTerm, right: CTerm, bound: Bound, into: Set<Local>): boolean {
  if (left.kind === 'array' && right.kind === 'array') {
    if (left.items.length !== right.items.length) return true;
    return left.items.every((item, i) => unifySides(item, right.items[i] as CTerm, bound, into));
  }
  if (left.kind === 'object' && right.kind === 'object') {
    return left.entries.every(([key, value]) => {
      const other = right.entries.find(([candidate]) => sameConstant(candidate, key));
      return other === undefined || unifySides(value, other[1], bound, into);
    });
  }
  return false;
}

export function sameConstant(a: CTerm, b: CTerm): boolean {
  return a.kind === 'const' && b.kind === 'const' && a.value === b.value;
}

/** Orders the closures of a literal that is about to run with `bound`. */
function orderInside(literal: CLiteral, bound: Bound, unsafe: Unsafe[]): void {
  switch (literal.kind) {
    case 'unify':
      orderTerm(literal.left, bound, unsafe);
      orderTerm(literal.right, bound, unsafe);
      return;
    case 'truth':
      orderTerm(literal.term, bound, unsafe);
      return;
    case 'every': {
      const inner = new Set(bound).add(literal.value);
      if (literal.key !== undefined) inner.add(literal.key);
      literal.body = orderBody(literal.body, inner, unsafe);
      return;
    }
    default:
      literal.body = orderBody(literal.body, new Set(bound), unsafe);
  }
}

function orderTerm(term: CTerm, bound: Bound, unsafe: Unsafe[]): void {
  if (term.kind !== 'comprehension') return;
  const inner = new Set(bound);
  term.body = orderBody(term.body, inner, unsafe);
  for (const head of term.key === undefined ? [term.value] : [term.key, term.value]) {
    visitLocals(head, (local) => {
      if (!inner.has(local)) unsafe.push({ local: local.generated ? undefined : local, at: local.at });
    });
  }
}
