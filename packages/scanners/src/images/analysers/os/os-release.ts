import { given, textOf, Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile } from '../analyser.ts';

/**
 * os-release(5), and the one-line files that came before it. Ids are the distribution's own; of openSUSE Leap and SLES the
 * version is made to read as advisories write it (`15 SP5`).
 */
export function analyseRelease(file: ImageFile): FileFacts {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  if (name === 'os-release' || name === 'initrd-release') return fromOsRelease(textOf(file));
  const text = textOf(file).trim();
  if (name === 'alpine-release') return oneLine('alpine', /^\d+\.\d+[\w.]*/.exec(text)?.[0], `Alpine Linux ${text}`);
  if (name === 'debian_version') return oneLine('debian', /^\d+(?:\.\d+)?/.exec(text)?.[0], undefined);
  return fromRedHatRelease(text);
}

function oneLine(id: string, version: string | undefined, name: string | undefined): FileFacts {
  if (version === undefined) return {};
  return { release: { id, version, rank: 1, ...given({ name }) } };
}

function fromOsRelease(text: string): FileFacts {
  const values = assignmentsOf(text);
  const id = values.get('ID')?.toLowerCase();
  if (id === undefined || !/^[a-z0-9._-]+$/.test(id)) throw new Unreadable('it names no ID');
  const version = versionOf(id, values.get('VERSION_ID') ?? values.get('BUILD_ID') ?? '');
  const name = values.get('PRETTY_NAME') ?? values.get('NAME');
  return { release: { id, version, rank: 2, ...given({ name }) } };
}

function assignmentsOf(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n', 500)) {
    const match = /^\s*(?<key>[A-Z][A-Z0-9_]*)=(?<value>.*?)\s*$/.exec(line)?.groups;
    if (match !== undefined) values.set(match['key'] ?? '', unquote(match['value'] ?? ''));
  }
  return values;
}

/** Shell quoting, of which os-release allows quotes and backslashes only. */
function unquote(value: string): string {
  const quote = value[0];
  const inner = (quote === '"' || quote === "'") && value.endsWith(quote) ? value.slice(1, -1) : value;
  return quote === "'" ? inner : inner.replaceAll(/\\([\\"'$`])/g, '$1');
}

function versionOf(id: string, version: string): string {
  const pack = /^(?<major>1[1-5])\.(?<pack>[1-9])$/.exec(version)?.groups;
  if (pack === undefined || !id.startsWith('sle')) return version;
  return `${pack['major']} SP${pack['pack']}`;
}

const RED_HAT_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^centos/i, 'centos'],
  [/^red hat/i, 'rhel'],
  [/^almalinux/i, 'almalinux'],
  [/^rocky/i, 'rocky'],
  [/^oracle/i, 'ol'],
  [/^fedora/i, 'fedora'],
  [/^amazon/i, 'amzn'],
];

/** `CentOS release 6.10 (Final)`. */
function fromRedHatRelease(text: string): FileFacts {
  const id = RED_HAT_NAMES.find(([pattern]) => pattern.test(text))?.[1];
  return id === undefined
    ? {}
    : oneLine(id, /\brelease (?<version>\d+(?:\.\d+)*)/.exec(text)?.groups?.['version'], text);
}
