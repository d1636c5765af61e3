import { buildPurl, parsePurl, strictPurl } from '@sallyport/inventory';
import type { Purl } from '@sallyport/inventory';
import { canonicalJson } from '@sallyport/kernel';

import type { CaseResult, ConformanceRunner } from '../runner.ts';

interface SpecTest {
  readonly description: string;
  readonly test_type: 'parse' | 'build' | 'validate';
  readonly input: unknown;
  readonly expected_output?: unknown;
  readonly expected_failure: boolean;
}

type Corpus = Readonly<Record<string, { readonly tests: readonly SpecTest[] }>>;

/** The specification's own tests. `validate` is parse and rebuild; messages of failures are not compared. */
export const runner: ConformanceRunner = {
  name: 'purl-spec',
  run: async (cases) => Object.entries(cases as Corpus).flatMap(([file, { tests }]) => runFile(file, tests)),
};

function runFile(file: string, tests: readonly SpecTest[]): CaseResult[] {
  return tests.map((test, index) => ({ id: `${file}#${index} ${test.test_type}`, ...check(test) }));
}

function check(test: SpecTest): { passed: boolean; reason?: string } {
  const actual = attempt(test);
  if (test.expected_failure) return verdict(actual === undefined, `took what must be refused: ${show(test.input)}`);
  const expected = typeof test.expected_output === 'string' ? test.expected_output : present(test.expected_output);
  return verdict(actual === expected, `${show(actual)} is not ${expected}`);
}

function verdict(passed: boolean, reason: string): { passed: boolean; reason?: string } {
  return passed ? { passed } : { passed, reason };
}

function attempt(test: SpecTest): string | undefined {
  try {
    if (test.test_type === 'parse') return present(parsePurl(textOf(test.input)));
    if (test.test_type === 'validate') return buildPurl(parsePurl(textOf(test.input), 'lenient'));
    return strictPurl(partsOf(test.input));
  } catch {
    return undefined;
  }
}

function partsOf(input: unknown): Purl {
  const given = Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value !== null));
  return { type: '', name: '', ...given };
}

const textOf = (input: unknown): string => (typeof input === 'string' ? input : '');
const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

function present(value: unknown): string {
  return canonicalJson(Object.fromEntries(Object.entries(value ?? {}).filter(([, item]) => item !== null)));
}
