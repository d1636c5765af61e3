import { compileRego } from '@sallyport/languages/rego';
import type { RegoProgram, RegoValue } from '@sallyport/languages/rego';
import { safeJson } from '@sallyport/reports';

import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { loadSet, readInputFile, tellErrors, wantsJson, wholeNumber } from './load.ts';

const DEFAULT_COUNT = 2_000;

/** `sallyport policy bench QUERY`: how long a query takes, warm, each time on a fresh copy of the input. */
export async function run(input: CommandInput, io: Io): Promise<ExitCode> {
  const [query] = input.arguments;
  if (query === undefined)
    throw cliErrors.MISSING_ARGUMENT({
      command: 'policy bench',
      what: 'a query',
      example: 'sallyport policy bench data.main.deny -p policy -i deployment.yaml',
    });
  const json = wantsJson(input);
  const count = wholeNumber('--count', input.options.text('count') ?? String(DEFAULT_COUNT));
  const set = await loadSet(input.options.list('policy'), input, io);
  const given = await readInputFile(input, io);
  const start = io.clock.monotonic();
  const program = compileRego(set.options);
  const compileMs = io.clock.monotonic() - start;
  if ('errors' in program) {
    tellErrors(program.errors, io);
    return EXIT.usage;
  }
  const measured = measure(program, query, given?.value, { count, io });
  if ('errors' in measured) {
    tellErrors(measured.errors, io);
    return EXIT.failure;
  }
  const figures = { compileMs: round(compileMs), ...measured.figures };
  const text = Object.entries(figures).map(([name, value]) => `${name.padEnd(16)}${value}\n`);
  await io.out(json ? `${safeJson({ schemaVersion: '1', query, ...figures }, 2)}\n` : text.join(''));
  return EXIT.fine;
}

type Measured =
  | { readonly figures: { readonly [figure: string]: number } }
  | Extract<ReturnType<RegoProgram['query']>, { errors: unknown }>;

function measure(
  program: RegoProgram,
  query: string,
  value: RegoValue | undefined,
  { count, io }: { readonly count: number; readonly io: Io },
): Measured {
  const first = program.query(query, value);
  if ('errors' in first) return first;
  const isPath = /^data(?:\.\w+)+$/.test(query);
  const ask = isPath
    ? (one: RegoValue | undefined) => void program.eval(query, one)
    : (one: RegoValue | undefined) => void program.query(query, one);
  const copy = (): RegoValue | undefined => (value === undefined ? undefined : structuredClone(value));
  for (let i = 0; i < Math.min(count, 500); i += 1) ask(copy());
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const one = copy();
    const start = io.clock.monotonic();
    ask(one);
    times.push((io.clock.monotonic() - start) * 1000);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  const meanUs = times.reduce((sum, time) => sum + time, 0) / times.length;
  return { figures: { evaluations: count, meanUs: round(meanUs), p50Us: at(0.5), p95Us: at(0.95), p99Us: at(0.99) } };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
