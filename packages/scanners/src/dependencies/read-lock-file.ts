import { decodeText } from '@sallyport/documents';
import { DEFAULT_LIMITS } from '@sallyport/kernel';

import { lockFileKinds } from './ecosystems/list.ts';
import { conflictIn } from './ecosystems/shared/lines.ts';
import { folderOf, joinPath } from './ecosystems/shared/paths.ts';
import { linkPackages } from './graph.ts';
import { MOST_PACKAGES, refuseAbove, Unreadable } from './parser.ts';
import type { LockFile, LockFileKind, ParsedFile, ReadLockFile, Surroundings } from './parser.ts';

/** Bounds on one file; a test sets them to two and sees them hold. */
export interface LockFileLimits {
  readonly bytes: number;
  /** Most packages that a file may name. */
  readonly packages: number;
  /** Most needs of all packages together. */
  readonly edges: number;
  /** Most other files that one file may have read: parents, includes, members. */
  readonly files: number;
}

export const LOCK_FILE_LIMITS: LockFileLimits = Object.freeze({
  bytes: DEFAULT_LIMITS.documentBytes,
  packages: MOST_PACKAGES,
  edges: 2_000_000,
  files: 1000,
});

const ALONE: Surroundings = { read: () => undefined };

/** The kind of a file by its name; undefined for a file that is no lock file or manifest. */
export function lockFileKind(path: string): LockFileKind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return lockFileKinds.find((kind) => kind.fileName.test(name) || kind.path?.test(path) === true);
}

/** Whether a file's name is one that `readLockFile` knows. */
export function isLockFile(path: string): boolean {
  return lockFileKind(path) !== undefined;
}

/**
 * The packages that a lock file or manifest names, and what the project asks for. Undefined for a path that is neither.
 * Never throws for what the file holds: a text that is not of its kind, or that is larger than anyone has, comes back
 * as a problem of one line.
 */
export async function readLockFile(
  path: string,
  bytes: Uint8Array,
  around: Surroundings = ALONE,
  limits: LockFileLimits = LOCK_FILE_LIMITS,
): Promise<ReadLockFile | undefined> {
  const kind = lockFileKind(path);
  if (kind === undefined) return undefined;
  try {
    const reader = new Reader(around, limits);
    const parse = await kind.load();
    const parsed = await parse(open(path, textOf(bytes, limits), reader));
    checkSize(parsed, limits);
    const said = [...(parsed.notes ?? []), ...reader.notes()];
    const { lockedBy } = parsed;
    const readBesides = reader.readBesides(path);
    if (lockedBy !== undefined)
      return { ok: true, kind, packages: [], declarations: [], notes: tidyAll(said), readBesides, lockedBy };
    const { packages, declarations, unnamed } = linkPackages(path, kind.ecosystem, parsed);
    if (unnamed > 0) said.push(`${path}: ${unnamed} entries have a name or version that no package can have`);
    return { ok: true, kind, packages, declarations, notes: tidyAll(said), readBesides };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, kind, problem: tidy(error.message) };
    // What a stack or a string cannot hold is no bug of ours: the file is made to be like that.
    if (error instanceof RangeError)
      return { ok: false, kind, problem: 'the file is larger or deeper than can be read' };
    throw error;
  }
}

const LONGEST_NOTE = 2000;
const MOST_NOTES = 20;

function tidyAll(notes: readonly string[]): string[] {
  const shown = notes.slice(0, MOST_NOTES).map(tidy);
  return notes.length > MOST_NOTES ? [...shown, `and ${notes.length - MOST_NOTES} more of the kind`] : shown;
}

/** One line, of a length that can be shown: notes quote what the file holds. */
function tidy(note: string): string {
  const line = note.slice(0, LONGEST_NOTE).replaceAll(/\p{Cc}+/gu, ' ');
  return note.length > LONGEST_NOTE ? `${line}…` : line;
}

function checkSize({ entries, asks = [] }: ParsedFile, limits: LockFileLimits): void {
  refuseAbove(Math.max(entries.length, asks.length), limits.packages);
  let edges = 0;
  for (const { needs } of entries) edges += needs?.length ?? 0;
  if (edges > limits.edges) throw new Unreadable(`the file names more than ${limits.edges} needs of packages`);
}

function textOf(bytes: Uint8Array, limits: LockFileLimits): string {
  if (bytes.length > limits.bytes) throw new Unreadable(`the file is larger than ${limits.bytes} bytes`);
  const decoded = decodeText(bytes);
  if (!decoded.ok) throw new Unreadable(decoded.error.message);
  const conflict = conflictIn(decoded.text);
  if (conflict !== undefined) throw new Unreadable(conflict);
  return decoded.text;
}

/** Reads other files for one file, each once, and not more than the limit. */
class Reader {
  readonly #around: Surroundings;
  readonly #limits: LockFileLimits;
  #isExhausted = false;
  #known: ReadonlySet<string> | undefined;
  readonly #texts = new Map<string, string | undefined>();

  constructor(around: Surroundings, limits: LockFileLimits) {
    this.#around = around;
    this.#limits = limits;
  }

  notes(): string[] {
    if (!this.#isExhausted) return [];
    return [`it refers to more than ${this.#limits.files} other files, of which the rest was not read`];
  }

  readBesides(path: string): string[] {
    const others = [...this.#texts].filter(([other, text]) => text !== undefined && other !== path);
    return others.map(([other]) => other).filter((other) => !this.isKnown(other));
  }

  get known(): readonly string[] {
    return this.#around.paths ?? [];
  }

  has(path: string): boolean {
    return this.#around.paths === undefined ? this.text(path) !== undefined : this.isKnown(path);
  }

  isKnown(path: string): boolean {
    this.#known ??= new Set(this.known);
    return this.#known.has(path);
  }

  text(path: string): string | undefined {
    if (this.#texts.has(path)) return this.#texts.get(path);
    if (this.#texts.size >= this.#limits.files) {
      this.#isExhausted = true;
      return undefined;
    }
    const bytes = this.#around.read(path);
    const decoded = bytes === undefined || bytes.length > this.#limits.bytes ? undefined : decodeText(bytes);
    const text = decoded?.ok === true ? decoded.text : undefined;
    this.#texts.set(path, text);
    return text;
  }
}

function open(path: string, text: string, reader: Reader): LockFile {
  return {
    path,
    text,
    known: reader.known,
    isKnown: (other) => reader.isKnown(other),
    find(relative) {
      const other = joinPath(folderOf(path), relative);
      return other !== undefined && reader.has(other) ? other : undefined;
    },
    near(relative) {
      const other = joinPath(folderOf(path), relative);
      const found = other === undefined ? undefined : reader.text(other);
      return other === undefined || found === undefined ? undefined : open(other, found, reader);
    },
  };
}
