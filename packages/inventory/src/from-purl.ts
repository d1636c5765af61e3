import { ecosystemOfDistro } from './distributions.ts';
import { ecosystemByPurl } from './ecosystems.ts';
import type { Ecosystem } from './ecosystems.ts';
import type { PackageFacts } from './make-package.ts';
import type { SourcePackage } from './package.ts';
import { readPurl } from './purl/parse.ts';
import type { Purl } from './purl/purl.ts';

/** What a purl alone says about a package; undefined where the text is no purl. */
export function factsOfPurl(text: string, fallbackEcosystem?: string): PackageFacts | undefined {
  const result = readPurl(text);
  if (!('purl' in result)) return undefined;
  const { purl } = result;
  const known = ecosystemByPurl(purl.type, canonicalNamespace(purl));
  const version = versionOf(purl);
  const source = sourceOf(purl, version);
  const arch = purl.qualifiers?.['arch'];
  return {
    purl: text,
    ecosystem: ecosystemOf(purl, known, fallbackEcosystem),
    name: known?.join(purl) ?? joined(purl),
    ...(version === undefined ? {} : { version }),
    ...(source === undefined ? {} : { source }),
    ...(arch === undefined ? {} : { arch }),
  };
}

const NAMESPACES: Readonly<Record<string, string>> = {
  rhel: 'redhat',
  ol: 'oracle',
  amzn: 'amazon',
  rockylinux: 'rocky',
  sles: 'suse',
};

function canonicalNamespace(purl: Purl): string | undefined {
  return purl.namespace === undefined ? undefined : (NAMESPACES[purl.namespace] ?? purl.namespace);
}

const joined = (purl: Purl): string => (purl.namespace === undefined ? purl.name : `${purl.namespace}/${purl.name}`);

function ecosystemOf(purl: Purl, known: Ecosystem | undefined, fallback: string | undefined): string {
  if (known === undefined) return fallback ?? '';
  if (!known.released) return known.name;
  const distro = purl.qualifiers?.['distro'];
  const found = distro === undefined ? undefined : ecosystemOfDistro(distro, purl.namespace ?? '');
  return found ?? fallback ?? known.name;
}

/** RPM's epoch is a qualifier in purl and the start of the version everywhere else. */
function versionOf(purl: Purl): string | undefined {
  const epoch = purl.qualifiers?.['epoch'];
  if (purl.type !== 'rpm' || epoch === undefined || epoch === '0' || purl.version === undefined) return purl.version;
  return purl.version.startsWith(`${epoch}:`) ? purl.version : `${epoch}:${purl.version}`;
}

/** `upstream=name@version`; RPM's names a source file, `name-version-release.src.rpm`. */
function sourceOf(purl: Purl, version: string | undefined): SourcePackage | undefined {
  const upstream = purl.qualifiers?.['upstream'];
  if (upstream === undefined) return undefined;
  const rpm = /^(?<name>.+)-(?<version>[^-]+-[^-]+)\.src\.rpm$/.exec(upstream)?.groups;
  if (rpm !== undefined) return { name: rpm['name'] ?? '', version: rpm['version'] ?? '' };
  const at = upstream.lastIndexOf('@');
  if (at > 0) return { name: upstream.slice(0, at), version: upstream.slice(at + 1) };
  return version === undefined ? undefined : { name: upstream, version };
}
