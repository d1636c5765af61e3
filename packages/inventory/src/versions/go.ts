import { compareSemver } from './semver.ts';

/** Go toolchain versions (`go1.21rc2`, `1.21`) are written as SemVer for advisories (`1.21.0-rc.2`); modules are SemVer already. */
export function normaliseGoVersion(version: string): string {
  const match = /^go(?<core>\d+(?:\.\d+){0,2})(?:(?<kind>alpha|beta|rc)(?<number>\d+))?/.exec(version);
  if (match?.groups === undefined) return version;
  const core = `${match.groups['core'] ?? ''}.0.0`.split('.').slice(0, 3).join('.');
  const kind = match.groups['kind'];
  return kind === undefined ? core : `${core}-${kind}.${match.groups['number'] ?? '0'}`;
}

/** SemVer; `+incompatible` is build metadata, pseudo-versions are prereleases. */
export function compareGo(a: string, b: string): number {
  return compareSemver(normaliseGoVersion(a), normaliseGoVersion(b));
}
