import { given, MOST_PACKAGES, textOf, Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile, InstalledPackage } from '../analyser.ts';
import { mayBeFoundTwice, ownablePath } from '../owned-path.ts';

/**
 * dpkg's status file, and the files of `status.d` that images without dpkg hold (one package each, without a `Status`).
 * Only what is installed counts: what was removed and left its configuration is no package.
 */
export function analyseDpkgStatus(file: ImageFile): FileFacts {
  const text = textOf(file);
  const single = file.path.includes('/status.d/');
  const packages: InstalledPackage[] = [];
  const problems: string[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('\n\n', at);
    const end = next < 0 ? text.length : next;
    const stanza = text.slice(at, end);
    at = end + 2;
    if (stanza.trim() === '') continue;
    const found = readStanza(stanza, single);
    if (typeof found === 'string') problems.push(found);
    else if (found !== undefined) packages.push(found);
    if (packages.length > MOST_PACKAGES) throw new Unreadable(`it names more than ${MOST_PACKAGES} packages`);
  }
  return { installed: { family: 'deb', packages }, ...(problems.length === 0 ? {} : { problems }) };
}

const WANTED = new Set(['Package', 'Status', 'Version', 'Architecture', 'Source', 'Maintainer']);

function readStanza(stanza: string, single: boolean): InstalledPackage | string | undefined {
  const fields = fieldsOf(stanza);
  const name = fields.get('Package');
  const version = fields.get('Version');
  if (name === undefined) return 'a paragraph names no package';
  if (!single && fields.get('Status')?.split(' ')[2] !== 'installed') return undefined;
  if (version === undefined) return `${name} has no version`;
  return {
    name,
    version,
    source: sourceOf(fields.get('Source'), name, version),
    ...given({ arch: fields.get('Architecture'), supplier: fields.get('Maintainer') }),
  };
}

function fieldsOf(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let at = 0;
  while (at < stanza.length) {
    const next = stanza.indexOf('\n', at);
    const end = next < 0 ? stanza.length : next;
    const colon = stanza.indexOf(':', at);
    if (colon > at && colon < end) {
      const key = stanza.slice(at, colon);
      if (WANTED.has(key)) fields.set(key, stanza.slice(colon + 1, end).trim());
    }
    at = end + 1;
  }
  return fields;
}

/** `Source: name (version)`; the version stands there only where the binary was rebuilt without a new source. */
function sourceOf(source: string | undefined, name: string, version: string): { name: string; version: string } {
  const match = /^(?<name>\S+)(?:\s+\((?<version>[^)]+)\))?$/.exec(source ?? '')?.groups;
  return { name: match?.['name'] ?? name, version: match?.['version'] ?? version };
}

/** `info/*.list`: the paths of one package, one a line. `status.d/*.md5sums`: digest and path. */
export function analyseDpkgList(file: ImageFile): FileFacts {
  const sums = file.path.endsWith('.md5sums');
  const owned: string[] = [];
  for (const line of textOf(file).split('\n')) {
    const path = ownablePath(sums ? line.replace(/^[0-9a-f]{32} [ *]/, '') : line);
    if (path.length > 1 && mayBeFoundTwice(path)) owned.push(path);
  }
  return owned.length === 0 ? {} : { owned };
}
