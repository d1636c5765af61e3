import type { DocumentNode } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import { refuseAbove } from '../../parser.ts';
import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, entriesOf, itemsOf, rootOf, textOf, textsOf } from '../shared/nodes.ts';
import { markReach } from '../shared/reach.ts';
import { gitSource, registrySource } from '../shared/resolved.ts';
import { membersOf } from './cargo-toml.ts';

interface Crate {
  readonly node: DocumentNode;
  readonly name: string;
  readonly version: string;
  readonly source: string | undefined;
  readonly key: string;
}

/** Cargo's lock file. Crates without a source are the project's own. */
export async function parseCargoLock(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('toml', file);
  const crates = cratesOf(itemsOf(at(root, 'package')));
  const index = new Index(crates);
  const digests = oldDigests(root);
  const entries = crates.filter(({ source }) => source !== undefined).map((crate) => entryOf(crate, index, digests));
  const own = crates.filter(({ source }) => source === undefined);
  if (own.length === 0) return { entries };
  const members = new Map((await membersOf(file)).map((member) => [member.name, member]));
  const names = new Set(own.map(({ name }) => name));
  const asks: Ask[] = [];
  const shipped: string[] = [];
  for (const crate of own) {
    const needs = new Map(index.needsOf(crate).map((need) => [need.name, need.key]));
    const asked = members.get(crate.name)?.asked;
    if (asked === undefined) shipped.push(...needs.values());
    for (const each of asked ?? []) if (!names.has(each.name)) asks.push(...answer(each, needs.get(each.name)));
  }
  return {
    entries: marked(entries, asks, shipped),
    direct: new Set(own.flatMap((crate) => index.needsOf(crate).map(({ key }) => key))),
    asks,
  };
}

function answer(asked: Ask, key: string | undefined): Ask[] {
  if (key !== undefined) return [{ ...asked, key }];
  return asked.optional ? [] : [asked];
}

function marked(entries: readonly Entry[], asks: readonly Ask[], shipped: readonly string[]): Entry[] {
  const keys = (which: (ask: Ask) => boolean): string[] => asks.filter(which).flatMap(({ key }) => key ?? []);
  return markReach(entries, {
    shipped: [...shipped, ...keys(({ dev, optional }) => !dev && !optional)],
    optional: keys(({ optional }) => optional),
    dev: keys(({ dev }) => dev),
  });
}

function cratesOf(tables: readonly DocumentNode[]): Crate[] {
  refuseAbove(tables.length);
  return tables.flatMap((node) => {
    const [name, version, source] = ['name', 'version', 'source'].map((field) => textOf(at(node, field)));
    if (name === undefined || version === undefined) return [];
    return [{ node, name, version, source, key: `${name} ${version} ${plain(source)}` }];
  });
}

/** A source without the commit behind it, as needs name it. */
function plain(source = ''): string {
  return source.replace(/#.*$/, '');
}

/** Finds crates by what a need says: a name, with the version and source where these are needed to tell. */
class Index {
  readonly #crates = new Map<string, Crate>();

  constructor(crates: readonly Crate[]) {
    for (const crate of crates) {
      for (const said of [crate.name, `${crate.name} ${crate.version}`, crate.key])
        if (!this.#crates.has(said)) this.#crates.set(said, crate);
    }
  }

  needsOf({ node }: Crate): Crate[] {
    return textsOf(at(node, 'dependencies')).flatMap((written) => {
      const [name = '', version, source] = written.split(' ');
      const said = version === undefined ? name : `${name} ${version}`;
      const exact = source === undefined ? said : `${said} ${plain(source.replace(/^\(|\)$/g, ''))}`;
      return this.#crates.get(exact) ?? this.#crates.get(said) ?? [];
    });
  }
}

/** Version 1 keeps digests in a table of their own. */
function oldDigests(root: DocumentNode): ReadonlyMap<string, string> {
  const pairs = entriesOf(at(root, 'metadata')).flatMap(({ key, value }): [string, string][] => {
    const { name, version } = /^checksum (?<name>\S+) (?<version>\S+) /.exec(key)?.groups ?? {};
    const digest = textOf(value);
    return name === undefined || digest === undefined ? [] : [[`${name} ${version}`, digest]];
  });
  return new Map(pairs);
}

function entryOf(crate: Crate, index: Index, digests: ReadonlyMap<string, string>): Entry {
  const { node, name, version, source, key } = crate;
  const checksum = textOf(at(node, 'checksum')) ?? digests.get(`${name} ${version}`);
  return {
    key,
    ecosystem: 'crates.io',
    name,
    version,
    needs: index.needsOf(crate).map((need) => need.key),
    range: node.range,
    more: given({ integrity: checksum === undefined ? [] : [`sha256:${checksum}`], resolved: sourceOf(source) }),
  };
}

function sourceOf(source: string | undefined): ResolvedFrom | undefined {
  if (source === undefined) return undefined;
  if (source.startsWith('git+')) return gitSource(source.slice(4));
  return registrySource(source.replace(/^(?:registry|sparse)\+/, ''));
}
