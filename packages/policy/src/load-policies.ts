import type { Clock } from '@sallyport/kernel';

import { BUILTINS } from './builtin/list.ts';
import { loadData } from './data/load-data.ts';
import type { LoadedData } from './data/load-data.ts';
import { defined } from './defined.ts';
import { policyErrors } from './errors.ts';
import type { BoundPolicy } from './gate/gate.ts';
import type { GatePolicyConfig } from './gate/section.ts';
import type { Enforcement, PolicyProblem } from './policy.ts';
import { isDataFile } from './policy-file.ts';
import type { PolicyFile } from './policy-file.ts';
import { isBundlePath, loadBundle } from './rego/load-bundle.ts';
import { loadRego } from './rego/load-rego.ts';
import { loadAdmission } from './load-admission.ts';

/** Where policy files are read from: the work tree, or a revision of the repository. */
export interface PolicySource {
  /** The file, or the files below the folder, at a path. Undefined where nothing is there. */
  read(path: string): Promise<readonly PolicyFile[] | undefined>;
  /** The bytes of one file. Undefined where nothing is there. */
  bytes(path: string): Promise<Uint8Array | undefined>;
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

interface FileSet {
  readonly files: readonly PolicyFile[];
  /** What a bundle holds as data. */
  readonly data: LoadedData['data'];
}

async function filesOf(config: GatePolicyConfig, path: string, { source }: LoadOptions): Promise<FileSet | string> {
  const { verificationKey, rego: version } = config;
  if (!isBundlePath(path)) {
    if (verificationKey !== undefined) return `${path} is no bundle (.tar.gz), and so not signed.`;
    const files = await source.read(path);
    return files === undefined ? `There is nothing at ${path}.` : { files, data: {} };
  }
  const bytes = await source.bytes(path);
  if (bytes === undefined) return `There is nothing at ${path}.`;
  const key = verificationKey === undefined ? undefined : await source.bytes(verificationKey);
  if (verificationKey !== undefined && key === undefined) return `There is no key at ${verificationKey}.`;
  const pem = key === undefined ? undefined : Buffer.from(key).toString('utf8');
  const bundle = loadBundle(bytes, defined({ key: pem, version }));
  if (typeof bundle === 'string') return `The bundle ${path} is not taken: ${bundle}.`;
  const files = bundle.modules.map((one) => ({ ...one, path: `${path}/${one.path}`, name: one.path }));
  return { files, data: bundle.data };
}

async function loadFiles(config: GatePolicyConfig, path: string, options: LoadOptions): Promise<LoadedGatePolicies> {
  const set = await filesOf(config, path, options);
  if (typeof set === 'string') return unloadable(set);
  const { files } = set;
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
  const { data: tree, problems } = await loadData(data, set.data);
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
