import { checkShape, parseAs } from '@sallyport/documents';
import type { AnyShape, ShapeValue } from '@sallyport/documents';
import type { Finding } from '@sallyport/findings';
import { canonicalJson, sha256Hex } from '@sallyport/kernel';

import { policyErrors } from '../errors.ts';
import type { GateInput } from '../gate/gate-input.ts';
import type { Breach, Enforcement, Policy, PolicyOutcome } from '../policy.ts';

/** A policy that comes with the product: small, with parameters, and with tests beside it. */
export interface Builtin {
  readonly id: string;
  readonly title: string;
  /** One sentence: what it objects to. */
  readonly summary: string;
  readonly parameters: AnyShape;
  /** What it does where the gate does not say. */
  readonly enforcement: Enforcement;
  bind(parameters: unknown, where: BindPlace): Promise<Policy>;
}

/** The name of the policy in its gate, and where its parameters stand. */
interface BindPlace {
  readonly id: string;
  readonly where: string;
}

interface Definition<S extends AnyShape> {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly parameters: S;
  readonly enforcement?: Enforcement;
  requires(parameters: ShapeValue<S>): readonly string[];
  judge(input: GateInput, parameters: ShapeValue<S>): PolicyOutcome;
}

/** Makes a built-in policy. Its parameters are checked when a gate binds it: wrong ones throw POLICY_WRONG_PARAMETERS. */
export function defineBuiltin<S extends AnyShape>(definition: Definition<S>): Builtin {
  const { id, title, summary, parameters: shape, enforcement = 'deny' } = definition;
  return {
    id,
    title,
    summary,
    parameters: shape,
    enforcement,
    async bind(given, place) {
      const parameters = await checked(shape, given, place);
      return {
        id: place.id,
        title,
        requires: definition.requires(parameters),
        digest: `sha256:${sha256Hex(canonicalJson([id, given ?? {}]))}`,
        judge: (input) => definition.judge(input, parameters),
      };
    },
  };
}

async function checked<S extends AnyShape>(shape: S, given: unknown, { id, where }: BindPlace): Promise<ShapeValue<S>> {
  const parsed = await parseAs('json', JSON.stringify(given ?? {}));
  const [root] = parsed.ok ? parsed.documents : [];
  const result = root === undefined ? undefined : checkShape(root, shape);
  if (result?.ok === true) return result.value;
  const problem =
    result?.problems.map(({ message, next }) => `${message}. ${next}`).join('; ') ?? 'unreadable parameters';
  throw policyErrors.WRONG_PARAMETERS({ policy: id, where, problem });
}

/** The findings that count, each with its index in the input: suppressed ones do not. */
export function counting(
  input: GateInput,
  wanted: (finding: Finding) => boolean,
): { readonly finding: Finding; readonly index: number }[] {
  return input.findings
    .map((finding, index) => ({ finding, index }))
    .filter(({ finding }) => finding.suppression === undefined && wanted(finding));
}

/** A breach about one finding of the input. */
export function aboutFinding(
  rule: string,
  { finding, index }: { readonly finding: Finding; readonly index: number },
  message: string,
): Breach {
  return { rule, message, enforcement: 'deny', severity: finding.severity, paths: [['findings', index]] };
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Milliseconds from a moment to the time of the decision; undefined where it is no moment. */
export function ageMs(input: GateInput, time: string | undefined): number | undefined {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? undefined : Date.parse(input.time) - at;
}
