import type { DocumentNode } from '@sallyport/documents';
import { pypiName } from '@sallyport/inventory';

import { refuseAbove } from '../../parser.ts';
import type { Ask, Asked, Entry, ParsedFile } from '../../parser.ts';
import { textOf, at } from '../shared/nodes.ts';
import { markReach } from '../shared/reach.ts';

/** What a package of a lock file needs: a name, and the version where there are several. */
export interface Need {
  readonly name: string;
  readonly version?: string | undefined;
}

/** One package of a lock file, as its table has it. */
export interface Table {
  readonly node: DocumentNode;
  readonly name: string;
  readonly version: string | undefined;
  readonly key: string;
}

/** The tables that name a package. A name may occur in several versions, and a version for several platforms. */
export function tablesOf(nodes: readonly DocumentNode[]): Table[] {
  refuseAbove(nodes.length);
  const times = new Map<string, number>();
  return nodes.flatMap((node) => {
    const name = textOf(at(node, 'name'));
    if (name === undefined) return [];
    const version = textOf(at(node, 'version'));
    const base = `${pypiName(name)}@${version ?? ''}`;
    const time = (times.get(base) ?? 0) + 1;
    times.set(base, time);
    return [{ node, name, version, key: time === 1 ? base : `${base}#${time}` }];
  });
}

/** More versions of one name than this are not all meant by a need that names none. */
const MOST_VERSIONS = 16;

/** Finds packages by name, or by name and version. */
export class Names {
  readonly #byName = new Map<string, string[]>();
  readonly #byVersion = new Map<string, string>();

  constructor(tables: readonly Table[]) {
    for (const { name: written, version, key } of tables) {
      const name = pypiName(written);
      const known = this.#byName.get(name);
      if (known === undefined) this.#byName.set(name, [key]);
      else if (known.length < MOST_VERSIONS) known.push(key);
      this.#byVersion.set(`${name}@${version ?? ''}`, key);
    }
  }

  keys({ name, version }: Need): readonly string[] {
    const plain = pypiName(name);
    const exact = version === undefined ? undefined : this.#byVersion.get(`${plain}@${version}`);
    return exact === undefined ? (this.#byName.get(plain) ?? []) : [exact];
  }
}

/** Gives each ask its answer, and marks what only development or an extra needs, where nothing says so already. */
export function withAsks(entries: readonly Entry[], asked: readonly (Asked & Need)[], names: Names): ParsedFile {
  const asks = asked.flatMap(({ version, ...each }): Ask[] => {
    const keys = names.keys({ name: each.name, version });
    return keys.length === 0 ? (each.optional ? [] : [each]) : keys.map((key) => ({ ...each, key }));
  });
  const keys = (which: (ask: Ask) => boolean): string[] => asks.filter(which).flatMap(({ key }) => key ?? []);
  const marked = markReach(entries, {
    shipped: keys(({ dev, optional }) => !dev && !optional),
    optional: keys(({ optional }) => optional),
    dev: keys(({ dev }) => dev),
  });
  return { entries: marked, asks };
}

/** The digests of a list of files, `hash = "sha256:…"`. */
export function digestsOf(files: readonly DocumentNode[]): string[] {
  return [...new Set(files.flatMap((file) => textOf(at(file, 'hash')) ?? []))];
}
