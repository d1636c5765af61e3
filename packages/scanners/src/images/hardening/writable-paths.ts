import { knownSoftware } from './known-software.ts';
import type { Need, Subject } from './needs.ts';

/** Folders that hold programs and configuration: memory in their place would hide what the image brings. */
const OF_IMAGE = /^\/(?:bin|boot|etc|lib\w*|opt|sbin|usr)(?:\/|$)/;
/** Written by the engine for every container, and mounted over. */
const OF_ENGINE = new Set(['/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/etc/mtab', '/.dockerenv']);

export interface WritablePaths {
  /** Folders in memory for what is written there and may be lost. */
  readonly tmpfs: readonly Need[];
  /** What is written where no folder in memory can be put; to be looked at. */
  readonly inImage: readonly string[];
}

/** Where a container has to write besides its volumes: what it has been seen to write, or what is usual. */
export function writablePaths({ present, volumes, programs }: Subject): WritablePaths {
  const writtenTo = present?.written;
  const mounted = [...volumes, ...(present?.mounts ?? []).map(({ target }) => target)];
  const isMounted = (path: string): boolean => mounted.some((each) => isUnder(path, each));
  const usual: Need[] = [
    need('/tmp', 'assumed', 'most programs put temporary files there'),
    ...(knownSoftware(programs)?.writes ?? []).map((path) =>
      need(path, 'assumed', 'the software is known to write there'),
    ),
  ];
  const kept = (present?.tmpfs ?? []).map((path) => need(path, 'kept', 'it is in memory now'));
  const files = leaves(writtenTo ?? []).filter((path) => !OF_ENGINE.has(path));
  const seen = files.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  const [inImage, free] = [files.filter((_path, at) => !isFree(seen[at])), seen.filter(isFree)];
  const found = free.map((path) => need(path, 'derived', 'it has written there'));
  const all = [...kept, ...found, ...(writtenTo === undefined ? usual : usual.slice(0, 1))];
  return {
    tmpfs: shallowest(all.filter(({ name }) => !isMounted(name))),
    inImage: inImage.filter((path) => !isMounted(path)),
  };
}

function isFree(folder: string | undefined): folder is string {
  return folder !== undefined && folder !== '' && !OF_IMAGE.test(folder);
}

function need(name: string, basis: Need['basis'], why: string): Need {
  return { name, basis, why };
}

/** Changed paths without the folders above them, which the engine lists as changed, too. */
function leaves(paths: readonly string[]): string[] {
  const parents = new Set(paths.flatMap(foldersAbove));
  return [...new Set(paths)].filter((path) => !parents.has(path));
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1, -1).map((_part, at) => parts.slice(0, at + 2).join('/'));
}

function shallowest(needs: readonly Need[]): Need[] {
  const byName = new Map<string, Need>();
  for (const each of needs) if (!byName.has(each.name)) byName.set(each.name, each);
  const names = [...byName.keys()];
  return [...byName.values()]
    .filter(({ name }) => !names.some((other) => other !== name && isUnder(name, other)))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);
}
