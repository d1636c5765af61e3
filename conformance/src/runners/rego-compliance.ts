import { fixedClock } from '@sallyport/kernel';
import { compileRego, toJson } from '@sallyport/languages/rego';
import type { QueryRow, RegoError, RegoProgram, RegoValue } from '@sallyport/languages/rego';

import type { CaseResult, ConformanceRunner } from '../runner.ts';

interface Case {
  readonly file: string;
  readonly note: string;
  readonly query: string;
  readonly modules?: readonly string[];
  readonly data?: RegoValue;
  readonly input?: RegoValue;
  readonly input_term?: string;
  readonly want_result?: readonly Readonly<Record<string, unknown>>[];
  readonly want_error_code?: string;
  readonly want_error?: string;
  readonly strict_error?: boolean;
  readonly sort_bindings?: boolean;
}

type Outcome = { readonly rows: readonly QueryRow[] } | { readonly errors: readonly RegoError[] };

/**
 * OPA's compliance suite. Every case runs twice, as generated code and as closures, and counts once: both must
 * give what is wanted. A case's group is its family, so that none hides behind the sum.
 */
export const runner: ConformanceRunner = {
  name: 'rego-compliance',
  run: async (cases) => (cases as readonly Case[]).map(judge),
};

function judge(one: Case): CaseResult {
  const id = `${one.file} ${one.note} ${one.query}`;
  const group = one.file.split('/')[0] ?? 'none';
  for (const interpreted of [false, true]) {
    const reason = mismatch(one, evaluate(one, interpreted));
    if (reason !== undefined)
      return { id, group, passed: false, reason: `${interpreted ? 'closures' : 'code'}: ${reason}` };
  }
  return { id, group, passed: true };
}

function evaluate(one: Case, interpreted: boolean): Outcome {
  const program = compileRego({
    modules: (one.modules ?? []).map((text, i) => ({ path: `test-${i}.rego`, text })),
    data: one.data ?? {},
    strictBuiltinErrors: one.strict_error ?? false,
    interpreted,
    // Certificates of the suite are valid at this time.
    clock: fixedClock(Date.UTC(2026, 0, 1)),
  });
  return 'errors' in program ? program : program.query(one.query, inputOf(one));
}

function inputOf({ input, input_term: term }: Case): RegoValue | undefined {
  if (term === undefined) return input;
  const empty = compileRego({ modules: [] }) as RegoProgram;
  const result = empty.query(`x := ${term}`);
  return 'rows' in result ? result.rows[0]?.bindings['x'] : undefined;
}

/** What differs from what the case wants; undefined where nothing does. */
function mismatch(one: Case, outcome: Outcome): string | undefined {
  const wantsError = one.want_error_code !== undefined || one.want_error !== undefined;
  if ('errors' in outcome) {
    const [error] = outcome.errors;
    if (error === undefined) return 'no error is told';
    const expected = wantsError && (one.want_error_code ?? error.code) === error.code;
    return expected ? undefined : `${error.code}: ${error.message}`;
  }
  return wantsError ? `no error, wanted ${one.want_error_code ?? 'one'}` : different(one, outcome.rows);
}

function different(
  { sort_bindings: anyOrder, want_result: wants = [] }: Case,
  rows: readonly QueryRow[],
): string | undefined {
  const arranged = anyOrder === true ? sorted : (value: unknown) => value;
  const got = rows.map((row) => canonical(arranged(toJson(row.bindings)))).sort();
  const wanted = wants.map((bindings) => canonical(arranged(bindings))).sort();
  return got.join('\n') === wanted.join('\n')
    ? undefined
    : `${got.join(' ')}, wanted ${wanted.join(' ')}`.slice(0, 300);
}

/** Arrays in any order, at every depth. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, sorted(item)]));
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
