import type { DocumentNode, ObjectEntry } from '@sallyport/documents';

import type { Asked, LockFile, ParsedFile } from '../../parser.ts';
import { lockBeside, locked, unlocked } from '../shared/manifest.ts';
import { at, entriesOf, rangeOf, rootOf, textOf } from '../shared/nodes.ts';
import { workspaceOf } from '../shared/paths.ts';

const NOTE = 'is a catalogue: which of its libraries a build takes is not known';

/** Gradle's version catalogue. */
export async function parseVersionCatalog(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('toml', file);
  const lock = lockBeside(file, ['../gradle.lockfile', 'gradle.lockfile']);
  if (lock !== undefined) return locked(lock);
  const versions = at(root, 'versions');
  const asked = [
    ...entriesOf(at(root, 'libraries')).flatMap((entry) => libraryOf(file, entry, versions)),
    ...entriesOf(at(root, 'plugins')).flatMap((entry) => pluginOf(file, entry, versions)),
  ];
  const notes = asked.length === 0 ? [] : [`${file.path} ${NOTE}`];
  return unlocked(file, asked, {
    ecosystem: 'Maven',
    versionOf: ({ range }) => (/^[^[(,+\s]+$/.test(range) ? range : undefined),
    notes,
  });
}

function libraryOf(file: LockFile, entry: ObjectEntry, versions: DocumentNode | undefined): Asked[] {
  const { value } = entry;
  const [group, artifact, short] = textOf(value)?.split(':') ?? [];
  const module =
    textOf(at(value, 'module')) ?? joined(textOf(at(value, 'group')) ?? group, textOf(at(value, 'name')) ?? artifact);
  return module === undefined ? [] : [askOf(file, entry, module, short ?? versionOf(at(value, 'version'), versions))];
}

function joined(group: string | undefined, artifact: string | undefined): string | undefined {
  return group === undefined || artifact === undefined ? undefined : `${group}:${artifact}`;
}

/** A plugin is published as the artifact `ID:ID.gradle.plugin`. */
function pluginOf(file: LockFile, entry: ObjectEntry, versions: DocumentNode | undefined): Asked[] {
  const { value } = entry;
  const [id, short] = textOf(value)?.split(':') ?? [textOf(at(value, 'id'))];
  if (id === undefined) return [];
  return [
    {
      ...askOf(file, entry, `${id}:${id}.gradle.plugin`, short ?? versionOf(at(value, 'version'), versions)),
      dev: true,
    },
  ];
}

function askOf(file: LockFile, entry: ObjectEntry, name: string, range: string): Asked {
  const location = { path: file.path, range: rangeOf(entry) };
  return { name, range, group: entry.key, dev: false, optional: false, location, workspace: workspaceOf(file.path) };
}

/** A version as written, by reference, or as a table of demands of which the strictest counts. */
function versionOf(node: DocumentNode | undefined, versions: DocumentNode | undefined): string {
  const reference = textOf(at(node, 'ref'));
  const found = reference === undefined ? node : at(versions, reference);
  return (
    textOf(found) ?? ['strictly', 'require', 'prefer'].flatMap((demand) => textOf(at(found, demand)) ?? [])[0] ?? ''
  );
}
