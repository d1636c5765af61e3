import { comparatorOf } from '../versions/compare.ts';
import { parsePypi } from '../versions/pypi.ts';
import type { VersionScheme } from '../versions/scheme.ts';

export type Operator = '<' | '<=' | '>' | '>=' | '=' | '!=';

/** One bound. With `prefix` it speaks of all versions that begin so, as PEP 440's `==1.2.*` does. */
export interface Comparator {
  readonly op: Operator;
  readonly version: string;
  readonly prefix?: boolean;
}

/** A version range in one form for every ecosystem: any of the alternatives, each of which holds all its comparators. */
export interface VersionRange {
  readonly scheme: VersionScheme;
  readonly alternatives: readonly (readonly Comparator[])[];
  /** Whether prereleases count only where a bound of the same release is one itself, as npm, Cargo and PyPI have it. */
  readonly guardsPrereleases: boolean;
}

export interface SatisfiesOptions {
  /** Let every prerelease in that lies between the bounds, as ranges of advisories mean it. */
  readonly prereleases?: boolean;
}

/** Whether the version lies in the range. */
export function satisfies(range: VersionRange, version: string, options: SatisfiesOptions = {}): boolean {
  const guard = range.guardsPrereleases && options.prereleases !== true;
  return range.alternatives.some(
    (all) =>
      all.every((comparator) => holds(range.scheme, comparator, version)) &&
      (!guard || allowsPrerelease(range.scheme, all, version)),
  );
}

function holds(scheme: VersionScheme, comparator: Comparator, version: string): boolean {
  if (comparator.prefix === true) return beginsWith(comparator.version, version) === (comparator.op === '=');
  if (scheme === 'pypi' && excludedByPep440(comparator, version)) return false;
  const subject = scheme === 'pypi' && !comparator.version.includes('+') ? version.replace(/\+.*$/, '') : version;
  const order = comparatorOf(scheme)(subject, comparator.version);
  switch (comparator.op) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
  }
}

/** PEP 440: `<V` leaves out prereleases of V, `>V` leaves out its post-releases and local versions, unless V is one. */
function excludedByPep440({ op, version: bound }: Comparator, version: string): boolean {
  if (op !== '<' && op !== '>') return false;
  const limit = parsePypi(bound);
  const subject = parsePypi(version);
  if (limit === undefined || subject === undefined) return false;
  if (limit.epoch !== subject.epoch || limit.release.join('.') !== subject.release.join('.')) return false;
  if (op === '<') return limit.preRank === 3 && limit.dev === undefined && isPypiPrerelease(version);
  return limit.post === undefined && (subject.post !== undefined || subject.local !== undefined);
}

function beginsWith(prefix: string, version: string): boolean {
  const wanted = releaseParts(prefix);
  const given = releaseParts(version);
  return wanted.every((part, index) => Number(given[index] ?? '0') === Number(part));
}

function releaseParts(version: string): string[] {
  return (/^\s*v?(?:\d+!)?(?<release>\d+(?:\.\d+)*)/i.exec(version)?.groups?.['release'] ?? '').split('.');
}

function isPypiPrerelease(version: string): boolean {
  const parsed = parsePypi(version);
  return parsed !== undefined && (parsed.preRank < 3 || parsed.dev !== undefined);
}

/** Whether registries call the version a prerelease. */
export function isPrerelease(scheme: VersionScheme, version: string): boolean {
  switch (scheme) {
    case 'pypi':
      return isPypiPrerelease(version);
    case 'rubygems':
      return /[a-z]/i.test(version);
    case 'maven':
      return /(?:^|[.\-\d])(?:alpha|beta|milestone|rc|cr|snapshot|preview|pre|dev|ea|m(?=\d)|[ab](?=\d))(?![a-z])/i.test(
        version,
      );
    case 'packagist':
      return /(?:^dev-|-dev$|alpha|beta|rc|(?<=\d)[ab]\d*$)/i.test(version);
    case 'bitnami':
      return /-(?!\d+$)/.test(version);
    case 'debian':
    case 'rpm':
      return version.includes('~');
    case 'alpine':
      return /_(?:alpha|beta|pre|rc)/.test(version);
    default:
      return /^[v=\s]*\d+(?:\.\d+)*-?[a-z0-9]*/i.test(version) && version.split('+', 1)[0]?.includes('-') === true;
  }
}

/** A prerelease is let in by a bound of the same release that is one itself. */
function allowsPrerelease(scheme: VersionScheme, all: readonly Comparator[], version: string): boolean {
  if (!isPrerelease(scheme, version)) return true;
  if (scheme === 'pypi') return all.some((comparator) => isPrerelease(scheme, comparator.version));
  const release = releaseParts(version).join('.');
  return all.some(
    ({ version: bound }) =>
      isPrerelease(scheme, bound) && !bound.endsWith('-0') && releaseParts(bound).join('.') === release,
  );
}
