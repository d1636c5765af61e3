import { parse as parsePeer } from '@marcbachmann/cel-js';
import { compileCel } from '@sallyport/languages/cel';

import type { BenchFigures } from './bench.ts';

const WARM_UP = 20_000;
/** Runs are short, so that most of them are not interrupted by another process. */
const ROUNDS = 500;
const RUNS = 80;

/** Comprehensions over the five containers of a Pod, as admission policies write them. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  notPrivileged:
    'object.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.privileged) || !c.securityContext.privileged)',
  images: 'object.spec.containers.all(c, c.image.startsWith("registry.example/") && !c.image.endsWith(":latest"))',
  limits: 'size(object.spec.containers.filter(c, !has(c.resources.limits.memory))) == 0',
};

const POD = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'prod', labels: { app: 'web' } },
  spec: {
    containers: Array.from({ length: 5 }, (_, i) => ({
      name: `c${i}`,
      image: `registry.example/team/app-${i}:1.${i}`,
      securityContext: { privileged: false, runAsNonRoot: true },
      resources: { limits: { memory: '64Mi', cpu: '100m' }, requests: { memory: '32Mi' } },
    })),
  },
});

type Evaluate = (activation: { readonly object: unknown }) => unknown;

/**
 * CEL on a Pod of its own each iteration, parsed before the clock starts; the peer `@marcbachmann/cel-js` takes turns
 * with us, on inputs made in the same way. `costLimited` counts costs as Kubernetes does.
 */
export function celFigures(): BenchFigures {
  const figures: Record<string, BenchFigures> = {};
  for (const [name, expression] of Object.entries(EXPRESSIONS)) {
    const peer = parsePeer(expression) as unknown as Evaluate;
    figures[name] = compared({
      us: ours(expression),
      costLimitedUs: ours(expression, { costLimit: 1_000_000 }),
      interpretedUs: ours(expression, {}, true),
      celJsUs: peer,
    });
  }
  return { ...figures, compileUs: compileTime() };
}

function ours(expression: string, options = {}, interpreted = false): Evaluate {
  const program = compileCel(expression, { variables: { object: 'dyn' }, resultType: 'bool', interpreted });
  if ('errors' in program) throw new TypeError(program.errors[0]?.message ?? '');
  return (activation) => {
    const result = program.evaluate(activation as never, options);
    if ('error' in result) throw new TypeError(result.error.message);
    return result.value;
  };
}

/** Microseconds an evaluation, the median of runs in which all take turns. */
function compared(functions: Readonly<Record<string, Evaluate>>): BenchFigures {
  const times = new Map<string, number[]>();
  for (let run = 0; run <= RUNS; run++) {
    for (const [name, evaluate] of Object.entries(functions)) {
      const took = timed(evaluate, run === 0 ? WARM_UP : ROUNDS);
      // The first run warms up.
      if (run > 0) times.set(name, [...(times.get(name) ?? []), took]);
    }
  }
  const figures = Object.fromEntries(Array.from(times, ([name, list]) => [name, median(list)]));
  return { ...figures, timesAsFastAsCelJs: Math.round(((figures['celJsUs'] ?? 0) / (figures['us'] ?? 1)) * 10) / 10 };
}

function timed(evaluate: Evaluate, rounds: number): number {
  const inputs = Array.from({ length: rounds }, () => ({ object: JSON.parse(POD) as unknown }));
  const start = performance.now();
  let last: unknown = true;
  for (const input of inputs) last = evaluate(input) === true && last;
  const took = ((performance.now() - start) * 1_000) / rounds;
  if (last !== true) throw new TypeError('an expression must be true of the Pod');
  return took;
}

function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 1_000) / 1_000;
}

/** Microseconds to parse, check and compile one expression, its first evaluation included; each text is new. */
function compileTime(): number {
  const times = Array.from({ length: 200 }, (_, i) => {
    const expression = `object.spec.containers.all(c, c.image.startsWith("registry-${i}.example/") || has(c.f${i}))`;
    const start = performance.now();
    const program = compileCel(expression, { variables: { object: 'dyn' } });
    if ('errors' in program) throw new TypeError(program.errors[0]?.message ?? '');
    program.evaluate({ object: { spec: { containers: [] } } });
    return (performance.now() - start) * 1_000;
  });
  return median(times.slice(50));
}
