import type { CelProgram } from '@sallyport/languages/cel';

import type { JudgingTime } from '../judging-time.ts';
import type { AdmissionRequest } from '../kubernetes/review.ts';
import type { InputPath } from '../policy.ts';
import type { AdmissionPolicy, NamedExpression, Validation } from './definition.ts';
import { compileExpression, evaluate, tellError } from './expressions.ts';
import type { Activation, CompileSettings } from './expressions.ts';
import { deniedPaths } from './field-paths.ts';

/** What a policy says of one request with one set of parameters. */
type AdmissionAnswer =
  /** Its match conditions leave the request out. */
  | { readonly outcome: 'skipped' }
  | { readonly outcome: 'judged'; readonly denials: readonly Denial[]; readonly errors: readonly string[] };

/** A validation that is false: its message, and the paths below the object that it speaks of. */
interface Denial {
  readonly message: string;
  readonly paths: readonly InputPath[];
}

interface AdmissionQuestion {
  readonly request: AdmissionRequest;
  readonly params: unknown;
  readonly namespace: unknown;
  /** Bounds this and all other questions together. */
  readonly time?: JudgingTime;
}

export interface AdmissionProgram {
  readonly policy: AdmissionPolicy;
  judge(question: AdmissionQuestion): AdmissionAnswer;
}

interface Named {
  readonly name: string;
  readonly program: CelProgram;
}

interface CompiledValidation {
  readonly validation: Validation;
  readonly program: CelProgram;
  readonly message: CelProgram | undefined;
}

/** Compiles every expression of a policy; a text says which of them is wrong, and why. */
export function compileAdmission(policy: AdmissionPolicy, settings: CompileSettings): AdmissionProgram | string {
  const errors: string[] = [];
  const compile = (source: string, resultType?: string): CelProgram | undefined => {
    const made = compileExpression(source, { ...settings, ...(resultType === undefined ? {} : { resultType }) });
    if (typeof made !== 'string') return made;
    errors.push(`${source.slice(0, 80)}: ${made}`);
    return undefined;
  };
  const named = (list: readonly NamedExpression[], resultType?: string): Named[] =>
    list.flatMap(({ name, expression }) => {
      const program = compile(expression, resultType);
      return program === undefined ? [] : [{ name, program }];
    });
  const conditions = named(policy.matchConditions, 'bool');
  const variables = named(policy.variables);
  const validations = policy.validations.flatMap((validation): CompiledValidation[] => {
    const program = compile(validation.expression, 'bool');
    const { messageExpression } = validation;
    const message = messageExpression === undefined ? undefined : compile(messageExpression, 'string');
    return program === undefined ? [] : [{ validation, program, message }];
  });
  const [first] = errors;
  if (first !== undefined) return `${policy.name}: ${first}`;
  return { policy, judge: (question) => judge({ conditions, variables, validations }, question) };
}

interface Compiled {
  readonly conditions: readonly Named[];
  readonly variables: readonly Named[];
  readonly validations: readonly CompiledValidation[];
}

function judge({ conditions, variables, validations }: Compiled, question: AdmissionQuestion): AdmissionAnswer {
  const activation = activationOf(question, variables);
  const matched = conditionsHold(conditions, activation, question.time);
  if (matched === false) return { outcome: 'skipped' };
  if (matched !== true) return { outcome: 'judged', denials: [], errors: matched };
  const denials: Denial[] = [];
  const errors: string[] = [];
  for (const one of validations) {
    const result = evaluate(one.program, activation, question.time);
    if ('error' in result)
      errors.push(`expression '${one.validation.expression}' resulted in error: ${tellError(result.error)}`);
    else if (result.value !== true)
      denials.push({
        message: messageOf(one, activation, question.time),
        paths: pathsOf(one.program, variables, question),
      });
  }
  return { outcome: 'judged', denials, errors };
}

/** Whether all conditions hold. One that is false decides before any that errs; the errors where none is false. */
function conditionsHold(
  conditions: readonly Named[],
  activation: Activation,
  time: JudgingTime | undefined,
): boolean | string[] {
  const results = conditions.map(({ name, program }) => ({ name, result: evaluate(program, activation, time) }));
  if (results.some(({ result }) => 'value' in result && result.value !== true)) return false;
  const errors = results.flatMap(({ name, result }) =>
    'error' in result ? [`match condition '${name}' resulted in error: ${tellError(result.error)}`] : [],
  );
  return errors.length === 0 ? true : errors;
}

function activationOf(
  { request, params, namespace, time }: AdmissionQuestion,
  variables: readonly Named[],
): Activation {
  const composed = {};
  const activation: Activation = {
    object: request.object ?? null,
    oldObject: request.oldObject ?? null,
    request: request.given,
    params: params ?? null,
    namespaceObject: namespace ?? null,
    variables: composed,
  };
  for (const { name, program } of variables) {
    // Each is computed when it is first read, and then kept; one that errs makes the expression that reads it err.
    Object.defineProperty(composed, name, {
      enumerable: true,
      configurable: true,
      get: () => kept(composed, name, evaluate(program, activation, time)),
    });
  }
  return activation;
}

function kept(composed: object, name: string, result: ReturnType<typeof evaluate>): unknown {
  if ('error' in result) throw new VariableFailure(`variable '${name}': ${tellError(result.error)}`);
  Object.defineProperty(composed, name, { enumerable: true, value: result.value });
  return result.value;
}

/** Leaves a getter; the engine makes an error of the expression of it. */
class VariableFailure extends Error {
  override readonly name = 'VariableFailure';
}

/** The text of `messageExpression` where it gives one of a line, else `message`, else the expression itself. */
function messageOf(
  { validation, message }: CompiledValidation,
  activation: Activation,
  time: JudgingTime | undefined,
): string {
  const result = message === undefined ? undefined : evaluate(message, activation, time);
  const text = result !== undefined && 'value' in result && typeof result.value === 'string' ? result.value.trim() : '';
  if (text !== '' && !text.includes('\n')) return text;
  return validation.message?.trim() ?? `failed expression: ${validation.expression.trim()}`;
}

/** The paths of the expression, each as far as the object has it. */
function pathsOf(program: CelProgram, variables: readonly Named[], question: AdmissionQuestion): InputPath[] {
  return deniedPaths({
    program,
    variables: new Map(variables.map((one) => [one.name, one.program.ast])),
    object: question.request.object,
    isDenied(object) {
      const other = { ...question, request: { ...question.request, object } as AdmissionRequest };
      const result = evaluate(program, activationOf(other, variables), question.time);
      return 'value' in result && result.value === false;
    },
  });
}
