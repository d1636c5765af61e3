import { ecosystemByName } from './ecosystems.ts';
import type { Package } from './package.ts';
import { buildPurl } from './purl/build.ts';

/** What a reader must say of a package; the rest has a neutral default. */
export type PackageFacts = Pick<Package, 'ecosystem' | 'name'> &
  Partial<Omit<Package, 'ecosystem' | 'name' | 'purl'>> & {
    /** Taken as it is; made from ecosystem, name and version where absent. */
    readonly purl?: string;
    /** Qualifiers for the purl that is made, `{ arch: 'amd64' }`. */
    readonly qualifiers?: Readonly<Record<string, string>>;
  };

/**
 * A package with every field that it was not told at its neutral value: relation unknown, neither dev nor optional.
 * The purl is made from ecosystem, name and version where none is given, and stands for the id where none is given.
 */
export function makePackage(facts: PackageFacts): Package {
  const { qualifiers, purl: given, id, ...rest } = facts;
  const purl = given ?? purlOf(facts.ecosystem, facts.name, facts.version, qualifiers);
  return {
    relation: 'unknown',
    path: [],
    dependsOn: [],
    dev: false,
    optional: false,
    licences: [],
    integrity: [],
    ...rest,
    id: id ?? purl,
    purl,
  };
}

/** The purl of a package as its OSV ecosystem names it; type `generic` for an ecosystem that we do not know. */
export function purlOf(
  ecosystem: string,
  name: string,
  version?: string,
  qualifiers?: Readonly<Record<string, string>>,
): string {
  const found = ecosystemByName(ecosystem);
  const type = found?.purlType ?? 'generic';
  const split = found?.split(name) ?? { name };
  const namespace = split.namespace ?? found?.purlNamespace;
  return buildPurl({
    type,
    name: split.name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(version === undefined ? {} : { version }),
    ...(qualifiers === undefined ? {} : { qualifiers }),
  });
}
