import { createHash } from 'node:crypto';

import type { PackageFacts } from '@sallyport/inventory';

import { claims } from './claims.ts';

/** What of an archive tells who it is. */
export interface JarDocuments {
  readonly properties: readonly Buffer[];
  readonly manifest?: Buffer;
}

/**
 * The Maven packages that an archive is. A shaded one carries the `pom.properties` of all that went in. Of one that only its
 * manifest or name tells, the group may stay unknown: it is then listed without an ecosystem, since no advisory can be
 * looked up. The archive's SHA-1 goes along for those who know jars by it.
 */
export function jarIdentities(path: string, bytes: Buffer, documents: JarDocuments): PackageFacts[] {
  const integrity = [`sha1:${createHash('sha1').update(bytes).digest('hex')}`];
  const named = documents.properties.flatMap((each) => ofProperties(each.toString('latin1')));
  const own = named.length === 1 ? integrity : [];
  if (named.length > 0) return named.map((each) => ({ ...each, integrity: own }));
  const manifest = documents.manifest === undefined ? new Map<string, string>() : manifestOf(documents.manifest);
  const found = ofManifest(path, manifest);
  return found === undefined ? [] : [{ ...found, integrity }];
}

function ofProperties(text: string): PackageFacts[] {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/, 200)) {
    const match = /^\s*(?<key>groupId|artifactId|version)\s*[=:]\s*(?<value>\S+)\s*$/.exec(line)?.groups;
    if (match !== undefined) values.set(match['key'] ?? '', match['value'] ?? '');
  }
  const group = values.get('groupId');
  const artifact = values.get('artifactId');
  const version = values.get('version');
  if (group === undefined || artifact === undefined || version === undefined || version.includes('${')) return [];
  return [{ ecosystem: 'Maven', name: `${group}:${artifact}`, version }];
}

/** The main section: `Key: value`, lines of 72 bytes that go on after a line break and a space. */
function manifestOf(bytes: Buffer): Map<string, string> {
  const text = bytes.toString('utf8', 0, 256 * 1024).replaceAll(/\r?\n /g, '');
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    if (line === '') break;
    const at = line.indexOf(': ');
    if (at > 0) values.set(line.slice(0, at).toLowerCase(), line.slice(at + 2).trim());
  }
  return values;
}

function ofManifest(path: string, manifest: ReadonlyMap<string, string>): PackageFacts | undefined {
  const file = fileName(path);
  const version = first(manifest, VERSIONS, (value) => /^\d/.test(value)) ?? file.version;
  if (version === undefined) return undefined;
  const name = file.name;
  const group = groupOf(manifest, name);
  const licences = claims([manifest.get('bundle-license')]);
  const known = group === undefined ? { ecosystem: '', name } : { ecosystem: 'Maven', name: `${group}:${name}` };
  return { ...known, version, licences };
}

const VERSIONS = ['implementation-version', 'specification-version', 'bundle-version', 'plugin-version'];
const GROUPS = ['implementation-vendor-id', 'bundle-symbolicname', 'automatic-module-name', 'group-id'];

function first(
  manifest: ReadonlyMap<string, string>,
  keys: readonly string[],
  fits: (value: string) => boolean,
): string | undefined {
  for (const key of keys) {
    const value = manifest.get(key);
    if (value !== undefined && value !== '' && !value.includes('${') && fits(value)) return value.split(/[\s;]/)[0];
  }
  return undefined;
}

/** `org.apache.commons.commons-lang3` and an archive `commons-lang3`: the group is what stands before. */
function groupOf(manifest: ReadonlyMap<string, string>, artifact: string): string | undefined {
  const id = first(manifest, GROUPS, (value) => /^[a-z][\w-]*(?:\.[\w-]+)+/i.test(value));
  if (id === undefined) return undefined;
  const last = artifact.toLowerCase();
  const lower = id.toLowerCase();
  for (const tail of [last, last.replaceAll('-', '.')])
    if (lower.endsWith(`.${tail}`)) return id.slice(0, id.length - tail.length - 1);
  return id;
}

/** `name-1.2.3-classifier.jar`, the name up to the first hyphen before a digit. */
function fileName(path: string): { name: string; version?: string } {
  const base = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1).replace(/\.\w+$/, '');
  const match = /^(?<name>.+?)-(?<version>\d[\w.+-]*)$/.exec(base)?.groups;
  if (match === undefined) return { name: base };
  return { name: match['name'] ?? base, version: match['version'] ?? '' };
}
