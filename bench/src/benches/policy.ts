import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { compileRego } from '@sallyport/languages/rego';
import type { RegoProgram, RegoValue } from '@sallyport/languages/rego';

import type { Bench, BenchFigures } from '../bench.ts';
import { measure, medianOf } from '../measure.ts';
import { regoPolicies, regoText, suiteFiles } from '../inputs/policy-templates.ts';
import type { PolicyTemplate } from '../inputs/policy-templates.ts';
import { celFigures } from '../policy-cel.ts';
import { peerFigures } from '../policy-peers.ts';
import type { ComparedQuery } from '../policy-peers.ts';

const WARM_UP = 3_000;
const ROUNDS = 5_000;

/**
 * Rego on what admission sees: policies of the Gatekeeper library on their own example objects. Every evaluation
 * has an input of its own, parsed before the clock starts.
 */
export const bench: Bench = {
  name: 'policy',
  run: async ({ cacheDir, peer }) => {
    const templates = await regoPolicies();
    const compiled = templates.map((template) => ({ template, program: compile(template) }));
    return {
      singleUs: singles(compiled),
      nineteenOnePodUs: nineteen(compiled),
      compile600Ms: compile600(),
      suites35: suites(cacheDir, await suiteFiles(), peer('gator')),
      interpretedSingleUs: timed(compile(templates[0] as PolicyTemplate, true), templates[0] as PolicyTemplate),
      cel: celFigures(),
      peers: peerFigures(queries(compiled), {
        cacheDir,
        opa: peer('opa'),
        regorus: peer('regorus-bench'),
        go: peer('go'),
      }),
    };
  },
};

interface Ready {
  readonly template: PolicyTemplate;
  readonly program: RegoProgram;
}

function compile({ kind, text, libs }: PolicyTemplate, interpreted = false): RegoProgram {
  const modules = [text, ...libs].map((source, i) => ({ path: `${kind}-${i}.rego`, text: source }));
  const program = compileRego({ modules, version: 'v0', interpreted });
  if ('errors' in program) throw new TypeError(`${kind}: ${program.errors[0]?.message ?? ''}`);
  return program;
}

function copies(input: RegoValue, count: number): RegoValue[] {
  const text = JSON.stringify(input);
  return Array.from({ length: count }, () => JSON.parse(text) as RegoValue);
}

/** Microseconds an evaluation, the median of five runs. */
function timed(program: RegoProgram, { entrypoint, input }: PolicyTemplate): number {
  for (const warm of copies(input, WARM_UP)) program.eval(entrypoint, warm);
  return median(5, () => {
    const inputs = copies(input, ROUNDS);
    const start = performance.now();
    for (const one of inputs) program.eval(entrypoint, one);
    return ((performance.now() - start) * 1_000) / ROUNDS;
  });
}

function median(runs: number, run: () => number): number {
  const times = Array.from({ length: runs }, run).sort((a, b) => a - b);
  return Math.round((times[Math.floor(runs / 2)] ?? 0) * 100) / 100;
}

const SHOWN = new Set([
  'K8sRequiredLabels',
  'K8sPSPPrivilegedContainer',
  'K8sAllowedReposv2',
  'K8sDisallowedRepos',
  'K8sContainerLimits',
]);

function singles(compiled: readonly Ready[]): BenchFigures {
  const figures: Record<string, number> = {};
  for (const { template, program } of compiled) {
    if (SHOWN.has(template.kind)) figures[`${template.kind} ${template.example}`] = timed(program, template);
  }
  return figures;
}

/** A peer takes two seconds for one query. */
const COMPARED_POLICIES = 20;

/** Of policies that find something and nothing one query each: those shown alone, and more of the library in its order. */
function queries(compiled: readonly Ready[]): ComparedQuery[] {
  const pairs = [...Map.groupBy(compiled, ({ template }) => template.kind).values()].flatMap((same) => {
    const answered = same.map((ready) => ({ ...ready, violations: violationsOf(ready) }));
    const nothing = answered.find(({ violations }) => violations === 0);
    const something = answered.find(({ violations }) => violations > 0);
    return nothing === undefined || something === undefined ? [] : [[nothing, something] as const];
  });
  const isShown = ([{ template }]: (typeof pairs)[number]): boolean => SHOWN.has(template.kind);
  return [...pairs.filter(isShown), ...pairs.filter((pair) => !isShown(pair))]
    .slice(0, COMPARED_POLICIES)
    .flat()
    .map(({ template, program, violations }) => ({ template, violations, us: timed(program, template) }));
}

function violationsOf({ program, template }: Ready): number {
  const result = program.eval(template.entrypoint, template.input);
  return 'value' in result && result.value instanceof Object ? [...(result.value as Iterable<unknown>)].length : 0;
}

/** Nineteen policies, one after the other, on one and the same Pod. */
function nineteen(compiled: readonly Ready[]): number {
  const pod = compiled.find(({ template }) => template.kind === 'K8sPSPPrivilegedContainer')?.template.input as {
    review: RegoValue;
  };
  const chosen = new Map(compiled.map((ready) => [ready.template.kind, ready]));
  const nineteenOf = [...chosen.values()].slice(0, 19);
  const evaluate = (review: RegoValue): void => {
    for (const { program, template } of nineteenOf) {
      const { parameters } = template.input as { parameters: RegoValue };
      program.eval(template.entrypoint, { review, parameters });
    }
  };
  for (const review of copies(pod.review, 500)) evaluate(review);
  return median(5, () => {
    const reviews = copies(pod.review, 500);
    const start = performance.now();
    for (const review of reviews) evaluate(review);
    return ((performance.now() - start) * 1_000) / 500;
  });
}

/** 600 policies of different text, parsed, checked, and each evaluated once so that its code exists. */
function compile600(): number {
  const modules = Array.from({ length: 600 }, (_, i) => ({ path: `p${i}.rego`, text: regoText(i) }));
  return median(3, () => {
    const start = performance.now();
    const program = compileRego({ modules });
    if ('errors' in program) throw new TypeError(program.errors[0]?.message ?? '');
    for (let i = 0; i < 600; i++) program.eval(['checks', `c${i}`, 'deny'], { resources: [] });
    return performance.now() - start;
  });
}

const CLI = join(import.meta.dirname, '..', '..', '..', 'packages', 'cli', 'src', 'main.ts');

/** All suites of the library, the whole process: read, compile, judge, assert. Beside gator where it is at hand. */
function suites(cacheDir: string, files: ReadonlyMap<string, string>, gator: string | undefined): BenchFigures {
  const folder = join(cacheDir, 'gatekeeper-suites');
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const run = (program: string, words: readonly string[]) =>
    medianOf(Array.from({ length: 3 }, () => measure(program, words)));
  const own = run(process.execPath, [CLI, 'policy', 'test', folder, '--quiet']);
  if (own.status !== 0) throw new TypeError(own.stdout + own.stderr);
  const { wallMs, cpuMs, rssMb } = own;
  if (gator === undefined) return { wallMs, cpuMs, rssMb };
  const peer = run(gator, ['verify', `${folder}/...`]);
  return { wallMs, cpuMs, rssMb, gatorWallMs: peer.wallMs, gatorCpuMs: peer.cpuMs, gatorCpuRatio: peer.cpuMs / cpuMs };
}
