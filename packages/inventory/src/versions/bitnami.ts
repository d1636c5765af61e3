import { compareDigits } from './digits.ts';
import { compareSemver } from './semver.ts';

/** SemVer with a revision of the packaging behind a hyphen, `1.10.13-4`, which is no prerelease. */
export function compareBitnami(a: string, b: string): number {
  const [versionA, revisionA] = split(a);
  const [versionB, revisionB] = split(b);
  return compareSemver(versionA, versionB) || compareDigits(revisionA, revisionB);
}

function split(text: string): [version: string, revision: string] {
  const match = /^(?<version>\d+(?:\.\d+)*)-(?<revision>\d+)$/.exec(text)?.groups;
  return match === undefined ? [text, ''] : [match['version'] ?? '', match['revision'] ?? ''];
}
