import { comparatorOf, ecosystemByName } from '@sallyport/inventory';
import type { CompareVersions, Package, VersionScheme } from '@sallyport/inventory';

import type { Row } from '../partition/format.ts';

/** A name and version under which advisories of a package are looked up. */
export interface LookUp {
  readonly name: string;
  readonly version: string;
}

/**
 * Distributions with Debian's and Alpine's packages file advisories under source packages; those with RPM
 * under binary packages, some under source packages, so that both are asked. An RPM's source is named by a file
 * without epoch, so that the package's own version is compared there.
 */
export function lookUps(found: Package): readonly LookUp[] {
  const { name, version, source } = found;
  if (version === undefined) return [];
  const scheme = ecosystemByName(found.ecosystem)?.scheme;
  if (source === undefined) return [{ name, version }];
  if (scheme === 'debian' || scheme === 'alpine') return [{ name: source.name, version: source.version || version }];
  if (scheme === 'rpm' && source.name !== name)
    return [
      { name, version },
      { name: source.name, version },
    ];
  return [{ name, version }];
}

/** The order of an ecosystem's versions, and whether an advisory and a package of it are of one stream. */
export interface RowRules {
  readonly scheme: VersionScheme;
  readonly compare: CompareVersions;
}

export function rulesOf(ecosystem: string): RowRules {
  const scheme = ecosystemByName(ecosystem)?.scheme ?? 'semver';
  return { scheme, compare: comparatorOf(scheme) };
}

const BEGINNING = '0';

/** Whether the row speaks of this version. */
export function rowAffects(row: Row, version: string, { scheme, compare }: RowRules): boolean {
  for (const [from, to, inclusive] of row[3]) {
    if (from !== BEGINNING && compare(version, from) < 0) continue;
    if (to === undefined) return true;
    const order = compare(version, to);
    if (order < 0 || (inclusive === 1 && order === 0)) {
      if (scheme !== 'rpm' || sameStream(version, to)) return true;
    }
  }
  return row[4].length > 0 && row[4].some((each) => each === version || compare(each, version) === 0);
}

/** Packages of a module have the module in their release; a fix in a module says nothing of one outside it. */
function sameStream(version: string, fixed: string): boolean {
  return /\.module[_+]/.test(version) === /\.module[_+]/.test(fixed);
}

/** The versions that the row says are fixed, newer than the given one. */
export function fixesIn(row: Row, version: string, { compare }: RowRules): string[] {
  return row[3].flatMap(([, to, inclusive]) =>
    to === undefined || inclusive === 1 || compare(to, version) <= 0 ? [] : [to],
  );
}
