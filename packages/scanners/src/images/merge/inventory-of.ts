import { buildPurl, ecosystemByName, ecosystemOfOs, makePackage } from '@sallyport/inventory';
import type { OperatingSystem, Package, PackageFacts } from '@sallyport/inventory';
import type { Digest } from '@sallyport/kernel';

import { given } from '../analysers/analyser.ts';
import type { DatabaseFamily, ReleaseFacts } from '../analysers/analyser.ts';
import type { MergedLayers, SeenPackage } from './merge-layers.ts';
import { foreignVendor } from './vendors.ts';

/** What is installed in an image. */
export interface ImageInventory {
  readonly operatingSystem?: OperatingSystem;
  readonly packages: readonly Package[];
  /** Packages whose maker is not the distribution, by name of the maker. */
  readonly foreign: ReadonlyMap<string, readonly string[]>;
  /** How many packages of languages are left out because the distribution's packages own their files. */
  readonly ownedByOs: number;
  /** The layer that brought each package, by its id. */
  readonly layerOf: ReadonlyMap<string, number>;
}

const PURL_TYPES: Readonly<Record<DatabaseFamily, string>> = { deb: 'deb', apk: 'apk', rpm: 'rpm', alpm: 'alpm' };

/** One inventory of everything that merged layers hold: the distribution's packages, those of languages, and known software. */
export function inventoryOf(merged: MergedLayers, digests: readonly Digest[]): ImageInventory {
  const operatingSystem = systemOf(merged);
  const list = newList();
  const foreign = new Map<string, string[]>();
  for (const seen of merged.installed) {
    const vendor = foreignVendor(seen.family, operatingSystem?.id ?? '', seen.package);
    if (vendor !== undefined) foreign.set(vendor, [...(foreign.get(vendor) ?? []), seen.package.name]);
    list.push(installedFacts(seen, { operatingSystem, vendor, digest: digests[seen.layer] }), seen.layer);
  }
  let ownedByOs = 0;
  for (const { path, layer, facts } of merged.files) {
    const own = [...(facts.packages ?? []), ...(facts.software ?? [])];
    const isOwned = own.length > 0 && merged.isOwned(path);
    if (isOwned) ownedByOs += own.length;
    else for (const each of own) list.push(placed(each, path, digests[layer]), layer);
  }
  return { packages: list.packages, foreign, ownedByOs, layerOf: list.layerOf, ...given({ operatingSystem }) };
}

function placed(facts: PackageFacts, path: string, digest: Digest | undefined): PackageFacts {
  return { ...facts, location: { path: facts.location?.path ?? path, ...given({ layer: digest }) } };
}

/** Packages with their ids: a purl that occurs again is numbered. */
function newList() {
  const packages: Package[] = [];
  const layerOf = new Map<string, number>();
  const times = new Map<string, number>();
  return {
    packages,
    layerOf,
    push(facts: PackageFacts, layer: number): void {
      const made = makePackage(facts);
      const time = (times.get(made.purl) ?? 0) + 1;
      times.set(made.purl, time);
      const found = time === 1 ? made : { ...made, id: `${made.purl}#${time}` };
      packages.push(found);
      layerOf.set(found.id, layer);
    },
  };
}

/** The best word on the system: os-release before its forerunners; Debian's own file knows the point release. */
function systemOf({ files }: MergedLayers): OperatingSystem | undefined {
  const releases = files.flatMap(({ facts }) => facts.release ?? []);
  const [best] = releases.toSorted((a, b) => b.rank - a.rank);
  if (best === undefined) return undefined;
  const finer = releases.find((each) => isFiner(each, best));
  return { id: best.id, version: finer?.version ?? best.version, ...given({ name: best.name }) };
}

function isFiner(other: ReleaseFacts, best: ReleaseFacts): boolean {
  return other.id === best.id && best.version !== '' && other.version.startsWith(`${best.version}.`);
}

interface About {
  readonly operatingSystem: OperatingSystem | undefined;
  readonly vendor: string | undefined;
  readonly digest: Digest | undefined;
}

function installedFacts({ path, family, package: found }: SeenPackage, about: About): PackageFacts {
  const { operatingSystem, vendor, digest } = about;
  const { licence, ...facts } = found;
  const ecosystem = vendor === undefined ? ecosystemFor(family, operatingSystem) : '';
  const location = { path, ...given({ layer: digest }) };
  const licences = licence === undefined ? [] : [{ raw: licence, kind: 'declared' as const }];
  const whole: PackageFacts = { ...facts, ecosystem, location, licences };
  return ecosystem === '' ? { ...whole, purl: foreignPurl(found, family, vendor ?? operatingSystem?.id) } : whole;
}

/** The ecosystem of the system's release, where its packages are of this family at all. */
function ecosystemFor(family: DatabaseFamily, system: OperatingSystem | undefined): string {
  const name = system === undefined ? undefined : ecosystemOfOs(system);
  return name !== undefined && ecosystemByName(name)?.purlType === PURL_TYPES[family] ? name : '';
}

/** The maker is the namespace, so that no reader of an SBOM takes the package for the distribution's. */
function foreignPurl(
  { name, version, arch }: SeenPackage['package'],
  family: DatabaseFamily,
  namespace: string | undefined,
): string {
  const epoch = family === 'rpm' ? /^(?<epoch>\d+):/.exec(version)?.groups?.['epoch'] : undefined;
  const qualifiers = given({ arch, epoch });
  return buildPurl({
    type: PURL_TYPES[family],
    namespace: namespace ?? 'unknown',
    name,
    version: epoch === undefined ? version : version.slice(epoch.length + 1),
    ...(Object.keys(qualifiers).length === 0 ? {} : { qualifiers }),
  });
}
