import type { Value } from '../../shared/values.ts';
import type { Expr, PlanIndex } from '../run/ir.ts';
import type { CLiteral, CRef, CTerm } from './core.ts';
import type { CompiledRule } from './rules.ts';

/** Fewer rules are tried one by one. */
const WORTH_INDEXING = 4;

interface Candidate {
  readonly ref: CRef;
  readonly value: Value;
}

/**
 * Finds the reference of `input` or base data that most rules compare with a constant. Rules that need another
 * value of it are not run at all.
 */
export function planIndex(rules: readonly CompiledRule[], planRef: (ref: CRef) => Expr): PlanIndex | undefined {
  if (rules.length < WORTH_INDEXING) return undefined;
  const found = rules.map(candidates);
  const counts = new Map<string, { ref: CRef; count: number }>();
  for (const list of found) {
    for (const [key, { ref }] of list) {
      const entry = counts.get(key) ?? { ref, count: 0 };
      entry.count++;
      counts.set(key, entry);
    }
  }
  let best: [string, { ref: CRef; count: number }] | undefined;
  for (const entry of counts) if (best === undefined || entry[1].count > best[1].count) best = entry;
  if (best === undefined || best[1].count < WORTH_INDEXING) return undefined;
  const [key, { ref }] = best;
  return { on: planRef(ref), wanted: found.map((list) => list.get(key)?.value) };
}

/** The comparisons with a scalar constant that the body of a rule without `else` cannot succeed without. */
// oxlint-disable-next-line complexity -- the forms in which a rule compares with a constant
function candidates(rule: CompiledRule): Map<string, Candidate> {
  const found = new Map<string, Candidate>();
  if (rule.otherwise !== undefined) return found;
  const hoisted = new Map<unknown, CRef>();
  for (const literal of rule.body) {
    if (literal.kind === 'unify' && literal.left.kind === 'var' && literal.right.kind === 'ref') {
      hoisted.set(literal.left.local, literal.right);
    }
    const pair = comparison(literal);
    if (pair === undefined) continue;
    for (const [side, other] of [pair, [pair[1], pair[0]]] as const) {
      const ref = side.kind === 'var' ? hoisted.get(side.local) : side;
      if (ref?.kind !== 'ref' || other.kind !== 'const' || typeof other.value !== 'string') continue;
      const key = inputPath(ref);
      if (key !== undefined && !found.has(key)) found.set(key, { ref, value: other.value });
    }
  }
  return found;
}

function comparison(literal: CLiteral): readonly [CTerm, CTerm] | undefined {
  if (literal.kind === 'unify') return [literal.left, literal.right];
  if (literal.kind !== 'truth' || literal.term.kind !== 'call' || literal.term.target !== 'equal') return undefined;
  return literal.term.args as [CTerm, CTerm];
}

function inputPath(ref: CRef): string | undefined {
  if (ref.head !== 'input') return undefined;
  const names: string[] = [];
  for (const part of ref.path) {
    if (part.kind !== 'const' || typeof part.value !== 'string') return undefined;
    names.push(part.value);
  }
  return names.join('\0');
}
