import type { VersionScheme } from './versions/scheme.ts';

/** A package name as purl splits it. */
export interface SplitName {
  readonly namespace?: string;
  readonly name: string;
}

/** What is particular to one OSV ecosystem. */
export interface Ecosystem {
  /** The OSV name without release. */
  readonly name: string;
  readonly purlType: string;
  /** The purl namespace of all its packages, for distributions. */
  readonly purlNamespace?: string;
  readonly scheme: VersionScheme;
  /** Whether the OSV name carries a release behind a colon, `Debian:12`. */
  readonly released: boolean;
  /** Ecosystem's own name to purl's namespace and name. */
  readonly split: (name: string) => SplitName;
  /** Purl's namespace and name to the ecosystem's own name. */
  readonly join: (split: SplitName) => string;
  /** The form in which names are compared and advisories looked up. */
  readonly normalise: (name: string) => string;
}

const whole = (name: string): SplitName => ({ name });
const same = (name: string): string => name;
const lower = (name: string): string => name.toLowerCase();
const bySlash = (split: SplitName): string =>
  split.namespace === undefined ? split.name : `${split.namespace}/${split.name}`;

function atLastSlash(name: string): SplitName {
  const at = name.lastIndexOf('/');
  return at <= 0 ? { name } : { namespace: name.slice(0, at), name: name.slice(at + 1) };
}

function atColon(name: string): SplitName {
  const at = name.indexOf(':');
  return at <= 0 ? { name } : { namespace: name.slice(0, at), name: name.slice(at + 1) };
}

/** PEP 503: runs of `-`, `_` and `.` are one hyphen, lower case. */
export function pypiName(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

/** Swift packages are named by their repository's address, with or without scheme and ending. */
function swiftName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\.git$/, '');
}

function language(name: string, purlType: string, scheme: VersionScheme, more: Partial<Ecosystem> = {}): Ecosystem {
  return { name, purlType, scheme, released: false, split: atLastSlash, join: bySlash, normalise: same, ...more };
}

function distribution(name: string, purlType: string, purlNamespace: string, scheme: VersionScheme): Ecosystem {
  return {
    name,
    purlType,
    purlNamespace,
    scheme,
    released: true,
    split: whole,
    join: (split) => split.name,
    normalise: same,
  };
}

const TABLE: readonly Ecosystem[] = Object.freeze([
  language('npm', 'npm', 'semver'),
  language('PyPI', 'pypi', 'pypi', { split: whole, normalise: pypiName }),
  language('Maven', 'maven', 'maven', {
    split: atColon,
    join: (split) => (split.namespace === undefined ? split.name : `${split.namespace}:${split.name}`),
  }),
  // Tools that follow an older purl specification lower-case module paths; no two modules differ by case alone.
  language('Go', 'golang', 'go', { normalise: lower }),
  language('crates.io', 'cargo', 'semver', { split: whole }),
  language('RubyGems', 'gem', 'rubygems', { split: whole }),
  language('Packagist', 'composer', 'packagist', { normalise: lower }),
  language('NuGet', 'nuget', 'nuget', { split: whole, normalise: lower }),
  language('Hex', 'hex', 'semver', { normalise: lower }),
  language('Pub', 'pub', 'semver', { split: whole, normalise: lower }),
  language('CRAN', 'cran', 'cran', { split: whole }),
  language('ConanCenter', 'conan', 'semver', { normalise: lower }),
  language('SwiftURL', 'swift', 'semver', { normalise: swiftName }),
  language('CocoaPods', 'cocoapods', 'rubygems', { split: whole }),
  language('Julia', 'julia', 'semver', { split: whole }),
  language('Hackage', 'hackage', 'numeric', { split: whole }),
  language('GitHub Actions', 'github', 'semver', { normalise: lower }),
  language('Bitnami', 'bitnami', 'bitnami', { split: whole }),
  distribution('Debian', 'deb', 'debian', 'debian'),
  distribution('Ubuntu', 'deb', 'ubuntu', 'debian'),
  distribution('Alpine', 'apk', 'alpine', 'alpine'),
  distribution('Wolfi', 'apk', 'wolfi', 'alpine'),
  distribution('Chainguard', 'apk', 'chainguard', 'alpine'),
  distribution('MinimOS', 'apk', 'minimos', 'alpine'),
  distribution('AlmaLinux', 'rpm', 'almalinux', 'rpm'),
  distribution('Rocky Linux', 'rpm', 'rocky', 'rpm'),
  distribution('Red Hat', 'rpm', 'redhat', 'rpm'),
  distribution('CentOS', 'rpm', 'centos', 'rpm'),
  distribution('Oracle Linux', 'rpm', 'oracle', 'rpm'),
  distribution('Fedora', 'rpm', 'fedora', 'rpm'),
  distribution('Amazon Linux', 'rpm', 'amazon', 'rpm'),
  distribution('Azure Linux', 'rpm', 'azurelinux', 'rpm'),
  distribution('Photon OS', 'rpm', 'photon', 'rpm'),
  distribution('openSUSE', 'rpm', 'opensuse', 'rpm'),
  distribution('SUSE', 'rpm', 'suse', 'rpm'),
  distribution('Mageia', 'rpm', 'mageia', 'rpm'),
  distribution('openEuler', 'rpm', 'openeuler', 'rpm'),
]);

const BY_NAME: ReadonlyMap<string, Ecosystem> = new Map(TABLE.map((entry) => [entry.name, entry]));
const BY_PURL: ReadonlyMap<string, Ecosystem> = new Map(
  TABLE.map((entry) => [`${entry.purlType}/${entry.purlNamespace ?? ''}`, entry]),
);

/** Every ecosystem that has a version order and a purl type here. */
export function ecosystems(): readonly Ecosystem[] {
  return TABLE;
}

/** By OSV name, the release behind a colon ignored: `Debian:12` finds Debian. */
export function ecosystemByName(name: string): Ecosystem | undefined {
  return BY_NAME.get(baseEcosystem(name));
}

/** By purl type, and for distributions its namespace. */
export function ecosystemByPurl(type: string, namespace?: string): Ecosystem | undefined {
  return BY_PURL.get(`${type}/`) ?? BY_PURL.get(`${type}/${namespace ?? ''}`);
}

/** `Debian:12` without its release. */
export function baseEcosystem(name: string): string {
  const at = name.indexOf(':');
  return at < 0 ? name : name.slice(0, at);
}

/** A package name in the form in which the ecosystem compares names. */
export function normaliseName(ecosystem: string, name: string): string {
  return ecosystemByName(ecosystem)?.normalise(name) ?? name;
}
