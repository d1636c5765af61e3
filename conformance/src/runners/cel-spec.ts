import { celEqual, celTypeName, compileCel, formatCelType } from '@sallyport/languages/cel';
import type { CelError, CelOptions, CelOverloadSpec, CelProgram, CelResult, CelValue } from '@sallyport/languages/cel';
import { tests as checking } from '@bufbuild/cel-spec/testdata/checking.js';
import { tests as comprehension } from '@bufbuild/cel-spec/testdata/comprehension.js';
import { tests as conformance } from '@bufbuild/cel-spec/testdata/conformance.js';
import { tests as parsing } from '@bufbuild/cel-spec/testdata/parsing.js';

import { debugString, kinds, meanings } from '../cel-debug-string.ts';
import { specTypeText, specValue } from '../cel-spec-values.ts';
import type { SpecValue } from '../cel-spec-values.ts';
import type { CaseResult, ConformanceRunner } from '../runner.ts';

interface Original {
  readonly name?: string;
  readonly expr: string;
  readonly value?: SpecValue;
  readonly typeEnv?: readonly Declaration[];
  readonly bindings?: Readonly<Record<string, { readonly value: SpecValue }>>;
  readonly disableCheck?: boolean;
  readonly checkOnly?: boolean;
  readonly evalError?: unknown;
  readonly container?: string;
  readonly typedResult?: { readonly result?: SpecValue; readonly deducedType?: Readonly<Record<string, unknown>> };
}

interface Declaration {
  readonly name: string;
  readonly ident?: { readonly type: Readonly<Record<string, unknown>> };
  readonly function?: { readonly overloads: readonly DeclaredOverload[] };
}

interface DeclaredOverload {
  readonly overloadId: string;
  readonly params?: readonly Readonly<Record<string, unknown>>[];
  readonly resultType: Readonly<Record<string, unknown>>;
  readonly isInstanceFunction?: boolean;
}

interface Test {
  readonly id: string;
  readonly section: string;
  readonly original: Original;
  readonly ast?: string;
  readonly checkedAst?: string;
  readonly type?: string;
}

interface Suite {
  readonly name: string;
  readonly suites?: readonly Suite[];
  readonly tests?: readonly {
    readonly original: unknown;
    readonly ast?: string;
    readonly checkedAst?: string;
    readonly type?: string;
  }[];
}

type Judge = (test: Test) => string | undefined;

const SUITES: readonly (readonly [group: string, suite: unknown, judge: Judge])[] = [
  ['evaluation', conformance, evaluates],
  ['parser', parsing, parses],
  ['checker', checking, checks],
  ['comprehensions', comprehension, comprehends],
];

/**
 * The tests of CEL's specification, and of the reference implementation's parser, checker and two-variable
 * comprehensions. Those that need protobuf messages are left out and printed; every other one must agree: values as
 * generated code and as closures, syntax trees, types, chosen overloads. `--file` takes `{ group: suite }`.
 */
export const runner: ConformanceRunner = {
  name: 'cel-spec',
  run: async (cases) => {
    const results: CaseResult[] = [];
    for (const [group, own, judge] of SUITES) {
      const suite = cases === undefined ? own : (cases as Readonly<Record<string, unknown>>)[group];
      const tests = suite === undefined ? [] : flatten(suite as Suite, []);
      // Messages can be parsed, but neither checked nor made.
      const left = group === 'parser' ? [] : tests.filter(needsMessages);
      for (const test of tests.filter((one) => !left.includes(one))) results.push(result(group, test, judge));
      printLeftOut(group, tests.length, left);
    }
    return results;
  },
};

function result(group: string, test: Test, judge: Judge): CaseResult {
  const reason = judge(test);
  return reason === undefined ? { id: test.id, group, passed: true } : { id: test.id, group, passed: false, reason };
}

function flatten(suite: Suite, path: readonly string[]): Test[] {
  const here = [...path, suite.name];
  const own = (suite.tests ?? []).map((test): Test => {
    const original = test.original as Original;
    const name = original.name ?? original.expr.replaceAll(/\s+/g, ' ').trim();
    return { ...test, original, id: [...here.slice(1), name].join('/'), section: here[1] ?? suite.name };
  });
  return [...own, ...(suite.suites ?? []).flatMap((inner) => flatten(inner, here))];
}

const MESSAGES =
  /TestAllTypes|TestRequired|\b(?:\w*(?:Int|Float|Double|Bool|String|Bytes)\w*)?Value\{|GlobalEnum|NestedEnum|Proto2Ext|proto\.(?:has|get)Ext|google\.protobuf\.(?!Timestamp\b(?!\{)|Duration\b(?!\{))/;

/** True for tests about protobuf's messages, enums and wrappers. */
function needsMessages({ original }: Test): boolean {
  const { expr, typeEnv, bindings, value, typedResult } = original;
  if (MESSAGES.test(expr)) return true;
  const declared = (typeEnv ?? []).some(({ ident, function: fn }) => {
    const types = ident === undefined ? (fn?.overloads ?? []).flatMap(typesOf) : [ident.type];
    return types.some((type) => specTypeText(type) === undefined || JSON.stringify(type).includes('wrapper'));
  });
  const values = [...Object.values(bindings ?? {}).map((bound) => bound.value), value, typedResult?.result];
  const isMessage = values.some((one) => one !== undefined && specValue(one) === undefined);
  const { deducedType } = typedResult ?? {};
  return declared || isMessage || (deducedType !== undefined && specTypeText(deducedType) === undefined);
}

function typesOf({ params, resultType }: DeclaredOverload): Readonly<Record<string, unknown>>[] {
  return [...(params ?? []), resultType];
}

function printLeftOut(group: string, total: number, left: readonly Test[]): void {
  const sections = Map.groupBy(left, ({ section }) => section);
  if (left.length === 0) return;
  const counts = Array.from(sections, ([section, tests]) => `${section} ${tests.length}`).join(', ');
  console.log(`cel-spec ${group}: ${left.length} of ${total} need protobuf messages and are left out: ${counts}`);
}

const LIBRARIES = ['optionals', 'strings', 'math', 'encoders', 'bindings', 'block', 'comprehensions'];

function optionsOf({ typeEnv, bindings, container, disableCheck }: Original): CelOptions {
  const variables: Record<string, string> = {};
  const functions: Record<string, CelOverloadSpec[]> = {};
  if (disableCheck === true) for (const name of Object.keys(bindings ?? {})) variables[name] = 'dyn';
  for (const { name, ident, function: fn } of typeEnv ?? []) {
    if (ident !== undefined) variables[name] = specTypeText(ident.type) ?? 'dyn';
    else functions[name] = (fn?.overloads ?? []).map(overloadOf);
  }
  return {
    variables,
    functions,
    container: container ?? '',
    unchecked: disableCheck === true,
    crossTypeNumbers: false,
    libraries: LIBRARIES,
  };
}

function overloadOf({ overloadId, params = [], resultType, isInstanceFunction }: DeclaredOverload): CelOverloadSpec {
  const types = params.map((type) => specTypeText(type) ?? 'dyn');
  const receiver = isInstanceFunction === true ? `${types.shift() ?? 'dyn'}.` : '';
  return [overloadId, `${receiver}(${types.join(', ')}) -> ${specTypeText(resultType) ?? 'dyn'}`, () => null];
}

function compile(test: Test, options: CelOptions): CelProgram | { readonly errors: readonly CelError[] } {
  return compileCel(test.original.expr, options);
}

function evaluates(test: Test): string | undefined {
  const { original } = test;
  for (const interpreted of [false, true]) {
    const program = compile(test, { ...optionsOf(original), interpreted });
    const reason = 'errors' in program ? refused(test, program.errors) : disagreement(test, program);
    if (reason !== undefined) return `${interpreted ? 'closures' : 'code'}: ${reason}`;
  }
  return undefined;
}

/** An expression that does not compile is right where an error is wanted, and the reference refuses it too. */
function refused({ original, checkedAst }: Test, errors: readonly CelError[]): string | undefined {
  if (original.evalError !== undefined && checkedAst === undefined) return undefined;
  return `does not compile: ${errors.map(({ message }) => message).join('; ')}`;
}

function disagreement({ original }: Test, program: CelProgram): string | undefined {
  const { deducedType, result: typed } = original.typedResult ?? {};
  if (deducedType !== undefined && specTypeText(deducedType) !== program.type) {
    return `type ${program.type}, wanted ${specTypeText(deducedType)}`;
  }
  if (original.checkOnly === true) return undefined;
  const activation = bound(original);
  const wanted =
    original.evalError === undefined ? (specValue(original.value ?? typed ?? { boolValue: true }) ?? null) : undefined;
  return (
    mismatch(program.evaluate(activation), wanted) ?? mismatch(program.evaluate(activation, { costLimit: 1e6 }), wanted)
  );
}

function bound({ bindings = {} }: Original): Record<string, CelValue> {
  return Object.fromEntries(Object.entries(bindings).map(([name, { value }]) => [name, specValue(value) ?? null]));
}

/** What differs from the value that is wanted, or from an error where none is. */
function mismatch(outcome: CelResult, wanted: CelValue | undefined): string | undefined {
  if ('error' in outcome) return wanted === undefined ? undefined : outcome.error.message;
  if (wanted === undefined) return `${show(outcome.value)}, wanted an error`;
  return isSame(outcome.value, wanted) ? undefined : `${show(outcome.value)}, wanted ${show(wanted)}`;
}

function show(value: CelValue): string {
  const shown = (_: string, item: unknown): unknown => (typeof item === 'bigint' ? `${item}n` : item);
  return `${celTypeName(value)} ${JSON.stringify(value, shown)?.slice(0, 200)}`;
}

/** Equal in type and value; NaN is NaN. */
function isSame(value: CelValue, wanted: CelValue): boolean {
  if (Number.isNaN(wanted)) return Number.isNaN(value);
  if (celTypeName(value) !== celTypeName(wanted)) return false;
  if (Array.isArray(value) && Array.isArray(wanted)) {
    return value.length === wanted.length && value.every((item: CelValue, i) => isSame(item, wanted[i] as CelValue));
  }
  return celEqual(value, wanted);
}

/** The limits that the suite's parser had. */
const PARSER: CelOptions = { unchecked: true, libraries: [], quotedFields: false, limits: { depth: 32 } };

function parses(test: Test): string | undefined {
  const program = compile(test, PARSER);
  if (test.ast === undefined) return 'errors' in program ? undefined : 'parses, wanted an error';
  if ('errors' in program) return program.errors[0]?.message ?? 'does not parse';
  return difference(debugString(program.ast, kinds), test.ast);
}

function difference(got: string, wanted: string): string | undefined {
  if (got === wanted) return undefined;
  return `${got.replaceAll(/\s+/g, ' ').slice(0, 200)}, wanted ${wanted.replaceAll(/\s+/g, ' ').slice(0, 200)}`;
}

/** What the suite's environment declares. */
const CHECKER_VARIABLES: Readonly<Record<string, string>> = {
  is: 'string',
  ii: 'int',
  iu: 'uint',
  iz: 'bool',
  id: 'double',
  ix: 'null',
  ib: 'bytes',
};
const CHECKER_FUNCTIONS: Readonly<Record<string, readonly CelOverloadSpec[]>> = {
  fg_s: [['fg_s_0', '() -> string', () => '']],
  fi_s_s: [['fi_s_s_0', 'string.() -> string', () => '']],
};

/** The suite's functions know optionals, its parser does not. */
function suiteLibraries(expr: string): string[] {
  return /\.\?|[[{,]\s*\?/.test(expr) ? [] : ['optionals'];
}

function checks(test: Test): string | undefined {
  const own = optionsOf(test.original);
  const program = compile(test, {
    ...own,
    libraries: suiteLibraries(test.original.expr),
    variables: { ...CHECKER_VARIABLES, ...own.variables },
    functions: { ...CHECKER_FUNCTIONS, ...own.functions },
  });
  if (test.checkedAst === undefined) return 'errors' in program ? undefined : 'is accepted, wanted an error';
  if ('errors' in program || program.checked === undefined) return 'does not compile';
  if (program.type !== test.type) return `type ${program.type}, wanted ${test.type}`;
  return difference(
    debugString(program.ast, meanings(program.checked, formatCelType), program.checked),
    test.checkedAst,
  );
}

/** The reference's own tests are true, or refused; the suite's trees show them before their macros were known. */
function comprehends(test: Test): string | undefined {
  const bare = compile(test, { unchecked: true, libraries: [], limits: { depth: 32 } });
  if (test.ast === undefined) return 'errors' in bare ? undefined : 'parses without the library, wanted an error';
  if ('errors' in bare) return bare.errors[0]?.message;
  return difference(debugString(bare.ast, kinds), test.ast) ?? holds(test);
}

/** Expressions of the suite that the reference wants refused, or failing. */
const REFUSED = [
  /\bi\.[jk]\b|__result__|\(i, i,|^1\.all|^''\.exists|'bad filter'/,
  /transformMapEntry\(k, v, \[\]\)|^\[1, 1\]\.transform|^\[0, 0u\]\.transform|\? \[v\] : v|i \/ 2\.0/,
];
/** Expressions about variables whose values the suite does not hold. */
const WITH_VARIABLES = /^[mxy]\.|\by\[0\]/;

function holds({ original: { expr } }: Test): string | undefined {
  const open = WITH_VARIABLES.test(expr);
  for (const interpreted of [false, true]) {
    const program = compileCel(expr, {
      libraries: [...LIBRARIES, 'lists', 'sets'],
      variables: open ? { m: 'dyn', x: 'dyn', y: 'dyn' } : {},
      interpreted,
    });
    const outcome = 'errors' in program ? undefined : open ? { value: true } : program.evaluate({});
    const isValue = outcome !== undefined && 'value' in outcome;
    if (REFUSED.some((pattern) => pattern.test(expr))) {
      if (isValue) return 'has a value, wanted an error';
    } else if (!isValue) return 'is refused';
    else if (outcome.value === false) return 'false, wanted true';
  }
  return undefined;
}
