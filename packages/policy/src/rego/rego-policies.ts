import { annotationsOf, compileRego, createLocator, explainRego, jsonText, toJson } from '@sallyport/languages/rego';
import type { RegoError, RegoLocator, RegoOptions, RegoProgram, RegoValue } from '@sallyport/languages/rego';

import { defined } from '../defined.ts';
import { overdue, withinTime } from '../judging-time.ts';
import type { JudgingTime } from '../judging-time.ts';
import type { InputPath, PolicyProblem } from '../policy.ts';
import { breachOf, missingOf, severityOf } from './breaches.ts';
import type { BreachOrigin } from './breaches.ts';
import { decidingPackages } from './decision-rules.ts';
import type { DecidingPackage, DecisionRule } from './decision-rules.ts';
import type { Breach, MissingEvidence } from '../policy.ts';

/** Modules that were compiled together, ready to judge inputs. */
export interface RegoSet {
  readonly packages: readonly DecidingPackage[];
  readonly program: RegoProgram;
  judge(deciding: DecidingPackage, input: RegoValue, time?: JudgingTime): RegoJudgement;
}

type RegoJudgement =
  | {
      readonly breaches: readonly Breach[];
      /** Breaches that the policy's own `exception` rules set aside. */
      readonly excepted: readonly Breach[];
      readonly missing: readonly MissingEvidence[];
      /** Rules that were asked and had nothing to object to. */
      readonly passed: number;
    }
  | { readonly problem: PolicyProblem };

/** Compiles modules. What is wrong with them is told, each with its place. */
export function compileRegoSet(options: RegoOptions): RegoSet | { readonly problems: readonly PolicyProblem[] } {
  const program = compileRego(options);
  if ('errors' in program) return { problems: program.errors.map((error) => problemOf(error, 'unloadable')) };
  const judge = createJudge(program, options);
  return { packages: decidingPackages(program), program, judge };
}

/** An error of the engine as a problem of a gate. */
export function problemOf(error: RegoError, kind: PolicyProblem['kind'] = 'error'): PolicyProblem {
  const { file: path, line, column } = error;
  return {
    kind: error.code === 'eval_cancel_error' ? 'timeout' : kind,
    message: `${error.code}: ${error.message}`,
    ...(path === undefined
      ? {}
      : { place: { path, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) } }),
  };
}

/** One question to a package: what is judged, and how long that may take. */
interface Asked {
  readonly deciding: DecidingPackage;
  readonly input: RegoValue;
  readonly time: JudgingTime | undefined;
}

interface Judging {
  readonly program: RegoProgram;
  readonly options: RegoOptions;
  /** Made when the first breach is there: most evaluations need none. */
  locator(): RegoLocator | undefined;
  /** What METADATA says, by rule; read once. */
  readonly told: Map<string, Pick<BreachOrigin, 'severity' | 'fix'>>;
}

function createJudge(program: RegoProgram, options: RegoOptions): RegoSet['judge'] {
  let made: ReturnType<typeof createLocator> | undefined;
  const judging: Judging = {
    program,
    options,
    locator: () => {
      made ??= createLocator(options);
      return 'errors' in made ? undefined : made;
    },
    told: new Map(),
  };
  return (deciding, input, time) => judgePackage(judging, { deciding, input, time });
}

function judgePackage(judging: Judging, asked: Asked): RegoJudgement {
  const { deciding } = asked;
  const breaches: Breach[] = [];
  const excepted: Breach[] = [];
  let passed = 0;
  const names = exceptedNames(judging, asked);
  if ('problem' in names) return names;
  for (const rule of deciding.rules) {
    const found = valuesOf(judging, asked, rule);
    if ('problem' in found) return found;
    if (found.breaches.length === 0) passed += 1;
    const isExcepted = names.has(rule.name.replace(/^(?:deny|violation|warn)_?/, ''));
    // At most MOST_MESSAGES, which a call takes as arguments.
    (isExcepted ? excepted : breaches).push(...found.breaches);
  }
  if (deciding.allows && breaches.length === 0) {
    const found = allowBreach(judging, asked);
    if (found !== undefined && 'problem' in found) return found;
    if (found === undefined) passed += 1;
    else breaches.push(found);
  }
  const missing = missingIn(judging, asked);
  return 'problem' in missing ? missing : { breaches, excepted, missing, passed };
}

/** More messages of one rule about one input than anyone reads. */
const MOST_MESSAGES = 10_000;

/** The values of a set of rules under one name. A value of any other form is a problem: the policy said something that nobody understands. */
function members(
  judging: Judging,
  asked: Asked,
  name: string,
): { readonly values: readonly unknown[] } | { readonly problem: PolicyProblem } {
  const { path } = asked.deciding;
  const result = evaluated(judging, asked, name);
  if ('problem' in result) return result;
  const value = result.value === undefined ? undefined : toJson(result.value);
  if (Array.isArray(value) && value.length > MOST_MESSAGES) {
    const message = `data.${[...path, name].join('.')} gave ${value.length} messages; at most ${MOST_MESSAGES} are read.`;
    return { problem: { kind: 'shape', message } };
  }
  if (Array.isArray(value)) return { values: value };
  const shape = value === undefined ? 'it is undefined' : `it is ${JSON.stringify(value)?.slice(0, 80)}`;
  const message = `data.${[...path, name].join('.')} is no set of messages: ${shape}. Write "${name} contains msg if …".`;
  return { problem: { kind: 'shape', message } };
}

/** The value of a rule of the package, within the time that is left. */
function evaluated(
  { program }: Judging,
  { deciding, input, time }: Asked,
  name: string,
): { readonly value: RegoValue | undefined } | { readonly problem: PolicyProblem } {
  const late = overdue(time);
  if (late !== undefined) return { problem: late };
  const result = program.eval([...deciding.path, name], input, withinTime(time));
  return 'error' in result ? { problem: overdue(time) ?? problemOf(result.error) } : result;
}

function valuesOf(
  judging: Judging,
  asked: Asked,
  rule: DecisionRule,
): { readonly breaches: readonly Breach[] } | { readonly problem: PolicyProblem } {
  const { deciding } = asked;
  const found = members(judging, asked, rule.name);
  if ('problem' in found) return found;
  if (found.values.length === 0) return { breaches: [] };
  const paths = pathsByValue(judging, asked, rule.name);
  const told = metadataOf(judging, deciding, rule.name);
  const breaches: Breach[] = [];
  for (const value of found.values) {
    const origin = {
      rule: rule.name,
      enforcement: rule.enforcement,
      ...told,
      paths: paths.get(JSON.stringify(value)) ?? [],
    };
    const breach = breachOf(value, origin);
    if (typeof breach === 'string') {
      const message = `data.${[...deciding.path, rule.name].join('.')} gave ${breach}.`;
      return { problem: { kind: 'shape', message } };
    }
    breaches.push(breach);
  }
  return { breaches };
}

/** Where no time is left the paths are not known; what was found stays. */
function pathsByValue(
  judging: Judging,
  { deciding, input, time }: Asked,
  rule: string,
): Map<string, readonly InputPath[]> {
  if (overdue(time) !== undefined) return new Map();
  const located = judging.locator()?.locate([...deciding.path, rule], input, withinTime(time));
  if (located === undefined || 'error' in located) return new Map();
  return new Map(located.values.map(({ value, paths }) => [JSON.stringify(toJson(value)), paths]));
}

/** What METADATA says of a rule: `custom.severity` and `custom.fix`, of the rule itself or of its package. */
function metadataOf(
  { program, told }: Judging,
  { path }: DecidingPackage,
  rule: string,
): Pick<BreachOrigin, 'severity' | 'fix'> {
  const name = [...path, rule].join('.');
  const known = told.get(name);
  if (known !== undefined) return known;
  const all = program.modules.flatMap((module) => annotationsOf(module).annotations);
  const custom = [name, path.join('.')].flatMap((wanted) =>
    all
      .filter((one) => one.path.join('.') === wanted)
      .map(({ fields }) => fields['custom'] as { severity?: unknown; fix?: unknown } | undefined),
  );
  const severity = custom.map((one) => severityOf(one?.severity)).find((one) => one !== undefined);
  const fix = custom.map((one) => one?.fix).find((one) => typeof one === 'string');
  const found = defined({ severity, fix: typeof fix === 'string' ? fix : undefined });
  told.set(name, found);
  return found;
}

function exceptedNames(judging: Judging, asked: Asked): Set<unknown> | { readonly problem: PolicyProblem } {
  if (!asked.deciding.excepts) return new Set();
  const result = evaluated(judging, asked, 'exception');
  if ('problem' in result) return result;
  const value = result.value === undefined ? [] : toJson(result.value);
  const lists = Array.isArray(value) ? value : [value];
  return new Set(lists.flat());
}

function missingIn(judging: Judging, asked: Asked): readonly MissingEvidence[] | { readonly problem: PolicyProblem } {
  const { deciding } = asked;
  if (!deciding.misses) return [];
  const found = members(judging, asked, 'missing');
  if ('problem' in found) return found;
  const all = found.values.map(missingOf);
  const wrong = all.find((one) => typeof one === 'string');
  if (wrong !== undefined) return { problem: { kind: 'shape', message: `${deciding.path.join('.')} gave ${wrong}.` } };
  return all.filter((one) => typeof one !== 'string');
}

/** A rule `allow` that is not true, with the literal that decided. */
function allowBreach(judging: Judging, asked: Asked): Breach | { readonly problem: PolicyProblem } | undefined {
  const result = evaluated(judging, asked, 'allow');
  if ('problem' in result) return result;
  const { value } = result;
  if (value === true) return undefined;
  const name = `data.${[...asked.deciding.path, 'allow'].join('.')}`;
  if (value !== undefined && value !== false)
    return { problem: { kind: 'shape', message: `${name} is ${jsonText(value).slice(0, 80)} and not true or false.` } };
  const because = overdue(asked.time) === undefined ? whyNot(judging.options, name, asked) : '';
  return { rule: 'allow', enforcement: 'deny', message: `${name} is not true${because}`, paths: [] };
}

function whyNot(options: RegoOptions, name: string, { input, time }: Asked): string {
  const explained = explainRego({ ...options, limits: { ...options.limits, ...withinTime(time).limits } }, name, input);
  if ('errors' in explained) return '';
  const first = explained.rules.find(({ outcome, literal }) => outcome === 'undefined' && literal !== undefined);
  if (first?.literal === undefined) return '';
  const operands = (first.operands ?? []).map(
    ({ text, value, because }) => because ?? `${text} = ${value === undefined ? 'undefined' : jsonText(value)}`,
  );
  const place = `${first.file}:${first.literal.line}`;
  return `: ${first.literal.text} did not hold (${place}${operands.length === 0 ? '' : `; ${operands.join('; ').slice(0, 300)}`})`;
}
