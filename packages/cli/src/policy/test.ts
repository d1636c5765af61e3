import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { parseAs, toValue } from '@sallyport/documents';
import { runRegoTests } from '@sallyport/languages/rego';
import type { FileCoverage, RegoTestResult } from '@sallyport/languages/rego';
import { isGatorSuite, runGatorSuite } from '@sallyport/policy';
import type { PolicyFile } from '@sallyport/policy';
import { safeJson, visibleText } from '@sallyport/reports';

import type { CommandInput } from '../command.ts';
import { cliErrors } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { loadSet, tellErrors, wantsJson } from './load.ts';
import { reasonsText } from './reasons.ts';

/** How one test went, whichever kind it is of. */
interface TestOutcome {
  readonly kind: 'rego' | 'suite';
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly place: string;
  readonly durationMs: number;
  readonly reason?: string;
  /** What it printed. */
  readonly output: readonly string[];
}

/** `sallyport policy test PATH…`: Rego tests, and gator suites, below the paths. */
export async function run(input: CommandInput, io: Io): Promise<ExitCode> {
  const json = wantsJson(input);
  const threshold = percent(input.options.text('threshold'));
  const paths = input.arguments.length > 0 ? input.arguments : ['.'];
  const set = await loadSet([...paths, ...input.options.list('policy')], input, io);
  const text = input.options.text('filter');
  const filter = (name: string): boolean => text === undefined || name.includes(text);
  const hasTests = set.modules.some(({ text: module }) => /^(?:todo_)?test_/m.test(module));
  const coverage = input.options.flag('coverage') || threshold !== undefined;
  const rego = hasTests ? runRegoTests({ ...set.options, filter, coverage }) : { results: [] };
  if ('errors' in rego) {
    tellErrors(rego.errors, io);
    return EXIT.usage;
  }
  const suites = await suiteOutcomes(set.files, io, { clock: io.clock, filter });
  const outcomes = [...rego.results.map(fromRego), ...suites];
  const reached = rego.coverage?.filter(({ file }) => !file.endsWith('_test.rego'));
  if (json)
    await io.out(
      `${safeJson({ schemaVersion: '1', results: outcomes, ...(reached === undefined ? {} : { coverage: reached }) }, 2)}\n`,
    );
  else for (const line of lines(outcomes, reached, input)) await io.out(line);
  return exitOf(outcomes, reached, threshold);
}

function percent(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= 0 && value <= 100))
    throw cliErrors.OPTION_VALUE({ option: '--threshold', value: text, allowed: 'a percentage from 0 to 100' });
  return value;
}

function fromRego(result: RegoTestResult): TestOutcome {
  const { name, outcome, file, line, durationMs, output, error, explanation } = result;
  const reason = error === undefined ? reasonsText(explanation ?? []) : `${error.code}: ${error.message}`;
  return {
    kind: 'rego',
    name,
    outcome,
    place: `${file}:${line}`,
    durationMs,
    output,
    ...(outcome === 'failed' || outcome === 'error' ? { reason } : {}),
  };
}

async function suiteOutcomes(
  files: readonly PolicyFile[],
  io: Io,
  options: Parameters<typeof runGatorSuite>[2],
): Promise<TestOutcome[]> {
  const outcomes: TestOutcome[] = [];
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  for (const { path, text } of files) {
    if (!/\.ya?ml$/.test(path) || !text.includes('test.gatekeeper.sh')) continue;
    const parsed = await parseAs('yaml', text);
    const [root] = parsed.ok ? parsed.documents : [];
    if (root === undefined || !isGatorSuite(toValue(root))) continue;
    // What a suite names lies beside it, whether or not it is below the paths that were given.
    const read = (other: string): string | undefined =>
      texts.get(joined(path, other)) ?? readBeside(resolve(io.cwd, path), other);
    for (const { test, name, reason, ...one } of await runGatorSuite(text, read, options))
      outcomes.push({
        kind: 'suite',
        name: `${test}/${name}`,
        outcome: one.outcome,
        place: path,
        durationMs: one.durationMs,
        output: [],
        ...(reason === undefined ? {} : { reason }),
      });
  }
  return outcomes;
}

/** A file that a suite names, from disk; undefined where there is none. */
function readBeside(suite: string, path: string): string | undefined {
  try {
    return readFileSync(resolve(dirname(suite), path), 'utf8');
  } catch {
    return undefined;
  }
}

/** A path as a suite names it, from the folder that the suite lies in. */
function joined(suite: string, path: string): string {
  const parts = suite.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

const WORDS = { passed: 'PASS', failed: 'FAIL', error: 'ERROR', skipped: 'SKIP' } as const;

function* lines(
  outcomes: readonly TestOutcome[],
  coverage: readonly FileCoverage[] | undefined,
  input: CommandInput,
): Generator<string> {
  const quiet = input.options.flag('quiet');
  for (const one of outcomes) {
    const isBad = one.outcome === 'failed' || one.outcome === 'error';
    if (quiet && !isBad) continue;
    yield `${WORDS[one.outcome].padEnd(6)}${visibleText(one.name)}  ${visibleText(one.place)}  ${one.durationMs.toFixed(1)} ms\n`;
    for (const line of one.output) yield `      ${visibleText(line)}\n`;
    if (one.reason !== undefined) for (const line of one.reason.split('\n')) yield `      ${visibleText(line)}\n`;
  }
  for (const { file, percent: share, missed } of coverage ?? []) {
    const left = missed.length === 0 ? '' : `, not reached: ${missed.join(', ')}`;
    yield `${String(share).padStart(6)} %  ${visibleText(file)}${left}\n`;
  }
  const count = (outcome: TestOutcome['outcome']): number => outcomes.filter((one) => one.outcome === outcome).length;
  yield `${count('passed')} passed, ${count('failed') + count('error')} failed, ${count('skipped')} skipped\n`;
}

function exitOf(
  outcomes: readonly TestOutcome[],
  coverage: readonly FileCoverage[] | undefined,
  threshold: number | undefined,
): ExitCode {
  if (outcomes.some(({ outcome }) => outcome === 'failed' || outcome === 'error')) return EXIT.findings;
  // Tests that are all skipped have tested nothing.
  if (!outcomes.some(({ outcome }) => outcome === 'passed')) return EXIT.nothing;
  if (threshold === undefined) return EXIT.fine;
  const [hit, all] = (coverage ?? []).reduce(
    ([a, b], { covered, missed }) => [a + covered.length, b + covered.length + missed.length],
    [0, 0],
  );
  return all > 0 && (hit / all) * 100 < threshold ? EXIT.findings : EXIT.fine;
}
