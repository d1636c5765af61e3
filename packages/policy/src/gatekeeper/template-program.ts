import { compileRego, createLocator, toJson } from '@sallyport/languages/rego';
import type { EvalOptions, RegoOptions, RegoProgram, RegoValue } from '@sallyport/languages/rego';
import type { Clock } from '@sallyport/kernel';

import { overdue, withinTime } from '../judging-time.ts';
import type { JudgingTime } from '../judging-time.ts';
import type { Breach, InputPath, PolicyProblem } from '../policy.ts';
import type { AdmissionRequest } from '../kubernetes/review.ts';
import { breachOf } from '../rego/breaches.ts';
import { problemOf } from '../rego/rego-policies.ts';
import type { Template, TemplateRego } from './template.ts';

/** What a template says of one request: breaches, whose paths begin at the request (`review`), or why it gave no answer. */
type TemplateAnswer = { readonly breaches: readonly Breach[] } | { readonly problem: PolicyProblem };

interface TemplateQuestion {
  readonly request: AdmissionRequest;
  readonly parameters: unknown;
  /** What `data.inventory` shows: other objects of the cluster. */
  readonly inventory?: RegoValue;
  /** Whether paths are wanted: they cost a second evaluation where there are breaches. */
  readonly located?: boolean;
  /** Bounds this and all other questions together. */
  readonly time?: JudgingTime;
}

/** A template's Rego, compiled once for all of its constraints. */
export interface TemplateProgram {
  readonly template: Template;
  judge(question: TemplateQuestion): TemplateAnswer;
}

/** Compiles a template's Rego. */
export function compileTemplate(
  template: Template,
  rego: TemplateRego,
  settings: { readonly path: string; readonly clock: Clock; readonly timeoutMs?: number },
): TemplateProgram | { readonly problem: PolicyProblem } {
  const { path, clock, timeoutMs } = settings;
  const modules = [rego.text, ...rego.libs].map((text, i) => ({ path: i === 0 ? path : `${path} (lib ${i})`, text }));
  const options: RegoOptions = {
    modules,
    version: rego.version,
    clock,
    ...(timeoutMs === undefined ? {} : { limits: { timeMs: timeoutMs } }),
  };
  const program = compileRego(options);
  if ('errors' in program) {
    const [error] = program.errors;
    const problem: PolicyProblem =
      error === undefined ? { kind: 'unloadable', message: 'it does not compile' } : problemOf(error, 'unloadable');
    return { problem };
  }
  const entry = [...(program.modules[0]?.package ?? []), 'violation'];
  return { template, judge: (question) => judge({ program, options, entry }, question) };
}

interface Compiled {
  readonly program: RegoProgram;
  readonly options: RegoOptions;
  readonly entry: readonly string[];
}

function judge({ program, options, entry }: Compiled, question: TemplateQuestion): TemplateAnswer {
  const input = { review: question.request.given, parameters: question.parameters } as unknown as RegoValue;
  const data = question.inventory === undefined ? undefined : { inventory: question.inventory };
  const { time } = question;
  const late = overdue(time);
  if (late !== undefined) return { problem: late };
  const result = program.eval(entry, input, { ...withinTime(time), ...(data === undefined ? {} : { data }) });
  if ('error' in result) return { problem: overdue(time) ?? problemOf(result.error) };
  const values = result.value === undefined ? undefined : toJson(result.value);
  if (!Array.isArray(values))
    return { problem: { kind: 'shape', message: `${entry.join('.')} is no set of violations` } };
  if (values.length === 0) return { breaches: [] };
  const isLocated = question.located === true && overdue(time) === undefined;
  const paths = isLocated
    ? pathsOf({ ...options, ...(data === undefined ? {} : { data }) }, { entry, input, ...withinTime(time) })
    : new Map<string, readonly InputPath[]>();
  return breachesOf(values, paths, entry);
}

function breachesOf(
  values: readonly unknown[],
  paths: ReadonlyMap<string, readonly InputPath[]>,
  entry: readonly string[],
): TemplateAnswer {
  const breaches: Breach[] = [];
  for (const value of values) {
    const origin = { rule: 'violation', enforcement: 'deny' as const, paths: paths.get(JSON.stringify(value)) ?? [] };
    const breach = breachOf(value, origin);
    if (typeof breach === 'string') return { problem: { kind: 'shape', message: `${entry.join('.')} gave ${breach}` } };
    breaches.push(breach);
  }
  return { breaches };
}

interface LocatedQuestion extends Pick<EvalOptions, 'limits'> {
  readonly entry: readonly string[];
  readonly input: RegoValue;
}

function pathsOf(
  options: RegoOptions,
  { entry, input, ...within }: LocatedQuestion,
): Map<string, readonly InputPath[]> {
  const locator = createLocator(options);
  if ('errors' in locator) return new Map();
  const located = locator.locate(entry, input, within);
  if ('error' in located) return new Map();
  return new Map(located.values.map(({ value, paths }) => [JSON.stringify(toJson(value)), paths]));
}
