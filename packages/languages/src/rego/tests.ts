import type { Clock } from '@sallyport/kernel';
import { systemClock } from '@sallyport/kernel';

import { coverageOf } from './coverage.ts';
import type { FileCoverage } from './coverage.ts';
import { positionOf } from './errors.ts';
import type { RegoError } from './errors.ts';
import { explainRego } from './explain.ts';
import type { RuleExplanation } from './explain.ts';
import { compileProgram } from './program.ts';
import type { RegoOptions } from './program.ts';
import { Trace } from './trace.ts';

export interface RegoTestOptions extends Omit<RegoOptions, 'print' | 'trace'> {
  /** Only tests whose full name (`data.pkg.test_x`) this accepts; all unless given. */
  readonly filter?: (name: string) => boolean;
  readonly coverage?: boolean;
  readonly clock?: Clock;
}

export interface RegoTestResult {
  /** `data.pkg.test_x`. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** `skipped`: the name begins with `todo_test_`. */
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly durationMs: number;
  /** What the test printed. */
  readonly output: readonly string[];
  readonly error?: RegoError;
  /** Why it failed: the literals that were not true. */
  readonly explanation?: readonly RuleExplanation[];
}

export interface RegoTestReport {
  readonly results: readonly RegoTestResult[];
  readonly coverage?: readonly FileCoverage[];
}

/** Runs every rule whose name begins with `test_`: it passes where it is defined and not false. */
// oxlint-disable-next-line complexity -- one test after the other, each with its outcome
export function runRegoTests(options: RegoTestOptions): RegoTestReport | { readonly errors: readonly RegoError[] } {
  const { filter, coverage, ...rest } = options;
  const clock = options.clock ?? systemClock;
  const trace = coverage === true ? new Trace() : undefined;
  const output: string[] = [];
  const print = (text: string, place: string): void => {
    output.push(`${place}: ${text}`);
  };
  const traced = trace === undefined ? {} : { trace: { marks: trace, tracer: trace.tracer } };
  const program = compileProgram({ ...rest, print, ...traced });
  if ('errors' in program) return program;
  const results: RegoTestResult[] = [];
  for (const group of program.compiled.tree.groups) {
    const own = group.path.at(-1) ?? '';
    const name = `data.${group.path.join('.')}`;
    const [source] = group.sources;
    if (source === undefined || !/^(?:todo_)?test_/.test(own) || filter?.(name) === false) continue;
    const { file, line } = positionOf(source.module, source.rule.at);
    const base = { name, file, line };
    if (own.startsWith('todo_')) {
      results.push({ ...base, outcome: 'skipped', durationMs: 0, output: [] });
      continue;
    }
    output.length = 0;
    const start = clock.monotonic();
    const result = program.eval(group.path);
    const durationMs = clock.monotonic() - start;
    const common = { ...base, durationMs, output: [...output] };
    if ('error' in result) results.push({ ...common, outcome: 'error', error: result.error });
    else if (result.value !== undefined && result.value !== false) results.push({ ...common, outcome: 'passed' });
    else results.push({ ...common, outcome: 'failed', explanation: reasons(rest, name) });
  }
  return trace === undefined
    ? { results }
    : { results, coverage: coverageOf(program.modules, trace, program.compiled.tree.groups) };
}

function reasons(options: RegoOptions, name: string): readonly RuleExplanation[] {
  const explained = explainRego(options, name);
  return 'errors' in explained ? [] : explained.rules.filter((rule) => rule.outcome === 'undefined');
}
