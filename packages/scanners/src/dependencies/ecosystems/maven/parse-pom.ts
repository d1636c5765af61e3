import type { DocumentNode } from '@sallyport/documents';

import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at } from '../shared/nodes.ts';
import { workspaceOf } from '../shared/paths.ts';
import { fileSource } from '../shared/resolved.ts';
import { keyOf, managementOf } from './management.ts';
import type { Managed, Management } from './management.ts';
import { ancestry, coordinatesOf, elementsOf, interpolate, loadPom, propertiesOf, xmlText } from './pom.ts';
import type { Pom } from './pom.ts';

/** Maven's project file. Versions come from itself, its parents and imported lists as far as these lie in the target. */
export async function parsePom(file: LockFile): Promise<ParsedFile> {
  const pom = await loadPom(file);
  const effective: Effective = { pom, properties: propertiesOf(pom), management: await managementOf(pom) };
  const found = dependenciesOf(pom).map((each) => read(each, effective));
  const asks = found.map(({ ask }, index): Ask => ({ ...ask, key: `${index}` }));
  const entries = found.map(({ entry }, index): Entry => ({ ...entry, key: `${index}` }));
  return { entries, asks, notes: notesOf(file, found) };
}

interface Effective {
  readonly pom: Pom;
  readonly properties: ReadonlyMap<string, string>;
  readonly management: Management;
}

interface Written {
  readonly node: DocumentNode;
  readonly path: string;
  /** The profile that has to be active. */
  readonly profile?: string;
}

/** Dependencies of the project and of those parents that are not read for themselves; profiles' as well. */
function dependenciesOf(pom: Pom): Written[] {
  const found: Written[] = [];
  for (const { node, file } of ancestry(pom)) {
    if (file !== pom.file && file.isKnown(file.path)) continue;
    for (const each of elementsOf(node, 'dependencies', 'dependency')) found.push({ node: each, path: file.path });
    for (const profile of elementsOf(node, 'profiles', 'profile')) {
      const id = xmlText(at(profile, 'id')) ?? '';
      for (const each of elementsOf(profile, 'dependencies', 'dependency'))
        found.push({ node: each, path: file.path, profile: id });
    }
  }
  return found;
}

interface Found {
  readonly entry: Omit<Entry, 'key'>;
  readonly ask: Omit<Ask, 'key'>;
  /** Why its version is not known. */
  readonly reason?: string;
}

function read({ node, path, profile }: Written, effective: Effective): Found {
  const { properties } = effective;
  const name = nameOf(node, properties);
  const managed = effective.management.managed.get(keyOf(node, properties));
  const { range, version, reason, place } = versionOf({ node, path }, managed, effective);
  const scope = xmlText(at(node, 'scope')) ?? managed?.scope ?? 'compile';
  const resolved = scope === 'system' ? fileSource(xmlText(at(node, 'systemPath')) ?? '') : undefined;
  const dev = scope === 'test';
  const optional = profile !== undefined || xmlText(at(node, 'optional')) === 'true';
  const group = profile === undefined ? scope : `${scope}, profile ${profile}`;
  const location = { path: place.path, range: place.node.range };
  return given({
    entry: given({
      ecosystem: 'Maven',
      name,
      version,
      dev,
      optional,
      range: node.range,
      path,
      more: given({ resolved }),
    }),
    ask: given({
      name,
      range,
      group,
      dev,
      optional,
      location,
      workspace: workspaceOf(effective.pom.file.path),
      resolved,
    }),
    reason: reason === undefined ? undefined : `${name} (${reason})`,
  });
}

function nameOf(node: DocumentNode, properties: ReadonlyMap<string, string>): string {
  const { groupId, artifactId } = coordinatesOf(node);
  return [groupId, artifactId]
    .map((part) => {
      const put = interpolate(part, properties);
      return 'value' in put ? put.value : part;
    })
    .join(':');
}

interface Version {
  readonly range: string;
  readonly version?: string | undefined;
  readonly reason?: string;
  /** Where the version stands. */
  readonly place: Pick<Written, 'node' | 'path'>;
}

function versionOf(own: Pick<Written, 'node' | 'path'>, managed: Managed | undefined, effective: Effective): Version {
  const written = xmlText(at(own.node, 'version'));
  if (written === undefined) return managedVersion(own, managed, effective);
  const put = interpolate(written, effective.properties);
  if ('missing' in put) return { range: written, place: own, reason: missingProperty(put.missing) };
  return { ...taken(put.value), place: own };
}

function managedVersion(own: Version['place'], managed: Managed | undefined, { management }: Effective): Version {
  if (managed?.version !== undefined) return { ...taken(managed.version), place: managed };
  if (managed?.missing !== undefined) return { range: '', place: managed, reason: missingProperty(managed.missing) };
  const { absent } = management;
  if (absent.length === 0) return { range: '', place: own, reason: 'nothing says its version' };
  return { range: '', place: own, reason: `managed by ${absent.slice(0, 3).join(' or ')}, not in the target` };
}

function missingProperty(name: string): string {
  return `the property ${name} has no value`;
}

/** A plain version is what is taken; a range leaves it open, unless it holds but one. */
function taken(range: string): Pick<Version, 'range' | 'version' | 'reason'> {
  if (!/^[[(]/.test(range)) return { range, version: range };
  const only = /^\[(?<version>[^,\]]+)\]$/.exec(range)?.groups?.['version'];
  return only === undefined ? { range, reason: `any version in ${range}` } : { range, version: only };
}

const MOST_NAMED = 5;

function notesOf(file: LockFile, found: readonly Found[]): string[] {
  if (found.length === 0) return [];
  const open = found.flatMap(({ reason }) => reason ?? []);
  const some = `${open.slice(0, MOST_NAMED).join('; ')}${open.length > MOST_NAMED ? '; …' : ''}`;
  const brought = 'what its dependencies bring along is not known without a resolved tree';
  if (open.length === 0) return [`${file.path}: ${brought}`];
  return [
    `${file.path}: the versions of ${open.length} of ${found.length} dependencies are not known: ${some}; ${brought}`,
  ];
}
