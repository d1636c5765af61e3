import { normaliseName, purlOf } from '@sallyport/inventory';
import type { Package, Relation } from '@sallyport/inventory';
import { isSallyportError } from '@sallyport/kernel';

import type { Ask, Declaration, Entry, ParsedFile } from './parser.ts';

/** Packages and declarations of a file. */
export interface Linked {
  readonly packages: Package[];
  readonly declarations: Declaration[];
  /** How many entries were left out, since no package can have such a name. */
  readonly unnamed: number;
}

/** An entry with its identity and the places of those that it needs. */
interface Node {
  readonly entry: Entry;
  readonly purl: string;
  /** The purl, numbered where it occurs twice. */
  readonly id: string;
  readonly needs: readonly number[];
}

/** Packages of a file with their place in its graph: relation, and one shortest way from the project to each. */
export function linkPackages(path: string, ecosystem: string, file: ParsedFile): Linked {
  const { nodes, places, unnamed } = nodesOf(file.entries);
  const { asks = [] } = file;
  const direct = directOf(file);
  const ways = direct === undefined ? undefined : waysTo(nodes, placesOf(places, direct));
  const asked = firstAsks(asks);
  const packages = nodes.map((node, place) => {
    const { key, relation } = node.entry;
    const facts = {
      relation: relation ?? relationOf(key, direct),
      way: ways?.[place] ?? [],
      needs: idsOf(nodes, node.needs),
      ask: asked.get(key),
    };
    return packageOf(path, node, facts);
  });
  return {
    packages,
    declarations: declarationsOf(asks, ecosystem, (key) => nodes[places.get(key) ?? -1]?.id),
    unnamed,
  };
}

interface Nodes {
  readonly nodes: Node[];
  /** Where each key's node lies. */
  readonly places: ReadonlyMap<string, number>;
  readonly unnamed: number;
}

function nodesOf(entries: readonly Entry[]): Nodes {
  const last = new Map(entries.map((entry) => [entry.key, entry]));
  const identified: { entry: Entry; purl: string }[] = [];
  const places = new Map<string, number>();
  for (const entry of last.values()) {
    const purl = purlIfNamed(entry);
    if (purl === undefined) continue;
    places.set(entry.key, identified.length);
    identified.push({ entry, purl });
  }
  const times = new Map<string, number>();
  const nodes = identified.map(({ entry, purl }) => {
    const time = (times.get(purl) ?? 0) + 1;
    times.set(purl, time);
    const needs = entry.needs === undefined ? [] : [...new Set(placesOf(places, entry.needs))];
    return { entry, purl, id: time === 1 ? purl : `${purl}#${time}`, needs };
  });
  return { nodes, places, unnamed: last.size - nodes.length };
}

function placesOf(places: ReadonlyMap<string, number>, keys: Iterable<string>): number[] {
  const found: number[] = [];
  for (const key of keys) {
    const place = places.get(key);
    if (place !== undefined) found.push(place);
  }
  return found;
}

function idsOf(nodes: readonly Node[], places: readonly number[]): string[] {
  const ids: string[] = [];
  for (const place of places) ids.push(nodes[place]?.id ?? '');
  return ids;
}

/** No registry takes longer names and versions. */
const LONGEST_NAME = 1024;

/** Undefined for a name that no package can have. */
function purlIfNamed({ ecosystem, name, version, more }: Entry): string | undefined {
  if (name.length > LONGEST_NAME || (version?.length ?? 0) > LONGEST_NAME) return undefined;
  try {
    return more?.purl ?? purlOf(ecosystem, name, version, more?.qualifiers);
  } catch (error) {
    if (isSallyportError(error) && error.code === 'INVENTORY_BAD_PURL') return undefined;
    throw error;
  }
}

function directOf({ direct, asks }: ParsedFile): ReadonlySet<string> | undefined {
  if (asks === undefined) return direct;
  const keys = new Set(direct);
  for (const { key } of asks) if (key !== undefined) keys.add(key);
  return keys;
}

function relationOf(key: string, direct: ReadonlySet<string> | undefined): Relation {
  if (direct === undefined) return 'unknown';
  return direct.has(key) ? 'direct' : 'transitive';
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

/** Longer ways than this are cut at the front: nobody reads them, and a chain of 10⁵ packages would cost its square. */
const LONGEST_WAY = 32;

/** One shortest way to each node that can be reached; breadth first, so that cycles end. */
function waysTo(nodes: readonly Node[], direct: readonly number[]): (readonly string[] | undefined)[] {
  const ways: (readonly string[] | undefined)[] = Array.from({ length: nodes.length });
  const queue: number[] = [];
  const reach = (place: number, before: readonly string[]): void => {
    if (ways[place] !== undefined) return;
    const way = before.length < LONGEST_WAY ? before.slice() : before.slice(1);
    way.push(nodes[place]?.id ?? '');
    ways[place] = way;
    queue.push(place);
  };
  for (const place of direct) reach(place, []);
  for (const place of queue) {
    const way = ways[place] ?? [];
    for (const need of nodes[place]?.needs ?? []) reach(need, way);
  }
  return ways;
}

interface Facts {
  readonly relation: Relation;
  readonly way: readonly string[];
  readonly needs: readonly string[];
  readonly ask: Ask | undefined;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One object, filled in place: there are thousands. */
function packageOf(path: string, { entry, id, purl }: Node, { relation, way, needs, ask }: Facts): Package {
  const { ecosystem, name, version, range, more, dev = false, optional = false } = entry;
  const location = range === undefined ? { path: entry.path ?? path } : { path: entry.path ?? path, range };
  const found: Writable<Package> = {
    id,
    purl,
    ecosystem,
    name,
    relation,
    path: way,
    dependsOn: needs,
    dev,
    optional,
    licences: NONE,
    integrity: NONE,
    location,
  };
  if (more !== undefined) Object.assign(found, more.qualifiers === undefined ? more : withoutQualifiers(more));
  if (version !== undefined) found.version = version;
  if (ask === undefined) return found;
  found.declared = declaredBy(ask, found);
  if (ask.workspace !== undefined) found.workspace = ask.workspace;
  return found;
}

function declaredBy({ name, range, group, location }: Ask, found: Package): NonNullable<Package['declared']> {
  const { ecosystem } = found;
  const isOwn = name === found.name || normaliseName(ecosystem, name) === normaliseName(ecosystem, found.name);
  return isOwn ? { range, group, location } : { range, name, group, location };
}

const NONE: readonly never[] = Object.freeze([]);

function withoutQualifiers({ qualifiers: _forPurl, ...more }: NonNullable<Entry['more']>): Partial<Package> {
  return more;
}

/** What is answered by something that is no package, a member of the project itself, is no declaration. */
function declarationsOf(
  asks: readonly Ask[],
  ecosystem: string,
  idOf: (key: string) => string | undefined,
): Declaration[] {
  return asks.flatMap(({ key, ...asked }): Declaration[] => {
    if (asked.name.length > LONGEST_NAME) return [];
    if (key === undefined) return [{ ...asked, ecosystem }];
    const id = idOf(key);
    return id === undefined ? [] : [{ ...asked, ecosystem, package: id }];
  });
}
