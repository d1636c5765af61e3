import type { Finding } from '@sallyport/findings';
import { baseEcosystem, comparatorOf, ecosystemByName } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';
import { jsonList, jsonMember, jsonText } from '@sallyport/kernel';

import { blockersOf, graphOf } from '../match/instance.ts';

/** What has to become of one package in one place. */
export interface Wanted {
  readonly package: Package;
  /** The smallest version that mends everything that counts. */
  readonly version: string;
  readonly vulnerabilities: readonly string[];
  /** Everything that brings the package allows the version. */
  readonly isAllowed: boolean;
}

/** The packages that a version mends, each with the version that mends all of its findings that count. */
export function wantedVersions(findings: readonly Finding[], packages: readonly Package[]): Wanted[] {
  const wanted = new Map<Package, { version: string; vulnerabilities: Set<string> }>();
  const places = Map.groupBy(packages, placeOfPackage);
  for (const finding of findings) {
    if (finding.scanner !== 'dependencies' || finding.suppression !== undefined) continue;
    for (const place of jsonList(finding.details, 'places')) {
      const fix = jsonMember(place, 'fix');
      const version = jsonText(fix, 'cleanVersion') ?? jsonText(fix, 'version');
      if (version === undefined) continue;
      for (const found of places.get(placeOfDetail(place)) ?? []) raise(wanted, found, version, finding.rule);
    }
  }
  const graph = graphOf(packages);
  return [...wanted].map(([found, { version, vulnerabilities }]) => ({
    package: found,
    version,
    isAllowed: blockersOf(found, version, graph)?.length === 0,
    vulnerabilities: [...vulnerabilities],
  }));
}

function placeOfPackage({ purl, location }: Package): string {
  return `${purl} ${location?.path ?? ''} ${location?.range?.start.line ?? ''}`;
}

function placeOfDetail(place: unknown): string {
  const line = jsonMember(place, 'line');
  return `${jsonText(place, 'purl') ?? ''} ${jsonText(place, 'path') ?? ''} ${typeof line === 'number' ? line : ''}`;
}

function raise(
  wanted: Map<Package, { version: string; vulnerabilities: Set<string> }>,
  found: Package,
  version: string,
  vulnerability: string,
): void {
  const known = wanted.get(found);
  if (known === undefined) wanted.set(found, { version, vulnerabilities: new Set([vulnerability]) });
  else {
    known.vulnerabilities.add(vulnerability);
    const compare = comparatorOf(ecosystemByName(baseEcosystem(found.ecosystem))?.scheme ?? 'semver');
    if (compare(version, known.version) > 0) known.version = version;
  }
}
