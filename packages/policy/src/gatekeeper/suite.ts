import { parseAs, toValue } from '@sallyport/documents';
import { jsonList, jsonMember, jsonText, jsonTexts } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';
import { compileRego } from '@sallyport/languages/rego';

import { leadsSomewhere } from '../input/input-builder.ts';
import { isKubernetesObject, nameOf } from '../kubernetes/object.ts';
import type { KubernetesObject } from '../kubernetes/object.ts';
import { requestOf } from '../kubernetes/review.ts';
import type { Breach, PolicyProblem } from '../policy.ts';
import { inventoryOf } from './inventory.ts';
import { matches } from './match.ts';
import { readConstraint, readTemplate } from './template.ts';
import type { Constraint } from './template.ts';
import { compileEngine } from './engine.ts';
import type { TemplateProgram } from './template-program.ts';

/** Reads a file of a suite by its path from where the suite lies; undefined where there is none. */
export type ReadSuiteFile = (path: string) => string | undefined;

export interface SuiteCaseResult {
  readonly test: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  /** Why it did not pass. */
  readonly reason?: string;
  readonly breaches: readonly Breach[];
  readonly durationMs: number;
}

export interface SuiteOptions {
  readonly clock: Clock;
  /** Only tests and cases whose `test/case` this accepts. */
  readonly filter?: (name: string) => boolean;
  /** Which engine of a template is asked; Rego where it has both, unless this says otherwise. */
  readonly engine?: 'rego' | 'cel';
  /** Whether breaches tell their paths: it costs a second evaluation. */
  readonly located?: boolean;
}

export function isSuite(value: unknown): value is KubernetesObject {
  return isKubernetesObject(value) && value.kind === 'Suite' && value.apiVersion.startsWith('test.gatekeeper.sh/');
}

/** Runs a gator suite: every case of every test, with its assertions. Never throws: what cannot be run is an error of its case. */
export async function runSuite(text: string, read: ReadSuiteFile, options: SuiteOptions): Promise<SuiteCaseResult[]> {
  const [suite] = await objectsIn(text);
  if (!isSuite(suite)) return [broken('suite', 'suite', 'it is no suite (kind Suite of test.gatekeeper.sh)')];
  const matcher = createMatcher();
  const results: SuiteCaseResult[] = [];
  for (const test of jsonList(suite, 'tests')) results.push(...(await runTest(test, { read, options, matcher })));
  return results;
}

interface Running {
  readonly read: ReadSuiteFile;
  readonly options: SuiteOptions;
  readonly matcher: Matcher;
}

async function runTest(test: unknown, running: Running): Promise<SuiteCaseResult[]> {
  const name = jsonText(test, 'name') ?? 'test';
  const cases = jsonList(test, 'cases').map((one, i) => ({ one, name: jsonText(one, 'name') ?? `case ${i + 1}` }));
  const { filter } = running.options;
  const chosen = cases.filter((one) => filter === undefined || filter(`${name}/${one.name}`));
  const all = (result: (caseName: string) => SuiteCaseResult) => chosen.map((one) => result(one.name));
  if (jsonMember(test, 'skip') === true)
    return all((caseName) => ({ test: name, name: caseName, outcome: 'skipped', breaches: [], durationMs: 0 }));
  const prepared = await prepare(test, running);
  if (typeof prepared === 'string') return all((caseName) => broken(name, caseName, prepared));
  const results: SuiteCaseResult[] = [];
  for (const { one, name: caseName } of chosen)
    results.push(await runCase({ one, test: name, name: caseName }, prepared, running));
  return results;
}

interface Prepared {
  readonly program: TemplateProgram;
  readonly constraint: Constraint;
}

/** The template and the constraint of a test; a text says why there is none. */
async function prepare(test: unknown, { read, options }: Running): Promise<Prepared | string> {
  const templatePath = jsonText(test, 'template') ?? '';
  const template = await readOne(templatePath, read, readTemplate);
  if (typeof template === 'string') return template;
  const constraint = await readOne(jsonText(test, 'constraint') ?? '', read, readConstraint);
  if (typeof constraint === 'string') return constraint;
  if (constraint.kind !== template.kind)
    return `a constraint of the kind ${constraint.kind} for a template of ${template.kind}`;
  const program = await compileEngine(template, { path: templatePath, ...options });
  return 'problem' in program ? tell(program.problem) : { program, constraint };
}

async function readOne<T>(
  path: string,
  read: ReadSuiteFile,
  make: (object: KubernetesObject) => T | string,
): Promise<T | string> {
  const text = read(path);
  if (text === undefined) return `there is no file ${path}`;
  const [object] = await objectsIn(text);
  return isKubernetesObject(object) ? make(object) : `${path} is no Kubernetes object`;
}

async function objectsIn(text: string): Promise<unknown[]> {
  const parsed = await parseAs('yaml', text);
  return parsed.ok ? parsed.documents.map((root) => toValue(root)).filter((value) => value !== null) : [];
}

async function runCase(
  { one, test, name }: { readonly one: unknown; readonly test: string; readonly name: string },
  prepared: Prepared,
  running: Running,
): Promise<SuiteCaseResult> {
  const { clock } = running.options;
  if (jsonMember(one, 'skip') === true) return { test, name, outcome: 'skipped', breaches: [], durationMs: 0 };
  const start = clock.monotonic();
  const judged = await judgeCase(one, prepared, running);
  if (typeof judged === 'string') return broken(test, name, judged);
  const wrong =
    jsonList(one, 'assertions').length === 0
      ? assertion({}, judged, running.matcher)
      : firstWrong(one, judged, running.matcher);
  const durationMs = clock.monotonic() - start;
  return {
    test,
    name,
    outcome: wrong === undefined ? 'passed' : 'failed',
    breaches: judged,
    durationMs,
    ...(wrong === undefined ? {} : { reason: wrong }),
  };
}

/** The breaches of a case's object; a text says why there is no answer. */
async function judgeCase(
  one: unknown,
  { program, constraint }: Prepared,
  { read, options }: Running,
): Promise<readonly Breach[] | string> {
  const path = jsonText(one, 'object') ?? '';
  const object = await readOne(path, read, (found) => found);
  if (typeof object === 'string') return object;
  const others: KubernetesObject[] = [];
  for (const file of jsonTexts(one, 'inventory')) {
    const text = read(file);
    if (text === undefined) return `there is no file ${file}`;
    others.push(...(await objectsIn(text)).filter(isKubernetesObject));
  }
  const request = requestOf(object);
  const namespace = others.find((other) => other.kind === 'Namespace' && nameOf(other) === request.namespace);
  if (!matches(constraint.match, request, namespace)) return [];
  const { parameters } = constraint;
  const answer = program.judge({
    request,
    parameters,
    inventory: inventoryOf(others),
    located: options.located === true,
  });
  if ('problem' in answer) return tell(answer.problem);
  const input = { review: request.given, parameters };
  return answer.breaches.map((breach) => ({
    ...breach,
    paths: breach.paths.filter((each) => leadsSomewhere(input, each)),
  }));
}

function firstWrong(one: unknown, breaches: readonly Breach[], matcher: Matcher): string | undefined {
  return jsonList(one, 'assertions')
    .map((each) => assertion(each, breaches, matcher))
    .find((reason) => reason !== undefined);
}

/** What an assertion expects and does not get: `violations` is yes, no or a number; `message` a regular expression. */
function assertion(each: unknown, breaches: readonly Breach[], matcher: Matcher): string | undefined {
  const pattern = jsonText(each, 'message');
  const wanted = jsonMember(each, 'violations') ?? 'yes';
  const fitting = pattern === undefined ? breaches : breaches.filter(({ message }) => matcher(pattern, message));
  if (isMet(wanted, fitting.length)) return undefined;
  const about = pattern === undefined ? '' : ` with a message like ${pattern}`;
  const told = breaches.map(({ message }) => message).join('; ') || 'none at all';
  return `wanted ${JSON.stringify(wanted)} violations${about}, got ${fitting.length} (${told.slice(0, 300)})`;
}

/** YAML reads `yes` and `no` as they are or as booleans; a number is exact, anything else is never met. */
function isMet(wanted: unknown, count: number): boolean {
  if (wanted === 'yes' || wanted === true) return count > 0;
  return wanted === 'no' || wanted === false ? count === 0 : Number(wanted) === count;
}

type Matcher = (pattern: string, text: string) => boolean;

const MATCH = 'package match\n\nfound if regex.match(input.pattern, input.text)\n';

/** Matches as Go does, in linear time: by the policy engine's own builtin. */
function createMatcher(): Matcher {
  const program = compileRego({ modules: [{ path: 'match.rego', text: MATCH }] });
  if ('errors' in program) return () => false;
  return (pattern, text) => {
    const result = program.eval(['match', 'found'], { pattern, text });
    return 'value' in result && result.value === true;
  };
}

function broken(test: string, name: string, reason: string): SuiteCaseResult {
  return { test, name, outcome: 'error', reason, breaches: [], durationMs: 0 };
}

function tell({ message, place }: PolicyProblem): string {
  return place === undefined ? message : `${place.path}:${place.line ?? 1}: ${message}`;
}
