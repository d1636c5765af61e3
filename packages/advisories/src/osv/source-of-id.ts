/** Who publishes records with an id of this beginning. */
const PUBLISHERS: readonly (readonly [string, string])[] = [
  ['GHSA-', 'GitHub'],
  ['PYSEC-', 'PyPA'],
  ['GO-', 'Go'],
  ['RUSTSEC-', 'RustSec'],
  ['MAL-', 'OpenSSF'],
  ['OSV-', 'OSS-Fuzz'],
  ['DSA-', 'Debian'],
  ['DLA-', 'Debian'],
  ['DTSA-', 'Debian'],
  ['DEBIAN-', 'Debian'],
  ['USN-', 'Ubuntu'],
  ['LSN-', 'Ubuntu'],
  ['UBUNTU-', 'Ubuntu'],
  ['ALPINE-', 'Alpine'],
  ['ALSA-', 'AlmaLinux'],
  ['RLSA-', 'Rocky Linux'],
  ['RXSA-', 'Rocky Linux'],
  ['RHSA-', 'Red Hat'],
  ['SUSE-', 'SUSE'],
  ['openSUSE-', 'SUSE'],
  ['MGASA-', 'Mageia'],
  ['BIT-', 'Bitnami'],
  ['RSEC-', 'R Consortium'],
  ['HSEC-', 'Haskell'],
  ['PSF-', 'Python Software Foundation'],
  ['NSWG-', 'Node.js'],
  ['RETIREJS-', 'Retire.js'],
  ['CGA-', 'Chainguard'],
  ['CVE-', 'CVE'],
];

/** The publisher by the id's beginning; the beginning itself where it is not known. */
export function sourceOfId(id: string): string {
  return PUBLISHERS.find(([start]) => id.startsWith(start))?.[1] ?? id.split('-', 1)[0] ?? id;
}
