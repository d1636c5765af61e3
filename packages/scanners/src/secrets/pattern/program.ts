import type { Assertion, Node, Pattern } from './ast.ts';
import type { ByteSet } from './byte-set.ts';

/** One step of a compiled pattern; `next` and `other` are indices of steps. */
type Step =
  | { readonly op: 'set'; readonly set: ByteSet; next: number }
  | { readonly op: 'split'; next: number; other: number }
  | { readonly op: 'save'; readonly slot: number; next: number }
  | { readonly op: 'assert'; readonly what: Assertion; next: number }
  | { readonly op: 'match' };

export interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
  readonly groups: number;
}

export interface ProgramOptions {
  /** Counts over this are read as "any number more": a wider language in a smaller program. */
  readonly clipCounts?: number;
  /** Most steps; more is an error. */
  readonly maxSteps?: number;
}

/** The pattern does not fit into the bound on steps. */
class ProgramTooLarge extends Error {}

/** Compiles a pattern to steps, from the end to the start, so that every step knows what follows it. */
export function compileProgram(pattern: Pattern, options: ProgramOptions = {}): Program {
  const steps: Step[] = [{ op: 'match' }];
  const maxSteps = options.maxSteps ?? 50_000;
  const clip = options.clipCounts ?? Infinity;

  const add = (step: Step): number => {
    if (steps.length >= maxSteps) throw new ProgramTooLarge(`the pattern needs more than ${maxSteps} steps`);
    return steps.push(step) - 1;
  };
  const branch = (greedy: boolean, into: number, past: number): number =>
    add(greedy ? { op: 'split', next: into, other: past } : { op: 'split', next: past, other: into });

  const repeat = (node: Node & { kind: 'repeat' }, next: number): number => {
    const min = Math.min(node.min, clip);
    const max = node.max > clip ? Infinity : node.max;
    let at = next;
    if (max === Infinity) {
      const loop = branch(node.greedy, 0, next);
      const split = steps[loop];
      const body = compile(node.item, loop);
      if (split?.op === 'split') split[node.greedy ? 'next' : 'other'] = body;
      at = loop;
    } else {
      for (let count = min; count < max; count++) at = branch(node.greedy, compile(node.item, at), next);
    }
    for (let count = 0; count < min; count++) at = compile(node.item, at);
    return at;
  };

  const compile = (node: Node, next: number): number => {
    switch (node.kind) {
      case 'set':
        return add({ op: 'set', set: node.set, next });
      case 'assert':
        return add({ op: 'assert', what: node.what, next });
      case 'seq':
        return node.items.reduceRight((after, item) => compile(item, after), next);
      case 'alt':
        return node.options
          .map((option) => compile(option, next))
          .reduceRight((other, option) => add({ op: 'split', next: option, other }));
      case 'group':
        return add({
          op: 'save',
          slot: 2 * node.index,
          next: compile(node.item, add({ op: 'save', slot: 2 * node.index + 1, next })),
        });
      case 'repeat':
        return repeat(node, next);
    }
  };
  return { start: compile(pattern.root, 0), steps, groups: pattern.groups };
}
