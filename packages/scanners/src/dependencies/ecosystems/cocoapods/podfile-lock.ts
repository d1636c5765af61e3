import type { DocumentNode } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import { Unreadable } from '../../parser.ts';
import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, entriesOf, itemsOf, rangeOf, rootOf, textOf } from '../shared/nodes.ts';
import { workspaceOf } from '../shared/paths.ts';
import { fileSource, gitSource, registrySource } from '../shared/resolved.ts';

const POD = /^(?<name>[^\s()]+)(?: \((?<range>[^)]*)\))?$/;

/** CocoaPods' lock file. A pod counts once, whichever of its parts (`Pod/Part`) are taken. */
export async function parsePodfileLock(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('yaml', file);
  const pods = at(root, 'PODS');
  if (pods === undefined) throw new Unreadable('the file has no "PODS"');
  const found = new Map<string, Pod>();
  for (const item of itemsOf(pods)) addPod(found, item, root);
  return {
    entries: [...found.values()],
    asks: itemsOf(at(root, 'DEPENDENCIES')).flatMap((item) => askOf(file, item, found)),
  };
}

type Pod = Entry & { readonly needs: string[] };

function addPod(found: Map<string, Pod>, item: DocumentNode, root: DocumentNode): void {
  const [entry] = entriesOf(item);
  const { pod: key, range: version } = podIn(entry?.key ?? textOf(item));
  if (key === '' || version === '') return;
  const needs = itemsOf(entry?.value).map((need) => podIn(textOf(need)).pod);
  const known = found.get(key);
  if (known === undefined) {
    const range = entry === undefined ? item.range : rangeOf(entry);
    found.set(key, { key, ecosystem: 'CocoaPods', name: key, version, needs, range, more: factsOf(key, root) });
  } else known.needs.push(...needs);
}

function factsOf(pod: string, root: DocumentNode): Entry['more'] & object {
  const checksum = textOf(at(root, 'SPEC CHECKSUMS', pod));
  return given({ integrity: checksum === undefined ? [] : [`sha1:${checksum}`], resolved: sourceOf(pod, root) });
}

/** `Pod/Part (~> 1.0)`: the pod without its part, and what stands in the brackets. */
function podIn(written = ''): { readonly pod: string; readonly range: string } {
  const { name = '', range = '' } = POD.exec(written)?.groups ?? {};
  return { pod: name.split('/', 1)[0] ?? '', range };
}

function sourceOf(pod: string, root: DocumentNode): ResolvedFrom | undefined {
  const external = at(root, 'EXTERNAL SOURCES', pod);
  const git = textOf(at(external, ':git'));
  if (git !== undefined) return gitSource(git, textOf(at(root, 'CHECKOUT OPTIONS', pod, ':commit')));
  const path = textOf(at(external, ':path')) ?? textOf(at(external, ':podspec'));
  if (path !== undefined) return fileSource(path);
  const repository = entriesOf(at(root, 'SPEC REPOS')).find(({ key }) => /^https?:/.test(key));
  const isThere = itemsOf(repository?.value).some((item) => textOf(item) === pod);
  return repository !== undefined && isThere ? registrySource(repository.key) : undefined;
}

function askOf(file: LockFile, item: DocumentNode, found: ReadonlyMap<string, Entry>): Ask[] {
  const { pod: key, range } = podIn(textOf(item)?.split(' (from ', 1)[0]);
  if (key === '') return [];
  const location = { path: file.path, range: item.range };
  const ask = {
    name: key,
    range,
    group: 'DEPENDENCIES',
    dev: false,
    optional: false,
    location,
    workspace: workspaceOf(file.path),
  };
  return [found.has(key) ? { ...ask, key } : ask];
}
