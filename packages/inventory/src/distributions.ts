import type { OperatingSystem } from './package.ts';

/** How a distribution's release is written in OSV names and in purl's `distro` qualifier. */
interface Distribution {
  /** `ID=` of os-release, also the first part of `distro`. */
  readonly id: string;
  /** Base name of the OSV ecosystem. */
  readonly ecosystem: string;
  /** The release in OSV's form from a version in any form: `12.5` to `12`; undefined where OSV has no releases. */
  readonly release: (version: string) => string | undefined;
}

const major = (version: string): string | undefined => /^\d+/.exec(version)?.[0];
const minor = (version: string): string | undefined => /^\d+\.\d+/.exec(version)?.[0];
const none = (): undefined => undefined;
const asIs = (version: string): string | undefined => (version === '' ? undefined : version);

function alpineRelease(version: string): string | undefined {
  const release = minor(version.replace(/^v/, ''));
  return release === undefined ? undefined : `v${release}`;
}

const DEBIAN_NAMES: Readonly<Record<string, string>> = {
  wheezy: '7',
  jessie: '8',
  stretch: '9',
  buster: '10',
  bullseye: '11',
  bookworm: '12',
  trixie: '13',
  forky: '14',
};

const debianRelease = (version: string): string | undefined => DEBIAN_NAMES[version] ?? major(version);

const TABLE: readonly Distribution[] = [
  { id: 'debian', ecosystem: 'Debian', release: debianRelease },
  { id: 'ubuntu', ecosystem: 'Ubuntu', release: minor },
  { id: 'alpine', ecosystem: 'Alpine', release: alpineRelease },
  { id: 'wolfi', ecosystem: 'Wolfi', release: none },
  { id: 'chainguard', ecosystem: 'Chainguard', release: none },
  { id: 'minimos', ecosystem: 'MinimOS', release: none },
  { id: 'almalinux', ecosystem: 'AlmaLinux', release: major },
  { id: 'rocky', ecosystem: 'Rocky Linux', release: major },
  { id: 'rhel', ecosystem: 'Red Hat', release: major },
  { id: 'centos', ecosystem: 'CentOS', release: major },
  { id: 'ol', ecosystem: 'Oracle Linux', release: major },
  { id: 'fedora', ecosystem: 'Fedora', release: major },
  { id: 'amzn', ecosystem: 'Amazon Linux', release: major },
  { id: 'azurelinux', ecosystem: 'Azure Linux', release: major },
  { id: 'photon', ecosystem: 'Photon OS', release: minor },
  { id: 'opensuse-leap', ecosystem: 'openSUSE', release: (version) => `Leap ${version}` },
  { id: 'opensuse-tumbleweed', ecosystem: 'openSUSE', release: () => 'Tumbleweed' },
  { id: 'sles', ecosystem: 'SUSE', release: (version) => `Linux Enterprise Server ${version}` },
  { id: 'mageia', ecosystem: 'Mageia', release: major },
  { id: 'openeuler', ecosystem: 'openEuler', release: asIs },
];

/** What other tools call a distribution. */
const ALIASES: Readonly<Record<string, string>> = {
  redhat: 'rhel',
  oracle: 'ol',
  oraclelinux: 'ol',
  amazon: 'amzn',
  amazonlinux: 'amzn',
  alma: 'almalinux',
  rockylinux: 'rocky',
  suse: 'sles',
  'suse linux enterprise server': 'sles',
  opensuse: 'opensuse-leap',
  'opensuse.leap': 'opensuse-leap',
  mariner: 'azurelinux',
};

function distributionById(id: string): Distribution | undefined {
  const lower = id.toLowerCase();
  return TABLE.find((entry) => entry.id === (ALIASES[lower] ?? lower));
}

/** `Debian:12` for Debian 12.5; undefined for a distribution without advisories. */
export function ecosystemOfOs(os: Pick<OperatingSystem, 'id' | 'version'>): string | undefined {
  const found = distributionById(os.id);
  if (found === undefined) return undefined;
  const release = found.release(os.version);
  return release === undefined ? found.ecosystem : `${found.ecosystem}:${release}`;
}

/** The ecosystem from a purl's `distro` qualifier in any form that is in use: `debian-12.5`, `bookworm`, `alpine-3.20.1`. */
export function ecosystemOfDistro(distro: string, namespace: string): string | undefined {
  const match = /^(?<id>[a-z][a-z.-]*?)-(?<version>v?\d.*|[a-z]+)$/i.exec(distro)?.groups;
  const named = match === undefined ? undefined : distributionById(match['id'] ?? '');
  if (named !== undefined) return ecosystemOfOs({ id: named.id, version: match?.['version'] ?? '' });
  return distributionById(namespace) === undefined ? undefined : ecosystemOfOs({ id: namespace, version: distro });
}

/** `debian-12` for `Debian:12`: what purl's `distro` qualifier says for packages of the ecosystem. */
export function distroOfEcosystem(ecosystem: string): string | undefined {
  const at = ecosystem.indexOf(':');
  if (at < 0) return undefined;
  const base = ecosystem.slice(0, at);
  const release = ecosystem.slice(at + 1);
  const found = TABLE.find((entry) => entry.ecosystem === base && entry.release(plainRelease(release)) === release);
  return found === undefined ? undefined : `${found.id}-${plainRelease(release)}`;
}

function plainRelease(release: string): string {
  return release.replace(/^(?:v(?=\d)|Leap |Linux Enterprise Server )/, '');
}
