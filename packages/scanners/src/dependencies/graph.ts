import { makePackage, purlOf } from '@sallyport/inventory';
import type { Declared, Package, Relation } from '@sallyport/inventory';
import { isSallyportError } from '@sallyport/kernel';

import type { Ask, Declaration, Entry, ParsedFile } from './parser.ts';

/** Packages and declarations of a file. */
export interface Linked {
  readonly packages: Package[];
  readonly declarations: Declaration[];
  /** How many entries were left out, since no package can have such a name. */
  readonly unnamed: number;
}

/** Packages of a file with their place in its graph: relation, and one shortest way from the project to each. */
export function linkPackages(path: string, ecosystem: string, file: ParsedFile): Linked {
  const byKey = new Map(file.entries.map((entry) => [entry.key, entry]));
  const ids = idsOf(byKey);
  const unnamed = byKey.size - ids.size;
  for (const key of byKey.keys()) if (!ids.has(key)) byKey.delete(key);
  const direct = directOf(file);
  const before = direct === undefined ? undefined : shortestWays(byKey, direct);
  const graph: Graph = { path, ids, direct, before, asked: firstAsks(file.asks ?? []) };
  const packages = [...byKey.values()].map((entry) => packageOf(entry, graph));
  return { packages, declarations: declarationsOf(file.asks ?? [], ecosystem, ids), unnamed };
}

interface Graph {
  readonly path: string;
  readonly ids: ReadonlyMap<string, Identity>;
  readonly direct: ReadonlySet<string> | undefined;
  /** For each key that can be reached, the one before it. */
  readonly before: ReadonlyMap<string, string> | undefined;
  readonly asked: ReadonlyMap<string, Ask>;
}

function packageOf(entry: Entry, { path, ids, direct, before, asked }: Graph): Package {
  const { key, needs = [], relation, range, more, path: own, ...facts } = entry;
  const way = before === undefined ? [] : wayTo(key, before);
  const { id = key, purl = key } = ids.get(key) ?? {};
  return makePackage({
    ...facts,
    ...more,
    ...declaredBy(asked.get(key)),
    id,
    purl,
    relation: relation ?? relationOf(key, direct),
    path: way.flatMap((step) => ids.get(step)?.id ?? []),
    dependsOn: needs.length === 0 ? [] : [...new Set(needs)].flatMap((need) => ids.get(need)?.id ?? []),
    location: { path: own ?? path, ...(range === undefined ? {} : { range }) },
  });
}

function relationOf(key: string, direct: ReadonlySet<string> | undefined): Relation {
  if (direct === undefined) return 'unknown';
  return direct.has(key) ? 'direct' : 'transitive';
}

function directOf({ direct, asks }: ParsedFile): ReadonlySet<string> | undefined {
  if (asks === undefined) return direct;
  return new Set([...(direct ?? []), ...asks.flatMap(({ key }) => key ?? [])]);
}

/** The first that asks for a package stands for all: what ships comes before what is for development. */
function firstAsks(asks: readonly Ask[]): Map<string, Ask> {
  const first = new Map<string, Ask>();
  for (const ask of asks) {
    if (ask.key === undefined) continue;
    const known = first.get(ask.key);
    if (known === undefined || (known.dev && !ask.dev)) first.set(ask.key, ask);
  }
  return first;
}

function declaredBy(ask: Ask | undefined): { declared?: Declared; workspace?: string } {
  if (ask === undefined) return {};
  const { range, group, location, workspace } = ask;
  return { declared: { range, group, location }, ...(workspace === undefined ? {} : { workspace }) };
}

function declarationsOf(asks: readonly Ask[], ecosystem: string, ids: ReadonlyMap<string, Identity>): Declaration[] {
  const named = asks.filter(({ name }) => name.length <= LONGEST_NAME);
  return named.map(({ key, ...asked }) => {
    const id = key === undefined ? undefined : ids.get(key)?.id;
    return { ...asked, ecosystem, ...(id === undefined ? {} : { package: id }) };
  });
}

interface Identity {
  readonly id: string;
  readonly purl: string;
}

/** Each entry's purl, and its id: the purl, numbered where it occurs twice. Entries that can have no purl are left out. */
function idsOf(entries: ReadonlyMap<string, Entry>): Map<string, Identity> {
  const ids = new Map<string, Identity>();
  const times = new Map<string, number>();
  for (const [key, entry] of entries) {
    const purl = purlIfNamed(entry);
    if (purl === undefined) continue;
    const time = (times.get(purl) ?? 0) + 1;
    times.set(purl, time);
    ids.set(key, { purl, id: time === 1 ? purl : `${purl}#${time}` });
  }
  return ids;
}

/** No registry takes longer names and versions. */
const LONGEST_NAME = 1024;

function purlIfNamed({ ecosystem, name, version, more }: Entry): string | undefined {
  if (name.length > LONGEST_NAME || (version?.length ?? 0) > LONGEST_NAME) return undefined;
  try {
    return more?.purl ?? purlOf(ecosystem, name, version, more?.qualifiers);
  } catch (error) {
    if (isSallyportError(error) && error.code === 'INVENTORY_BAD_PURL') return undefined;
    throw error;
  }
}

/** For each key that can be reached, the key before it; breadth first, so that cycles end and ways are shortest. */
function shortestWays(entries: ReadonlyMap<string, Entry>, direct: ReadonlySet<string>): Map<string, string> {
  const before = new Map<string, string>();
  const queue = [...direct].filter((key) => entries.has(key));
  for (const key of queue) before.set(key, '');
  for (const key of queue) {
    for (const need of entries.get(key)?.needs ?? []) {
      if (before.has(need) || !entries.has(need)) continue;
      before.set(need, key);
      queue.push(need);
    }
  }
  return before;
}

/** Longer ways than this are cut at the front: nobody reads them, and a chain of 10⁵ packages would cost its square. */
const LONGEST_WAY = 32;

function wayTo(key: string, before: ReadonlyMap<string, string>): string[] {
  const way: string[] = [];
  for (let step: string | undefined = before.has(key) ? key : undefined; step !== undefined && step !== '';) {
    way.push(step);
    if (way.length === LONGEST_WAY) break;
    step = before.get(step);
  }
  return way.reverse();
}
