import { ecosystemByName } from '../ecosystems.ts';
import { compareAlpine } from './alpine.ts';
import { compareBitnami } from './bitnami.ts';
import { compareCran } from './cran.ts';
import { compareDebian } from './debian.ts';
import { compareGo } from './go.ts';
import { compareMaven } from './maven.ts';
import { compareNuget } from './nuget.ts';
import { comparePackagist } from './packagist.ts';
import { comparePypi } from './pypi.ts';
import { compareRpm } from './rpm.ts';
import { compareRubygems } from './rubygems.ts';
import type { CompareVersions, VersionScheme } from './scheme.ts';
import { compareSemver } from './semver.ts';

const COMPARE: Readonly<Record<VersionScheme, CompareVersions>> = Object.freeze({
  semver: compareSemver,
  pypi: comparePypi,
  maven: compareMaven,
  go: compareGo,
  rubygems: compareRubygems,
  packagist: comparePackagist,
  nuget: compareNuget,
  cran: compareCran,
  debian: compareDebian,
  rpm: compareRpm,
  alpine: compareAlpine,
  bitnami: compareBitnami,
  numeric: compareCran,
});

/** The order of a scheme: negative where the first version is older. Never throws. */
export function comparatorOf(scheme: VersionScheme): CompareVersions {
  return COMPARE[scheme];
}

/** Orders two versions of an OSV ecosystem (`npm`, `Debian:12`); SemVer where the ecosystem is not known. */
export function compareVersions(ecosystem: string, a: string, b: string): number {
  return COMPARE[ecosystemByName(ecosystem)?.scheme ?? 'semver'](a, b);
}
