import type { CompiledRule } from './compile/rules.ts';
import type { Group } from './compile/tree.ts';
import { positionOf } from './errors.ts';
import type { Literal, Module } from './syntax/ast.ts';
import type { Trace } from './trace.ts';

/** Which lines of a module were evaluated: a literal's first line, and the line of a head whose body succeeded. */
export interface FileCoverage {
  readonly file: string;
  readonly covered: readonly number[];
  readonly missed: readonly number[];
  /** Share of covered lines, 0 to 100. */
  readonly percent: number;
}

/** Coverage of every module from a trace. */
export function coverageOf(modules: readonly Module[], trace: Trace, groups: readonly Group[]): FileCoverage[] {
  const hits = new Map<CompiledRule, Map<number, number>>();
  const ends = new Set<CompiledRule>();
  for (const mark of trace.marks) {
    if (mark.hits === 0) continue;
    if (mark.isEnd) ends.add(mark.rule);
    else hits.set(mark.rule, (hits.get(mark.rule) ?? new Map<number, number>()).set(mark.origin.at, mark.hits));
  }
  const lines = new Map<string, Map<number, boolean>>(modules.map((module) => [module.file, new Map()]));
  const note = (module: Module, at: number, covered: boolean): void => {
    const { line } = positionOf(module, at);
    const own = lines.get(module.file);
    own?.set(line, own.get(line) === true || covered);
  };
  for (const group of groups) {
    for (const rule of group.rules) {
      for (let branch: CompiledRule | undefined = rule; branch !== undefined; branch = branch.otherwise) {
        note(branch.module, branch.rule.at, ends.has(branch));
        const own = hits.get(branch);
        const literals: Literal[] = [];
        collect(branch.rule.body, literals);
        for (const literal of literals) note(branch.module, literal.at, own?.has(literal.at) === true);
      }
    }
  }
  return [...lines].map(([file, own]) => summary(file, own));
}

function summary(file: string, lines: ReadonlyMap<number, boolean>): FileCoverage {
  const sorted = [...lines].sort(([a], [b]) => a - b);
  const covered = sorted.filter(([, hit]) => hit).map(([line]) => line);
  const missed = sorted.filter(([, hit]) => !hit).map(([line]) => line);
  const percent = sorted.length === 0 ? 100 : Math.round((covered.length / sorted.length) * 10_000) / 100;
  return { file, covered, missed, percent };
}

/** The literals of a body and of the `every` bodies in it; declarations are nothing to evaluate. */
function collect(body: readonly Literal[], into: Literal[]): void {
  for (const literal of body) {
    if (literal.kind !== 'some') into.push(literal);
    if (literal.kind === 'every') collect(literal.body, into);
  }
}
