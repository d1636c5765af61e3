import { defined } from '../defined.ts';
import type { PackageFacts } from '../make-package.ts';
import type { Package, PackageLocation, SourcePackage } from '../package.ts';
import type { Extras } from './extras.ts';

/** What properties of other tools say: source packages, places, development dependencies. */
export function foreignFacts(pairs: Extras, facts: PackageFacts): Partial<Package> {
  const values = new Map(pairs);
  const path =
    values.get('aquasecurity:trivy:FilePath') ??
    values.get('syft:location:0:path') ??
    values.get('SrcFile') ??
    values.get('cdx:npm:package:path');
  const layer = values.get('aquasecurity:trivy:LayerDiffID') ?? values.get('syft:location:0:layerID');
  const location: PackageLocation | undefined = path === undefined ? undefined : { path, ...defined({ layer }) };
  return {
    ...defined({ location, source: facts.source ?? sourceOf(values, facts) }),
    ...(values.get('cdx:npm:package:development') === 'true' ? { dev: true } : {}),
  };
}

function sourceOf(values: ReadonlyMap<string, string>, facts: PackageFacts): SourcePackage | undefined {
  const trivy = values.get('aquasecurity:trivy:SrcName');
  if (trivy !== undefined) return { name: trivy, version: trivyVersion(values) ?? facts.version ?? '' };
  const syft = values.get('syft:metadata:source') ?? values.get('syft:metadata:originPackage');
  if (syft === undefined) return undefined;
  return { name: syft, version: values.get('syft:metadata:sourceVersion') ?? facts.version ?? '' };
}

/** Trivy splits the source version into epoch, version and release. */
function trivyVersion(values: ReadonlyMap<string, string>): string | undefined {
  const version = values.get('aquasecurity:trivy:SrcVersion');
  if (version === undefined) return undefined;
  const epoch = values.get('aquasecurity:trivy:SrcEpoch');
  const release = values.get('aquasecurity:trivy:SrcRelease');
  const base = epoch === undefined || epoch === '0' ? version : `${epoch}:${version}`;
  return release === undefined ? base : `${base}-${release}`;
}
