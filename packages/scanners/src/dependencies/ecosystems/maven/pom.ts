import type { DocumentNode } from '@sallyport/documents';

import { Unreadable } from '../../parser.ts';
import type { LockFile } from '../../parser.ts';
import { at, entriesOf, listOf, rootOf, textOf } from '../shared/nodes.ts';
import { folderOf } from '../shared/paths.ts';

/** Maven's coordinates, as written: they may hold properties. */
export interface Coordinates {
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
}

/** A project file with the parents that lie in the target, nearest first. */
export interface Pom {
  readonly file: LockFile;
  readonly node: DocumentNode;
  readonly own: Coordinates;
  readonly parent?: Pom;
  /** The parent that is named and does not lie in the target. */
  readonly missingParent?: Coordinates;
}

/** Nobody's parents have more parents. */
const DEEPEST = 16;

/** Reads a project file and its parents. */
export async function loadPom(file: LockFile, seen: readonly string[] = []): Promise<Pom> {
  const node = at(await rootOf('xml', file), 'project');
  if (node === undefined) throw new Unreadable('the file holds no <project>');
  const wanted = at(node, 'parent');
  const inherited = coordinatesOf(wanted);
  const own = {
    groupId: xmlText(at(node, 'groupId')) ?? inherited.groupId,
    artifactId: xmlText(at(node, 'artifactId')) ?? '',
    version: xmlText(at(node, 'version')) ?? inherited.version,
  };
  if (wanted === undefined) return { file, node, own };
  const parent = seen.length < DEEPEST ? await parentOf(file, wanted, [...seen, file.path]) : undefined;
  return parent === undefined ? { file, node, own, missingParent: inherited } : { file, node, own, parent };
}

/** The parent where its relative path leads, if it is the one that is meant. */
async function parentOf(file: LockFile, wanted: DocumentNode, seen: readonly string[]): Promise<Pom | undefined> {
  const written = at(wanted, 'relativePath');
  const relative = written === undefined ? '../pom.xml' : (xmlText(written) ?? '');
  if (relative === '') return undefined;
  const found = relative.endsWith('.xml') ? file.near(relative) : file.near(`${relative}/pom.xml`);
  const pom = found === undefined || seen.includes(found.path) ? undefined : await readable(found, seen);
  const { groupId, artifactId } = coordinatesOf(wanted);
  return pom?.own.artifactId === artifactId && pom.own.groupId === groupId ? pom : undefined;
}

async function readable(file: LockFile, seen: readonly string[]): Promise<Pom | undefined> {
  try {
    return await loadPom(file, seen);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** The project file of some coordinates among those that the target is known to hold. */
export async function findPom(from: LockFile, wanted: Coordinates): Promise<Pom | undefined> {
  const up = '../'.repeat(folderOf(from.path).split('/').length - 1);
  for (const path of from.known) {
    if (!path.endsWith('pom.xml') || path === from.path || !mayHold(path, wanted.artifactId)) continue;
    const file = from.near(up + path);
    const pom = file?.text.includes(wanted.artifactId) === true ? await readable(file, []) : undefined;
    if (pom !== undefined && isMeant(pom.own, wanted)) return pom;
  }
  return undefined;
}

/** Whether coordinates are those that are wanted; a version that is a property is taken to be the right one. */
function isMeant(own: Coordinates, wanted: Coordinates): boolean {
  const isSameVersion = own.version === wanted.version || own.version.includes('${');
  return isSameVersion && own.artifactId === wanted.artifactId && own.groupId === wanted.groupId;
}

/** Projects lie in folders named after them, or after the end of their name; so not every project is read for every import. */
function mayHold(path: string, artifactId: string): boolean {
  const folder = path.split('/').at(-2);
  return folder === undefined || artifactId.includes(folder);
}

export function coordinatesOf(node: DocumentNode | undefined): Coordinates {
  const [groupId = '', artifactId = '', version = ''] = ['groupId', 'artifactId', 'version'].map((field) =>
    xmlText(at(node, field)),
  );
  return { groupId, artifactId, version };
}

/** The text of an element, attributes or not. */
export function xmlText(node: DocumentNode | undefined): string | undefined {
  return textOf(node) ?? textOf(at(node, '#content'));
}

/** The elements of a list like `<dependencies><dependency/>…`. */
export function elementsOf(node: DocumentNode | undefined, list: string, element: string): readonly DocumentNode[] {
  return listOf(at(node, list)).flatMap((each) => listOf(at(each, element)));
}

/** A project file and its parents, nearest first. */
export function* ancestry(pom: Pom): Generator<Pom> {
  for (let each: Pom | undefined = pom; each !== undefined; each = each.parent) yield each;
}

/** Properties of a project with those of its parents, the nearest one counting. */
export function propertiesOf(pom: Pom): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { node } of ancestry(pom)) {
    for (const properties of listOf(at(node, 'properties'))) {
      for (const { key, value } of entriesOf(properties)) {
        const text = xmlText(value);
        if (text !== undefined && !found.has(key)) found.set(key, text);
      }
    }
  }
  const { groupId, artifactId, version } = pom.own;
  const parent = pom.parent?.own ?? pom.missingParent;
  for (const prefix of ['project.', 'pom.', '']) {
    found.set(`${prefix}groupId`, groupId);
    found.set(`${prefix}artifactId`, artifactId);
    found.set(`${prefix}version`, version);
  }
  if (parent !== undefined) {
    found.set('project.parent.groupId', parent.groupId);
    found.set('project.parent.artifactId', parent.artifactId);
    found.set('project.parent.version', parent.version);
  }
  return found;
}

const DEEPEST_PROPERTY = 16;
const LONGEST_VALUE = 1024;

/** A text with its properties put in; the name of the one that is missing (or goes in circles) where one is. */
export function interpolate(
  text: string,
  properties: ReadonlyMap<string, string>,
): { readonly value: string } | { readonly missing: string } {
  let value = text;
  for (let depth = 0; depth <= DEEPEST_PROPERTY; depth += 1) {
    const names = [...value.matchAll(/\$\{(?<name>[^{}]*)\}/g)].map(({ groups }) => groups?.['name'] ?? '');
    if (names.length === 0) return { value: value.trim() };
    const missing = names.find((name) => (properties.get(name)?.length ?? Infinity) > LONGEST_VALUE);
    if (missing !== undefined) return { missing };
    value = value.replaceAll(/\$\{(?<name>[^{}]*)\}/g, (_whole, name: string) => properties.get(name) ?? '');
    if (value.length > LONGEST_VALUE) return { missing: names[0] ?? '' };
  }
  return { missing: /\$\{(?<name>[^{}]*)\}/.exec(text)?.groups?.['name'] ?? '' };
}
