import { matchPackages } from '@sallyport/advisories';
import type { AdvisoryDatabase, MatchOptions } from '@sallyport/advisories';
import { readSbom, writeCycloneDx, writeSpdx } from '@sallyport/inventory';
import type { Inventory, Package } from '@sallyport/inventory';
import { canonicalJson } from '@sallyport/kernel';

const OPTIONS = { tool: { name: 'sallyport', version: '1.0.0' }, timestamp: 1_767_225_600_000 };
const FORMATS: Readonly<Record<string, (inventory: Inventory) => string>> = {
  CycloneDX: (inventory) => writeCycloneDx(inventory, OPTIONS),
  SPDX: (inventory) => writeSpdx(inventory, OPTIONS),
};

/** What is lost or changed where packages are written as an SBOM, in each format, and read and matched again. */
export function sbomProblems(
  packages: readonly Package[],
  database: AdvisoryDatabase,
  options: MatchOptions,
): string[] {
  const said = (all: readonly Package[]): string[] =>
    [...all, ...matchPackages(database, all, options).matches].map((each) => canonicalJson(each)).toSorted();
  const wanted = said(packages);
  return Object.entries(FORMATS).flatMap(([format, write]) => {
    const { inventory } = readSbom(write({ packages }), { name: format });
    const found = said(inventory.packages);
    const at = wanted.findIndex((each, place) => each !== found[place]);
    if (at < 0 && wanted.length === found.length) return [];
    return [`${format} says ${found[at] ?? 'more'} where the lock file says ${wanted[at] ?? 'nothing'}`];
  });
}
