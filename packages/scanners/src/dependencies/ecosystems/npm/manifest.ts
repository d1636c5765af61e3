import type { DocumentNode, ObjectEntry, ObjectNode, Range } from '@sallyport/documents';

import type { Ask, Asked, LockFile } from '../../parser.ts';
import { at, entriesOf, isTrue, rangeOf, rootIfReadable, textOf } from '../shared/nodes.ts';
import { workspaceOf } from '../shared/paths.ts';
import { referenceSource } from './source.ts';

/** The fields in which a project asks for packages, what ships first. */
export const ASK_FIELDS = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies'] as const;

/** A manifest or a lock file's copy of one, and where it stands. */
export interface Project {
  readonly node: DocumentNode;
  readonly path: string;
  readonly workspace: string;
  /** Where an entry stands in the file, if the node was read from a part of it. */
  readonly rangeOf?: (entry: ObjectEntry) => Range;
}

/** What a project asks for. A package in two fields counts where npm counts it: optional before plain. */
export function asksOf({ node, path, workspace, rangeOf: placeOf = rangeOf }: Project): Asked[] {
  const optionals = new Set(entriesOf(at(node, 'optionalDependencies')).map(({ key }) => key));
  return ASK_FIELDS.flatMap((group) =>
    entriesOf(at(node, group))
      .filter(({ key }) => group !== 'dependencies' || !optionals.has(key))
      .map((entry): Asked => {
        const range = textOf(entry.value) ?? textOf(at(entry.value, 'specifier')) ?? '';
        const resolved = referenceSource(range);
        return {
          name: entry.key,
          range,
          group,
          dev: group === 'devDependencies',
          optional: group === 'optionalDependencies' || isOptionalPeer(node, group, entry.key),
          location: { path, range: placeOf(entry) },
          workspace,
          ...(resolved === undefined ? {} : { resolved }),
        };
      }),
  );
}

function isOptionalPeer(node: DocumentNode, group: string, name: string): boolean {
  return group === 'peerDependencies' && isTrue(at(node, 'peerDependenciesMeta', name, 'optional'));
}

/** The manifest in a folder that lies relative to a lock file's, if it can be read. */
export async function manifestIn(lock: LockFile, folder: string): Promise<Project | undefined> {
  const file = lock.near(folder === '' ? 'package.json' : `${folder}/package.json`);
  const node: ObjectNode | undefined = await rootIfReadable('json', file);
  return file === undefined || node === undefined
    ? undefined
    : { node, path: file.path, workspace: workspaceOf(file.path) };
}

/**
 * Gives each ask the key of its answer. What may be left out (peers, optional packages) and is not there is no ask that
 * went unanswered; nor is a member of the project's own workspace.
 */
export function answered(asked: readonly Asked[], keyOf: (asked: Asked) => string | undefined): Ask[] {
  return asked.flatMap((each): Ask[] => {
    const key = keyOf(each);
    if (key !== undefined) return [{ ...each, key }];
    const mayBeAbsent = each.optional || each.group === 'peerDependencies' || isLocal(each.range);
    return mayBeAbsent ? [] : [each];
  });
}

function isLocal(range: string): boolean {
  return /^(?:workspace|link|file|portal):|^\.{0,2}\//.test(range);
}
