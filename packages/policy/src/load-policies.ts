import type { Clock } from '@sallyport/kernel';

import { BUILTINS } from './builtin/list.ts';
import { loadData } from './data/load-data.ts';
import { defined } from './defined.ts';
import { policyErrors } from './errors.ts';
import type { BoundPolicy } from './gate/gate.ts';
import type { GatePolicyConfig } from './gate/section.ts';
import type { Enforcement, PolicyProblem } from './policy.ts';
import { isDataFile } from './policy-file.ts';
import type { PolicyFile } from './policy-file.ts';
import { loadRego } from './rego/load-rego.ts';
import { loadAdmission } from './load-admission.ts';

/** Where policy files are read from: the work tree, or a revision of the repository. */
export interface PolicySource {
  /** The file, or the files below the folder, at a path. Undefined where nothing is there. */
  read(path: string): Promise<readonly PolicyFile[] | undefined>;
}

export interface LoadOptions {
  readonly source: PolicySource;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

export interface LoadedGatePolicies {
  readonly policies: readonly BoundPolicy[];
  readonly problems: readonly PolicyProblem[];
}

/**
 * Loads the policies of a gate. What cannot be loaded is a problem and closes the gate; a built-in policy that does not exist and
 * wrong parameters are the user's to correct (POLICY_UNKNOWN_BUILTIN, POLICY_WRONG_PARAMETERS).
 */
export async function loadGatePolicies(
  configs: readonly GatePolicyConfig[],
  options: LoadOptions,
): Promise<LoadedGatePolicies> {
  const loaded = await Promise.all(configs.map((config, i) => loadOne(config, `policies[${i}]`, options)));
  return {
    policies: loaded.flatMap(({ policies }) => policies),
    problems: loaded.flatMap(({ problems }) => problems),
  };
}

async function loadOne(config: GatePolicyConfig, where: string, options: LoadOptions): Promise<LoadedGatePolicies> {
  const { use, path, name } = config;
  if ((use === undefined) === (path === undefined)) {
    const problem = 'a policy has either `use` or `path`';
    throw policyErrors.WRONG_PARAMETERS({ where, problem, policy: name ?? 'the policy' });
  }
  return use === undefined ? loadFiles(config, path ?? '', options) : bindBuiltin(config, use, where);
}

async function bindBuiltin(config: GatePolicyConfig, use: string, where: string): Promise<LoadedGatePolicies> {
  const builtin = BUILTINS.find(({ id }) => id === use);
  if (builtin === undefined)
    throw policyErrors.UNKNOWN_BUILTIN({ name: use, known: BUILTINS.map(({ id }) => id).join(', ') });
  const policy = await builtin.bind(config.with, { id: config.name ?? use, where });
  return { policies: [{ policy, enforcement: config.enforcement ?? builtin.enforcement }], problems: [] };
}

async function loadFiles(config: GatePolicyConfig, path: string, options: LoadOptions): Promise<LoadedGatePolicies> {
  const files = await options.source.read(path);
  if (files === undefined) return unloadable(`There is nothing at ${path}.`);
  const data: PolicyFile[] = files.filter(({ name }) => isDataFile(name));
  for (const more of config.data ?? []) {
    const found = dataAmong(await options.source.read(more));
    if (found.length === 0) return unloadable(`There is no data at ${more}: no file in JSON or YAML.`);
    data.push(...found);
  }
  const unread = [...new Set([...files, ...data])].flatMap(({ path, problem }): PolicyProblem[] =>
    problem === undefined ? [] : [{ kind: 'unloadable', message: `It cannot be read: ${problem}.`, place: { path } }],
  );
  if (unread.length > 0) return { policies: [], problems: unread };
  const { data: tree, problems } = await loadData(data);
  const { namespaces, rego: version } = config;
  const { clock } = options;
  const limit = options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs };
  const rego = loadRego(files, { data: tree, clock, ...limit, ...defined({ namespaces, version }) });
  const admission = await loadAdmission(files, { clock, ...limit });
  const policies = [...rego.policies, ...admission.policies];
  const all = [...problems, ...rego.problems, ...admission.problems];
  if (policies.length === 0 && all.length === 0) return unloadable(`There is no policy at ${path}.`);
  return { policies: bound(policies, config.enforcement ?? 'deny'), problems: all };
}

/** Those of the files that a user named as data which hold some. */
export function dataAmong(files: readonly PolicyFile[] | undefined): readonly PolicyFile[] {
  return (files ?? []).filter(({ name }) => /\.(?:json|ya?ml)$/.test(name));
}

function bound(policies: readonly BoundPolicy['policy'][], enforcement: Enforcement): BoundPolicy[] {
  return policies.map((policy) => ({ policy, enforcement }));
}

function unloadable(message: string): LoadedGatePolicies {
  return { policies: [], problems: [{ kind: 'unloadable', message }] };
}
