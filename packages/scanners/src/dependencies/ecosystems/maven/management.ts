import type { DocumentNode } from '@sallyport/documents';

import { given } from '../shared/given.ts';
import { at } from '../shared/nodes.ts';
import { ancestry, coordinatesOf, elementsOf, findPom, interpolate, propertiesOf, xmlText } from './pom.ts';
import type { Coordinates, Pom } from './pom.ts';

/** What a project's management says of one artifact. */
export interface Managed {
  readonly version: string | undefined;
  readonly scope: string | undefined;
  readonly node: DocumentNode;
  readonly path: string;
  /** The property that its version lacks. */
  readonly missing?: string;
}

export interface Management {
  readonly managed: ReadonlyMap<string, Managed>;
  /** Imports and parents that do not lie in the target, and may manage what nothing else does. */
  readonly absent: readonly string[];
}

/** Nobody's project imports more lists. */
const MOST_IMPORTS = 64;

interface Collecting {
  readonly managed: Map<string, Managed>;
  readonly absent: Set<string>;
  /** Coordinates of imports that were followed. */
  readonly imported: Set<string>;
}

/** What manages versions: the project's own entries and its parents', then those of imported lists that lie in the target. */
export async function managementOf(pom: Pom): Promise<Management> {
  const collecting: Collecting = { managed: new Map(), absent: new Set(), imported: new Set() };
  await collect(pom, collecting);
  return { managed: collecting.managed, absent: [...collecting.absent] };
}

async function collect(pom: Pom, collecting: Collecting): Promise<void> {
  const properties = propertiesOf(pom);
  const imports: Coordinates[] = [];
  for (const each of ancestry(pom)) {
    if (each.missingParent !== undefined) collecting.absent.add(nameOf(each.missingParent));
    for (const node of elementsOf(at(each.node, 'dependencyManagement'), 'dependencies', 'dependency')) {
      if (xmlText(at(node, 'scope')) === 'import') imports.push(resolved(coordinatesOf(node), properties));
      else addManaged(collecting, { node, path: each.file.path, properties });
    }
  }
  for (const wanted of imports) await followImport(pom, wanted, collecting);
}

async function followImport(pom: Pom, wanted: Coordinates, collecting: Collecting): Promise<void> {
  const name = nameOf(wanted);
  if (collecting.imported.has(name)) return;
  collecting.imported.add(name);
  const found = collecting.imported.size > MOST_IMPORTS ? undefined : await findPom(pom.file, wanted);
  if (found === undefined) collecting.absent.add(name);
  else await collect(found, collecting);
}

interface Entry {
  readonly node: DocumentNode;
  readonly path: string;
  readonly properties: ReadonlyMap<string, string>;
}

function addManaged({ managed }: Collecting, { node, path, properties }: Entry): void {
  const key = keyOf(node, properties);
  if (managed.has(key)) return;
  const written = xmlText(at(node, 'version'));
  const version = written === undefined ? undefined : interpolate(written, properties);
  managed.set(
    key,
    given({
      version: version !== undefined && 'value' in version ? version.value : undefined,
      scope: xmlText(at(node, 'scope')),
      node,
      path,
      missing: version !== undefined && 'missing' in version ? version.missing : undefined,
    }) as Managed,
  );
}

/** What management goes by: group, artifact, type and classifier. */
export function keyOf(node: DocumentNode, properties: ReadonlyMap<string, string>): string {
  const { groupId, artifactId } = resolved(coordinatesOf(node), properties);
  const type = xmlText(at(node, 'type')) ?? 'jar';
  return `${groupId}:${artifactId}:${type}:${xmlText(at(node, 'classifier')) ?? ''}`;
}

function resolved(written: Coordinates, properties: ReadonlyMap<string, string>): Coordinates {
  const put = (text: string): string => {
    const result = interpolate(text, properties);
    return 'value' in result ? result.value : text;
  };
  return { groupId: put(written.groupId), artifactId: put(written.artifactId), version: put(written.version) };
}

function nameOf({ groupId, artifactId, version }: Coordinates): string {
  return `${groupId}:${artifactId}:${version}`;
}
