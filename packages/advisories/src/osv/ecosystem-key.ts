import { baseEcosystem, normaliseName } from '@sallyport/inventory';

/**
 * The form of an OSV ecosystem that packages carry. Ubuntu's `22.04:LTS` is `22.04`; Red Hat's product names are its
 * major release; extended support (`Ubuntu:Pro:…`, `rhel_eus`) stays apart, as its fixes are not everybody's.
 */
export function ecosystemKey(ecosystem: string): string {
  const base = baseEcosystem(ecosystem);
  const release = ecosystem.slice(base.length + 1);
  if (base === 'Ubuntu') return `Ubuntu:${release.replace(/:LTS$/, '')}`;
  if (base === 'Red Hat') {
    const major = /^enterprise_linux:(?<major>\d+)/.exec(release)?.groups?.['major'];
    return major === undefined ? ecosystem : `Red Hat:${major}`;
  }
  return ecosystem;
}

/** What a package's advisories are filed under. */
export function packageKey(ecosystem: string, name: string): string {
  return `${ecosystemKey(ecosystem)}\n${normaliseName(ecosystem, name)}`;
}
