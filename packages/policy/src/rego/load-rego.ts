import { canonicalJson, sha256Hex } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';
import type { RegoValue } from '@sallyport/languages/rego';

import { defined } from '../defined.ts';
import { missing } from '../gate/evidence.ts';
import type { GateInput } from '../gate/gate-input.ts';
import type { MissingEvidence, Policy, PolicyOutcome, PolicyProblem } from '../policy.ts';
import type { PolicyFile } from '../policy-file.ts';
import { inputFormOf, readsScan } from './input-form.ts';
import type { InputForm } from './input-form.ts';
import { judgeDocuments } from './judge-documents.ts';
import { compileRegoSet } from './rego-policies.ts';
import type { RegoSet } from './rego-policies.ts';
import type { DecidingPackage } from './decision-rules.ts';

export interface RegoLoadOptions {
  readonly data: { readonly [name: string]: RegoValue };
  /** Only these packages; all that decide where left out. */
  readonly namespaces?: readonly string[];
  readonly version?: 'v0' | 'v1';
  readonly timeoutMs?: number;
  readonly clock: Clock;
}

export interface LoadedPolicies {
  readonly policies: readonly Policy[];
  readonly problems: readonly PolicyProblem[];
}

/** Makes a policy of every package that has rules which decide. Tests (`_test.rego`) are left out. */
export function loadRego(files: readonly PolicyFile[], options: RegoLoadOptions): LoadedPolicies {
  const modules = files.filter(({ name }) => name.endsWith('.rego') && !name.endsWith('_test.rego'));
  if (modules.length === 0) return { policies: [], problems: [] };
  const { data, version, timeoutMs, clock } = options;
  const set = compileRegoSet({
    modules: modules.map(({ path, text, version: own }) => ({ path, text, ...defined({ version: own }) })),
    data,
    clock,
    // A builtin that fails would leave a rule undefined, and the gate open.
    strictBuiltinErrors: true,
    ...(version === undefined ? {} : { version }),
    ...(timeoutMs === undefined ? {} : { limits: { timeMs: timeoutMs } }),
  });
  if ('problems' in set) return { policies: [], problems: set.problems };
  const { namespaces } = options;
  const chosen = set.packages.filter(({ path }) => namespaces === undefined || namespaces.includes(path.join('.')));
  const digest = sha256Hex(
    canonicalJson([modules.map(({ name, text }) => [name, sha256Hex(text)]), sha256Hex(JSON.stringify(data))]),
  );
  const problems = lacking(chosen, namespaces, modules);
  const policies: Policy[] = [];
  for (const deciding of chosen) {
    const form = inputFormOf(set.program.modules, deciding.path);
    if (form.kind === 'unclear') problems.push(unclear(deciding, form.why));
    else policies.push(policyOf(set, { deciding, form }, `sha256:${digest}`));
  }
  return { policies, problems };
}

function lacking(
  chosen: readonly DecidingPackage[],
  namespaces: readonly string[] | undefined,
  modules: readonly PolicyFile[],
): PolicyProblem[] {
  const absent = (namespaces ?? []).filter((name) => !chosen.some(({ path }) => path.join('.') === name));
  const [first] = modules;
  if (absent.length > 0)
    return absent.map((name) => ({
      kind: 'unloadable',
      message: `No package ${name} has a rule deny, violation, warn or allow.`,
    }));
  if (chosen.length > 0 || first === undefined) return [];
  const message = 'No package has a rule deny, violation, warn or allow: these policies can judge nothing.';
  return [{ kind: 'unloadable', message, place: { path: first.path } }];
}

function unclear({ path, files }: DecidingPackage, why: string): PolicyProblem {
  const [first] = files;
  const policy = path.join('.');
  const message = `Package ${policy} can judge neither the input of a gate nor its documents. ${why}`;
  return { kind: 'unloadable', policy, message, ...(first === undefined ? {} : { place: { path: first } }) };
}

interface Asked {
  readonly deciding: DecidingPackage;
  readonly form: Exclude<InputForm, { readonly kind: 'unclear' }>;
}

function policyOf(set: RegoSet, { deciding, form }: Asked, digest: string): Policy {
  const id = deciding.path.join('.');
  return {
    id,
    title: deciding.title ?? id,
    requires: [...new Set([...neededBy(form, deciding.requires), ...(deciding.requires ?? [])])],
    digest,
    judge: (input, time) =>
      form.kind === 'document'
        ? judgeDocuments(set, { deciding, form, ...defined({ time }) }, input)
        : judge(set.judge(deciding, input as unknown as RegoValue, time), sourceless(id, form, input)),
  };
}

/** Evidence that a policy needs by what it reads. Where it says itself what it needs, reading the input as a whole adds nothing. */
function neededBy(form: Asked['form'], stated: readonly string[] | undefined): string[] {
  if (form.kind === 'document') return ['documents'];
  const reads = readsScan(form);
  return reads === 'yes' || (reads === 'perhaps' && stated === undefined) ? ['scan'] : [];
}

/** What is missing where a policy reads documents or evidence, nothing else that could be judged, and there is none. */
function sourceless(
  policy: string,
  form: InputForm & { readonly kind: 'gate' },
  { documents, evidence }: GateInput,
): MissingEvidence[] {
  const reads = (name: keyof GateInput): boolean => form.members.includes(name);
  if (form.any || reads('scan') || readsScan(form) !== 'no') return [];
  if ((reads('documents') && documents.length > 0) || (reads('evidence') && evidence.length > 0)) return [];
  if (reads('documents')) return [missing('documents', `${policy} has judged nothing: there is no document.`)];
  if (reads('evidence')) return [missing('input', `${policy} has judged nothing: there is no evidence.`)];
  return [];
}

function judge(judged: ReturnType<RegoSet['judge']>, lacks: readonly MissingEvidence[]): PolicyOutcome {
  if ('problem' in judged) return judged;
  // What the policy's own exceptions set aside stays visible.
  const shown = judged.excepted.map((breach) => ({ ...breach, enforcement: 'dryrun' as const }));
  const nothing = judged.breaches.length > 0 ? [] : lacks;
  return { breaches: [...judged.breaches, ...shown], missing: [...judged.missing, ...nothing] };
}
