import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { applyDelta } from './delta.ts';
import { messageOf } from '@sallyport/kernel';
import { IdTable } from './id-table.ts';
import { Inflater } from './inflate.ts';
import { looseIds, readLoose } from './loose.ts';
import type { GitObject } from './loose.ts';
import { KIND, Pack } from './pack.ts';
import { PackIndex } from './pack-index.ts';
import type { Repository } from './repository.ts';

/** Objects larger than this are not read. */
const MAX_OBJECT_BYTES = 64 * 1024 * 1024;
const MAX_CHAIN = 4096;
const CACHED_BYTES = 48 * 1024 * 1024;

/** A pack by name (`pack-<hash>`), opened. */
export interface NamedPack {
  readonly name: string;
  readonly pack: Pack;
}

/** A loose object: its id in hex, and the object folder that holds it. */
export interface LooseId {
  readonly dir: string;
  readonly id: string;
}

/** All objects of a repository: packs and loose ones, alternates included. */
export class ObjectStore {
  readonly packs: readonly NamedPack[];
  /** Packs that could not be opened, and why. */
  readonly damaged: readonly { readonly path: string; readonly why: string }[];
  /** 20 for SHA-1, 32 for SHA-256. */
  readonly hashBytes: number;
  readonly #repository: Repository;
  readonly #cache = new Map<string, GitObject>();
  #cachedBytes = 0;
  #loose: readonly LooseId[] | undefined;
  #looseIds: IdTable | undefined;

  constructor(repository: Repository) {
    this.hashBytes = repository.hashBytes;
    this.#repository = repository;
    const inflater = new Inflater();
    const packs: NamedPack[] = [];
    const damaged: { path: string; why: string }[] = [];
    for (const path of packPaths(repository)) {
      try {
        const index = new PackIndex(`${path}.idx`, repository.hashBytes);
        packs.push({ name: path.split(/[\\/]/).at(-1) ?? path, pack: new Pack(`${path}.pack`, index, inflater) });
      } catch (error) {
        damaged.push({ path: `${path}.pack`, why: messageOf(error) });
      }
    }
    this.packs = packs;
    this.damaged = damaged;
  }

  close(): void {
    for (const { pack } of this.packs) pack.close();
  }

  /** The ids, in hex, of all loose objects with the folder that holds each. */
  loose(): readonly LooseId[] {
    this.#loose ??= this.#repository.objectDirs.flatMap((dir) =>
      looseIds(dir, this.#repository.hashBytes).map((id) => ({ dir, id })),
    );
    return this.#loose;
  }

  /** Whether the object is there, damaged or not. */
  has(id: string): boolean {
    const binary = Buffer.from(id, 'hex');
    return (
      this.packs.some(({ pack }) => pack.index.find(binary) !== -1) ||
      this.#repository.objectDirs.some((dir) => existsSync(join(dir, id.slice(0, 2), id.slice(2))))
    );
  }

  /** As `has`, for an id that stands at `at`; what lies loose is listed once. */
  holds(ids: Buffer, at: number): boolean {
    for (const { pack } of this.packs) if (pack.index.find(ids, at) !== -1) return true;
    if (this.#looseIds === undefined) {
      this.#looseIds = new IdTable(this.#repository.hashBytes);
      for (const { id } of this.loose()) this.#looseIds.addHex(id);
    }
    return this.#looseIds.find(ids, at) !== -1;
  }

  /** The object with this id in hex, or undefined where it is missing, damaged or too large. */
  read(id: string): GitObject | undefined {
    const binary = Buffer.from(id, 'hex');
    for (const named of this.packs) {
      const n = named.pack.index.find(binary);
      if (n === -1) continue;
      const found = this.#readPacked(named, named.pack.index.offset(n));
      if (found !== undefined) return found;
    }
    for (const dir of this.#repository.objectDirs) {
      const found = readLoose(dir, id, MAX_OBJECT_BYTES);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Walks the delta chain down to a whole object or a cached one, then applies the deltas on the way back. */
  #readPacked(named: NamedPack, offset: number): GitObject | undefined {
    const deltas: { offset: number; delta: Buffer }[] = [];
    let at = offset;
    let object: GitObject | undefined;
    while (object === undefined) {
      object = this.#cache.get(`${named.name}:${at}`);
      if (object !== undefined) break;
      const head = named.pack.head(at);
      if (head === undefined || head.size > MAX_OBJECT_BYTES || deltas.length > MAX_CHAIN) return undefined;
      const data = named.pack.data(head, Number.POSITIVE_INFINITY);
      if (data === undefined) return undefined;
      if (head.kind < KIND.ofsDelta) object = this.#remember(named, at, { kind: head.kind, data });
      else {
        if (head.base <= 0) return undefined;
        deltas.push({ offset: at, delta: data });
        at = head.base;
      }
    }
    for (const step of deltas.toReversed()) {
      const applied = applyDelta(object.data, step.delta);
      if (applied === undefined) return undefined;
      object = this.#remember(named, step.offset, { kind: object.kind, data: applied.result });
    }
    return object;
  }

  /** Keeps what was read last, oldest out first, since neighbours in history share their bases. */
  #remember(named: NamedPack, offset: number, object: GitObject): GitObject {
    if (object.data.length > CACHED_BYTES / 8) return object;
    this.#cache.set(`${named.name}:${offset}`, object);
    this.#cachedBytes += object.data.length;
    for (const [key, oldest] of this.#cache) {
      if (this.#cachedBytes <= CACHED_BYTES) break;
      this.#cache.delete(key);
      this.#cachedBytes -= oldest.data.length;
    }
    return object;
  }
}

/** The packs of all object folders, without their endings; a pack without an index is left out (a fetch that is under way). */
function packPaths(repository: Repository): string[] {
  return repository.objectDirs.flatMap((dir) => {
    const folder = join(dir, 'pack');
    let names: string[] = [];
    try {
      names = readdirSync(folder);
    } catch {
      return [];
    }
    const present = new Set(names);
    return names
      .filter((name) => /^pack-[0-9a-f]+\.idx$/.test(name) && present.has(name.replace(/idx$/, 'pack')))
      .map((name) => join(folder, name.slice(0, -4)))
      .toSorted();
  });
}
