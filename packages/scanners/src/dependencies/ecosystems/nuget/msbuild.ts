import type { DocumentNode } from '@sallyport/documents';

import { Unreadable } from '../../parser.ts';
import type { Asked, LockFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { foldersUp } from '../shared/manifest.ts';
import { at, entriesOf, listOf, rootIfReadable, rootOf, textOf } from '../shared/nodes.ts';
import { workspaceOf } from '../shared/paths.ts';

/** The `<Project>` of a file. */
export async function projectOf(file: LockFile): Promise<DocumentNode> {
  const root = await rootOf('xml', file);
  const project = root.get('Project');
  if (project === undefined) throw new Unreadable('the file holds no <Project>');
  return project;
}

/** Items of one kind, from all groups. */
export function itemsNamed(project: DocumentNode, kind: string): readonly DocumentNode[] {
  return listOf(at(project, 'ItemGroup')).flatMap((group) => listOf(at(group, kind)));
}

/** What an item says, as an attribute or as an element within. */
export function metadata(item: DocumentNode, name: string): string | undefined {
  return textOf(at(item, `-${name}`)) ?? textOf(at(item, name)) ?? textOf(at(item, name, '#content'));
}

/** Properties by lower-case name, those of the nearest file first. Conditions are not judged. */
export async function propertiesAround(file: LockFile, project: DocumentNode): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  addProperties(found, project);
  for (const up of foldersUp(file)) {
    const root = await rootIfReadable('xml', file.near(`${up}Directory.Build.props`));
    addProperties(found, root?.get('Project'));
  }
  return found;
}

function addProperties(found: Map<string, string>, project: DocumentNode | undefined): void {
  for (const { key, value } of listOf(at(project, 'PropertyGroup')).flatMap((group) => entriesOf(group))) {
    const text = textOf(value) ?? textOf(at(value, '#content'));
    if (text !== undefined && !found.has(key.toLowerCase())) found.set(key.toLowerCase(), text);
  }
}

/** A text with its properties put in, one level deep; undefined where one is not known. */
export function evaluate(text: string, properties: ReadonlyMap<string, string>): string | undefined {
  const value = text.replaceAll(/\$\((?<name>[\w.]+)\)/g, (whole, name: string) => {
    const known = properties.get(name.toLowerCase()) ?? whole;
    return known.length > 256 ? whole : known;
  });
  return value.includes('$(') ? undefined : value.trim();
}

export interface Reference {
  readonly node: DocumentNode;
  readonly path: string;
  readonly name: string;
  readonly version: string | undefined;
}

/** Central versions of a file by lower-case name. */
export async function centralVersions(file: LockFile): Promise<Map<string, Reference>> {
  const project = await projectOf(file);
  const properties = await propertiesAround(file, project);
  const found = new Map<string, Reference>();
  for (const kind of ['PackageVersion', 'GlobalPackageReference']) {
    for (const node of itemsNamed(project, kind)) {
      const name = metadata(node, 'Include') ?? metadata(node, 'Update');
      if (name === undefined) continue;
      const version = evaluate(metadata(node, 'Version') ?? '', properties);
      found.set(name.toLowerCase(), { node, path: file.path, name, version });
    }
  }
  return found;
}

/** An ask with its version at the place where that is written. */
export function askOf(file: LockFile, reference: Reference, more: Pick<Asked, 'group' | 'dev'>): Asked {
  const { name, version, node, path } = reference;
  const location = { path, range: node.range };
  return given({ name, range: version ?? '', optional: false, location, workspace: workspaceOf(file.path), ...more });
}

/**
 * The version that a range of a direct reference ends in: NuGet takes the lowest that it allows. A floating version and
 * a range without a lower bound leave it open.
 */
export function lowestOf({ range }: Pick<Asked, 'range'>): string | undefined {
  return /^\[?\s*(?<version>\d[\w.+-]*)\s*(?:[\],]|$)/.exec(range)?.groups?.['version'];
}
