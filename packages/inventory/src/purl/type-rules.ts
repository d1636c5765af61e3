import type { Purl } from './purl.ts';

type Presence = 'required' | 'prohibited';

/** What the definition of a purl type asks for beyond the general grammar. */
interface TypeRule {
  readonly namespace?: Presence;
  /** Components that are compared without case and so are written in lower case. */
  readonly lower?: readonly ('namespace' | 'name' | 'version')[];
  readonly qualifier?: string;
  readonly name?: RegExp;
  readonly version?: RegExp;
}

const BOTH = ['namespace', 'name'] as const;

/**
 * npm and Go are compared by case here: names that differ only in case exist, and lower-casing one loses its advisories.
 * Source: the type definitions of the purl specification (ECMA-427).
 */
const RULES: ReadonlyMap<string, TypeRule> = new Map<string, TypeRule>([
  ['alpm', { lower: BOTH }],
  ['apk', { lower: BOTH }],
  ['bazel', { namespace: 'prohibited' }],
  ['bitbucket', { lower: BOTH, namespace: 'required' }],
  ['bitnami', { lower: ['name'], namespace: 'prohibited' }],
  ['brew', { lower: BOTH }],
  ['cargo', { namespace: 'prohibited' }],
  ['chrome-extension', { namespace: 'prohibited', name: /^[a-p]{32}$/, version: /^\d+(?:\.\d+){0,3}$/ }],
  ['cocoapods', { namespace: 'prohibited' }],
  ['composer', { lower: BOTH }],
  ['conda', { namespace: 'prohibited' }],
  ['cpan', { name: /^(?!.*::)/ }],
  ['cran', { namespace: 'prohibited' }],
  ['deb', { lower: BOTH }],
  ['gem', { namespace: 'prohibited' }],
  ['git', { lower: BOTH, namespace: 'required' }],
  ['github', { lower: BOTH, namespace: 'required' }],
  ['hackage', { namespace: 'prohibited' }],
  ['hex', { lower: BOTH }],
  ['huggingface', { lower: ['version'] }],
  ['julia', { namespace: 'prohibited', qualifier: 'uuid' }],
  ['mlflow', { namespace: 'prohibited' }],
  ['nuget', { namespace: 'prohibited' }],
  ['oci', { lower: ['name'], namespace: 'prohibited' }],
  ['opam', { namespace: 'prohibited' }],
  ['otp', { lower: ['name'], namespace: 'prohibited' }],
  ['pub', { lower: ['name'], namespace: 'prohibited' }],
  ['pypi', { lower: ['name'], namespace: 'prohibited' }],
  ['qpkg', { lower: ['namespace'] }],
  ['rpm', { lower: ['namespace'] }],
  ['swift', { namespace: 'required' }],
  ['vcpkg', { namespace: 'prohibited' }],
  ['vscode-extension', { lower: BOTH, namespace: 'required' }],
]);

/** The components in the form that the type prescribes. */
export function normaliseByType(purl: Purl): Purl {
  const lower = RULES.get(purl.type)?.lower;
  const result = lower === undefined ? purl : lowered(purl, lower);
  if (purl.type === 'pypi') return { ...result, name: result.name.replaceAll('_', '-') };
  if (purl.type === 'mlflow' && isDatabricks(purl)) return { ...result, name: result.name.toLowerCase() };
  return result;
}

function lowered(purl: Purl, components: readonly ('namespace' | 'name' | 'version')[]): Purl {
  const pairs = components.map((component) => [component, purl[component]?.toLowerCase()]);
  return { ...purl, ...Object.fromEntries(pairs.filter(([, value]) => value !== undefined)) };
}

/** Model names of Databricks ignore case, those of Azure ML do not. */
function isDatabricks(purl: Purl): boolean {
  return /databricks/i.test(purl.qualifiers?.['repository_url'] ?? '');
}

/** What the type's definition forbids in this purl, or undefined. */
export function problemByType(purl: Purl): string | undefined {
  const rule = RULES.get(purl.type);
  if (rule === undefined) return undefined;
  return namespaceProblem(rule, purl) ?? contentProblem(rule, purl);
}

function namespaceProblem(rule: TypeRule, purl: Purl): string | undefined {
  if (rule.namespace === 'required' && purl.namespace === undefined) return `type ${purl.type} needs a namespace`;
  if (rule.namespace === 'prohibited' && purl.namespace !== undefined) return `type ${purl.type} has no namespace`;
  return undefined;
}

function contentProblem(rule: TypeRule, purl: Purl): string | undefined {
  if (rule.qualifier !== undefined && purl.qualifiers?.[rule.qualifier] === undefined) {
    return `type ${purl.type} needs the qualifier ${rule.qualifier}`;
  }
  if (rule.name?.test(purl.name) === false) return `"${purl.name}" is no name of type ${purl.type}`;
  if (purl.version !== undefined && rule.version?.test(purl.version) === false) {
    return `"${purl.version}" is no version of type ${purl.type}`;
  }
  return undefined;
}
