import { annotationsOf } from '@sallyport/languages/rego';
import type { RegoProgram, RegoValue } from '@sallyport/languages/rego';

import type { Enforcement } from '../policy.ts';

/** A rule whose values are breaches: `deny`, `violation`, `warn`, each also with a name behind (`deny_root`). */
export interface DecisionRule {
  readonly name: string;
  readonly enforcement: Enforcement;
}

/** A package that has rules which decide. */
export interface DecidingPackage {
  readonly path: readonly string[];
  readonly rules: readonly DecisionRule[];
  /** Whether it has the rule `allow`, which must be true. */
  readonly allows: boolean;
  /** Whether it has Conftest's `exception` rules. */
  readonly excepts: boolean;
  /** Whether it has a rule `missing`, whose values are evidence that is not there. */
  readonly misses: boolean;
  /** The files that it stands in. */
  readonly files: readonly string[];
  /** Evidence that its METADATA asks for; undefined where it does not say. */
  readonly requires: readonly string[] | undefined;
  readonly title: string | undefined;
}

const DECIDING = /^(?<kind>deny|violation|warn)(?:_[a-zA-Z0-9]+)*$/;

/** The packages that decide, in the order of their first files. */
export function decidingPackages(program: RegoProgram): DecidingPackage[] {
  const named = program.modules.flatMap((module) =>
    module.rules.map((rule) => ({ module, ...ownerOf(module, rule.head) })),
  );
  const byPath = Map.groupBy(named, ({ path }) => path.join('.'));
  return [...byPath.values()].flatMap((same) => {
    const modules = [...new Set(same.map(({ module }) => module))];
    const names = new Set(same.map(({ name }) => name));
    const rules = [...names].flatMap(ruleOf).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const allows = names.has('allow');
    const misses = names.has('missing');
    const [first] = same;
    if (first === undefined || (rules.length === 0 && !allows && !misses)) return [];
    const metadata = modules
      .flatMap((module) => annotationsOf(module).annotations)
      .filter(({ scope }) => scope === 'package');
    const title = metadata.map(({ fields }) => fields['title']).find((text) => typeof text === 'string');
    return [
      {
        path: first.path,
        rules,
        allows,
        misses,
        excepts: names.has('exception'),
        files: modules.map(({ file }) => file),
        requires: requiredBy(metadata),
        title: typeof title === 'string' ? title : undefined,
      },
    ];
  });
}

/** The package and name of a rule: `b.deny contains …` in the package a is the rule deny of a.b. */
function ownerOf(
  { package: path }: RegoProgram['modules'][number],
  { name, path: steps, args }: RegoProgram['modules'][number]['rules'][number]['head'],
): { readonly path: readonly string[]; readonly name: string } {
  const names = [name, ...steps.map((step) => (step.kind === 'const' ? step.value : undefined))];
  const last = names.at(-1);
  const isWhole = args === undefined && names.every((step) => typeof step === 'string');
  if (!isWhole || typeof last !== 'string' || names.length === 1) return { path, name };
  return { path: [...path, ...(names.slice(0, -1) as string[])], name: last };
}

function ruleOf(name: string): DecisionRule[] {
  const kind = DECIDING.exec(name)?.groups?.['kind'];
  return kind === undefined ? [] : [{ name, enforcement: kind === 'warn' ? 'warn' : 'deny' }];
}

/** What METADATA asks for (`custom.requires`); undefined where it does not say. */
function requiredBy(
  metadata: readonly { readonly fields: Readonly<Record<string, RegoValue>> }[],
): readonly string[] | undefined {
  const lists = metadata.flatMap(({ fields }) => {
    const list = (fields['custom'] as { readonly requires?: unknown } | undefined)?.requires;
    return Array.isArray(list) ? [list.filter((one): one is string => typeof one === 'string')] : [];
  });
  return lists.length === 0 ? undefined : [...new Set(lists.flat())];
}
