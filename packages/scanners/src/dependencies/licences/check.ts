import type { Sighting } from '@sallyport/findings';
import { judgeLicences, normaliseLicence } from '@sallyport/inventory';
import type { LicenceClaim, LicencePolicy, Package } from '@sallyport/inventory';

import type { CollectedFile } from '../collect/collect.ts';
import { someOf, toDoubtSighting } from '../hygiene/doubt.ts';
import { subjectOf } from '../hygiene/sources.ts';

/** Holds the licences of packages to the allow and deny lists: one finding a package, and one a file for all that are unknown. */
export function checkLicences(
  files: readonly CollectedFile[],
  policy: LicencePolicy & { readonly dev: boolean },
): Sighting[] {
  return files.flatMap(({ path, packages }) => {
    const judged = packages.filter((found) => isJudged(found, policy.dev));
    const unknown: Package[] = [];
    const sightings = judged.flatMap((found) => {
      const { verdict, because } = judgeLicences(found.licences.map(withExpression), policy);
      if (verdict === 'unknown') unknown.push(found);
      if (verdict !== 'denied' && verdict !== 'unlisted') return [];
      return [
        toDoubtSighting({
          ...subjectOf(found),
          rule: `licence-${verdict}`,
          message: `${found.name} ${found.version ?? ''} is under ${because.join(', ')}, which is ${verdict === 'denied' ? 'denied' : 'not on the allow list'}.`,
          details: { licences: found.licences.map(({ raw }) => raw) },
        }),
      ];
    });
    return [...sightings, ...unknownIn(path, unknown, judged.length)];
  });
}

/** Readers of large lock files leave to the few that judge what a licence's name means. */
function withExpression(claim: LicenceClaim): LicenceClaim {
  const expression = claim.expression ?? normaliseLicence(claim.raw);
  return expression === undefined ? claim : { ...claim, expression };
}

/** The project's own members are not judged. */
function isJudged({ dev, resolved }: Package, withDev: boolean): boolean {
  return (withDev || !dev) && resolved?.kind !== 'workspace' && resolved?.kind !== 'file';
}

function unknownIn(path: string, unknown: readonly Package[], of: number): Sighting[] {
  if (unknown.length === 0) return [];
  const names = unknown.map(({ name }) => name);
  return [
    toDoubtSighting({
      rule: 'licence-unknown',
      location: { path },
      message: `The licence of ${unknown.length} of ${of} packages in ${path} is not known: ${someOf(names)}.`,
      details: { packages: names.slice(0, 200) },
    }),
  ];
}
