import type { Value } from '../shared/values.ts';
import { createEnvironment, packageNames } from './compile/environment.ts';
import type { Environment } from './compile/environment.ts';
import type { CompiledRule } from './compile/rules.ts';
import { findNode, groupsBelow } from './compile/tree.ts';
import type { Group } from './compile/tree.ts';
import { positionOf } from './errors.ts';
import type { RegoError } from './errors.ts';
import { Operands } from './explain-operands.ts';
import type { Operand } from './explain-operands.ts';
import { compileProgram } from './program.ts';
import type { Program, RegoOptions } from './program.ts';
import { Trace } from './trace.ts';
import type { Mark } from './trace.ts';
import type { Literal } from './syntax/ast.ts';

/** What became of one rule, and why. */
export interface RuleExplanation {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  /** `true`: its body succeeded at least once. `skipped`: nothing evaluated it. */
  readonly outcome: 'true' | 'undefined' | 'skipped';
  /** The literal that was the furthest to be reached and did not succeed. */
  readonly literal?: { readonly text: string; readonly line: number; readonly column: number };
  /** What the parts of that literal were. */
  readonly operands?: readonly Operand[];
}

export interface Explanation {
  readonly value: Value | undefined;
  readonly error?: RegoError;
  /** The rules of the entry point first, then those that their failing literals refer to. */
  readonly rules: readonly RuleExplanation[];
}

/** Evaluates an entry point and tells of every rule on the way which literal decided. */
export function explainRego(
  options: RegoOptions,
  entrypoint: string,
  input?: Value,
): Explanation | { readonly errors: readonly RegoError[] } {
  const trace = new Trace();
  const program = compileProgram({ ...options, trace: { marks: trace, tracer: trace.tracer } });
  if ('errors' in program) return program;
  const result = program.eval(entrypoint, input);
  trace.stop();
  const explainer = new Explainer(program, trace);
  const rules = explainer.explain(entrypoint);
  return 'error' in result ? { value: undefined, error: result.error, rules } : { value: result.value, rules };
}

const MAX_RULES = 200;

class Explainer {
  readonly #program: Program;
  readonly #trace: Trace;
  readonly #environments = new Map<string, Environment>();

  constructor(program: Program, trace: Trace) {
    this.#program = program;
    this.#trace = trace;
  }

  explain(entrypoint: string): RuleExplanation[] {
    const path = entrypoint
      .replace(/^data\.?/, '')
      .split('.')
      .filter((name) => name !== '');
    const found: RuleExplanation[] = [];
    const queue = this.#groupsAt(path);
    const seen = new Set(queue);
    for (let group = queue.shift(); group !== undefined && found.length < MAX_RULES; group = queue.shift()) {
      for (const branch of branchesOf(group)) {
        const { explanation, refers } = this.#rule(group, branch);
        found.push(explanation);
        queue.push(...refers.filter((next) => !seen.has(next)));
        for (const next of refers) seen.add(next);
      }
    }
    return found;
  }

  #groupsAt(path: readonly string[]): Group[] {
    for (let length = path.length; length > 0; length--) {
      const node = findNode(this.#program.compiled.tree.root, path.slice(0, length));
      if (node !== undefined) return groupsBelow(node);
    }
    return [];
  }

  #rule(group: Group, branch: CompiledRule): { explanation: RuleExplanation; refers: readonly Group[] } {
    const place = positionOf(branch.module, branch.rule.at);
    const base = { rule: `data.${group.path.join('.')}`, file: place.file, line: place.line };
    const marks = this.#trace.of(branch).filter((mark) => mark.top);
    if (marks.some((mark) => mark.isEnd && mark.hits > 0))
      return { explanation: { ...base, outcome: 'true' }, refers: [] };
    const reached = marks.findLast((mark) => mark.hits > 0);
    if (reached === undefined) return { explanation: { ...base, outcome: 'skipped' }, refers: [] };
    const { at, end } = reached.origin;
    const position = positionOf(branch.module, at);
    const literal = { text: branch.module.text.slice(at, end), line: position.line, column: position.column };
    const { operands, refers } = this.#operands(reached);
    return { explanation: { ...base, outcome: 'undefined', literal, operands }, refers };
  }

  #operands(mark: Mark): { operands: readonly Operand[]; refers: readonly Group[] } {
    const literal = literalAt(mark.rule, mark.origin.at);
    if (literal === undefined) return { operands: [], refers: [] };
    const locals = new Map(mark.locals.map((local, i) => [local.name, mark.values[i]]));
    const reader = new Operands({
      program: this.#program,
      environment: this.#environment(mark.rule),
      context: mark.context,
      locals,
    });
    reader.literal(literal);
    return { operands: reader.operands, refers: reader.refers };
  }

  #environment(rule: CompiledRule): Environment {
    const { module } = rule;
    const known = this.#environments.get(module.file);
    if (known !== undefined) return known;
    const { tree, replaced } = this.#program.compiled;
    const made = createEnvironment(module, packageNames(this.#program.modules), {
      tree,
      replaced,
      errors: [],
      functions: new Map(),
    });
    this.#environments.set(module.file, made);
    return made;
  }
}

/** Every rule of a group and every `else` of it; defaults have no body to explain. */
function branchesOf(group: Group): CompiledRule[] {
  const branches: CompiledRule[] = [];
  for (const rule of group.rules) {
    if (rule.isDefault) continue;
    for (let branch: CompiledRule | undefined = rule; branch !== undefined; branch = branch.otherwise)
      branches.push(branch);
  }
  return branches;
}

function literalAt(rule: CompiledRule, at: number): Literal | undefined {
  return rule.rule.body.find((literal) => literal.at === at);
}
