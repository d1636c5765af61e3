import { defined } from './defined.ts';
import { distroOfEcosystem } from './distributions.ts';
import { ecosystemByName } from './ecosystems.ts';
import type { Package, SourcePackage } from './package.ts';
import { buildPurl } from './purl/build.ts';

/** What a reader must say of a package; the rest has a neutral default. */
export type PackageFacts = Pick<Package, 'ecosystem' | 'name'> &
  Partial<Omit<Package, 'ecosystem' | 'name' | 'purl'>> & {
    /** Taken as it is; made from the other facts where absent. */
    readonly purl?: string;
    /** Further qualifiers for the purl that is made, `{ type: 'pom' }`. */
    readonly qualifiers?: Readonly<Record<string, string>>;
  };

/**
 * A package with every field that it was not told at its neutral value: relation unknown, neither dev nor optional.
 * The purl is made from ecosystem, name, version, architecture and source package where none is given,
 * and stands for the id where none is given.
 */
export function makePackage(facts: PackageFacts): Package {
  const { qualifiers, purl: given, id, ...rest } = facts;
  const purl = given ?? purlOf(facts.ecosystem, facts.name, facts.version, { ...qualifiersOf(facts), ...qualifiers });
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

function qualifiersOf({ ecosystem, name, version, arch, source }: PackageFacts): Record<string, string> {
  if (ecosystemByName(ecosystem)?.released !== true) return {};
  return defined({
    arch,
    distro: distroOfEcosystem(ecosystem),
    upstream: source === undefined ? undefined : upstreamOf(source, name, version),
  });
}

/** The `upstream` qualifier that names the source package where it differs from the binary one. */
function upstreamOf(source: SourcePackage, name: string, version: string | undefined): string | undefined {
  if (source.version !== version) return `${source.name}@${source.version}`;
  return source.name === name ? undefined : source.name;
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
  const [epoch, plain] = type === 'rpm' ? splitEpoch(version) : [undefined, version];
  return buildPurl({
    type,
    name: split.name,
    ...defined({ namespace, version: plain, qualifiers: withEpoch(qualifiers, epoch) }),
  });
}

function withEpoch(
  qualifiers: Readonly<Record<string, string>> | undefined,
  epoch: string | undefined,
): Readonly<Record<string, string>> | undefined {
  if (epoch === undefined) return qualifiers;
  return { ...qualifiers, epoch };
}

function splitEpoch(version = ''): [string | undefined, string | undefined] {
  const match = /^(?<epoch>\d+):(?<rest>.*)$/s.exec(version)?.groups;
  return match === undefined ? [undefined, version === '' ? undefined : version] : [match['epoch'], match['rest']];
}
