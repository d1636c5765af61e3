import type { DatabaseFamily, InstalledPackage } from '../analysers/analyser.ts';

/** Vendors that publish Debian packages of their own; told by the maintainer's address, or by a mark in the version. */
const DEB_VENDORS: readonly (readonly [vendor: string, mark: RegExp])[] = [
  ['docker', /@docker\.com\b/i],
  ['nodesource', /@nodesource\.com\b|-\d+nodesource\d+$/i],
  ['nvidia', /@nvidia\.com\b/i],
  ['google', /@google\.com\b/i],
  ['microsoft', /@microsoft\.com\b/i],
  ['postgresql', /\.pgdg\d/i],
  ['sury', /deb\.sury\.org/i],
  ['elastic', /@elastic\.co\b/i],
  ['hashicorp', /@hashicorp\.com\b/i],
  ['mongodb', /@mongodb\.com\b/i],
  ['oracle', /@oracle\.com\b/i],
  ['nginx', /@(?:nginx|f5)\.com\b|@nginx\.org\b/i],
  ['grafana', /@grafana\.com\b/i],
  ['redis', /@redis\.(?:com|io)\b/i],
  ['yarn', /@yarnpkg\.com\b|yarn@dan\.cx/i],
  ['adoptium', /@(?:eclipse|adoptium)\.(?:org|net)\b|temurin-dev@/i],
  ['azul', /@azul(?:systems)?\.com\b/i],
  ['amazon', /@amazon\.com\b/i],
  ['percona', /@percona\.com\b/i],
  ['mariadb', /@mariadb\.(?:com|org)\b|\+maria~/i],
  ['datadog', /@datadoghq\.com\b/i],
  ['kubernetes', /@kubernetes\.io\b/i],
  ['confluent', /@confluent\.io\b/i],
  ['gitlab', /@gitlab\.com\b/i],
  ['github', /@github\.com\b/i],
  ['cloudflare', /@cloudflare\.com\b/i],
  ['influxdata', /@influxdata\.com\b/i],
  ['rabbitmq', /@(?:rabbitmq|pivotal|vmware)\.com\b/i],
];

/** The vendors that a distribution's own RPMs name. */
const RPM_OWN: Readonly<Record<string, RegExp>> = {
  rhel: /^red hat/i,
  centos: /^centos/i,
  almalinux: /^almalinux/i,
  rocky: /^rocky/i,
  ol: /^oracle/i,
  fedora: /^fedora/i,
  amzn: /^amazon/i,
  azurelinux: /^microsoft/i,
  mariner: /^microsoft/i,
  photon: /^(?:vmware|broadcom)/i,
  'opensuse-leap': /suse/i,
  'opensuse-tumbleweed': /suse/i,
  sles: /suse/i,
};

/**
 * Who made a package that the distribution did not, as far as its database tells; undefined for the distribution's own.
 * The distribution's advisories say nothing of such packages: to match them would be wrong, to leave them out silently worse.
 */
export function foreignVendor(family: DatabaseFamily, os: string, found: InstalledPackage): string | undefined {
  const supplier = found.supplier ?? '';
  if (family === 'deb') {
    // Ubuntu and Debian keep upstream's maintainers; an address of their own rules everything else out.
    if (/@(?:lists\.)?(?:debian\.org|ubuntu\.com|lists\.ubuntu\.com)\b/i.test(supplier)) return undefined;
    return DEB_VENDORS.find(([, mark]) => mark.test(supplier) || mark.test(found.version))?.[0];
  }
  const own = family === 'rpm' ? RPM_OWN[os] : undefined;
  if (own === undefined || supplier === '' || own.test(supplier)) return undefined;
  return (
    supplier
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'unknown'
  );
}
