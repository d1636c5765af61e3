import type { Range } from '@sallyport/documents';
import type { Package, PackageFacts, PackageLocation, Relation, ResolvedFrom } from '@sallyport/inventory';

/** What a file is: `lock` names exact versions, `manifest` asks for ranges, `installed` lists what lies there. */
export type FileRole = 'lock' | 'manifest' | 'installed';

/** The target around a file, for parsers that need a second file: a parent, an include, the manifest beside a lock file. */
export interface Surroundings {
  /** Bytes of a file by its path relative to the target; undefined where there is none. Never asked for a path outside. */
  read(path: string): Uint8Array | undefined;
  /** Paths of all files of the target that `isLockFile` knows, where the caller has them: members of workspaces are among these. */
  readonly paths?: readonly string[];
}

/** A lock file or manifest as its parser gets it. */
export interface LockFile {
  /** Relative to the target, with `/`. */
  readonly path: string;
  readonly text: string;
  /**
   * Another file by its path relative to this one's folder, `../pom.xml`; undefined where there is none, where it lies
   * outside of the target, or where this file has asked for more than anyone needs.
   */
  near(path: string): LockFile | undefined;
  /**
   * The path of another lock file or manifest, relative to this one's folder, if it is there; without reading it where the
   * caller knows what there is.
   */
  find(path: string): string | undefined;
  /** Paths of the target's other lock files and manifests, as far as the caller knows them. */
  readonly known: readonly string[];
  /** Whether a path is among these, and so is read for itself. */
  isKnown(path: string): boolean;
}

/** One package as a file names it, before its place in the graph is worked out. */
export interface Entry {
  /** Unique within the file; what `needs` of others refers to. */
  readonly key: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly version?: string;
  /** Keys of the entries that this one brings; unknown keys are passed over. */
  readonly needs?: readonly string[];
  /** As the file itself says it; worked out from the project's own needs where left out. */
  readonly relation?: Relation;
  readonly dev?: boolean;
  readonly optional?: boolean;
  /** Where in the file; `path` where it stands in another one. */
  readonly range?: Range;
  readonly path?: string;
  readonly more?: Partial<Omit<PackageFacts, 'declared'>>;
}

/** One thing that the project itself asks for. */
export interface Asked {
  readonly name: string;
  /** In the ecosystem's own syntax, as written; empty where any version will do. */
  readonly range: string;
  /** The manifest's field or group, `devDependencies`, `test`. */
  readonly group: string;
  readonly dev: boolean;
  readonly optional: boolean;
  readonly location: PackageLocation;
  /** The workspace member that asks, as a folder relative to the target; the target's own folder is `.`. */
  readonly workspace?: string;
  /** Where it comes from, if not from a registry. */
  readonly resolved?: ResolvedFrom;
}

/** What the project asks for, with the entry that it got. */
export interface Ask extends Asked {
  /** Key of the entry that answers it; undefined where the lock file has none. A key of no entry: a part of the project itself. */
  readonly key?: string;
}

/** What a file says. */
export interface ParsedFile {
  readonly entries: readonly Entry[];
  /** Keys of what the project itself asks for; undefined where the file does not say. Those of `asks` count as well. */
  readonly direct?: ReadonlySet<string>;
  /** What the project asks for, where a manifest or the lock file's own copy of it says so. */
  readonly asks?: readonly Ask[];
  /** What cannot be known from this file, in sentences. */
  readonly notes?: readonly string[];
  /** For a manifest: the lock file that says all that it says and more; its packages are then not counted. */
  readonly lockedBy?: string;
}

/** Reads one kind of file. Throws `Unreadable` for a text that is not of that kind, and nothing else. */
export type Parser = (file: LockFile) => Promise<ParsedFile>;

/** One kind of lock file or manifest; its parser loads when the first such file is met. */
export interface LockFileKind {
  /** `npm`, `poetry`, `gomod`; also `readLockFile`'s `kind`. */
  readonly id: string;
  /** OSV's name of the ecosystem. */
  readonly ecosystem: string;
  readonly role: FileRole;
  /** Matched against the file's name without its folder. */
  readonly fileName: RegExp;
  /** Matched against the path relative to the target, for files that only their folder tells. */
  readonly path?: RegExp;
  /** The file holds a digest for everything that a registry gives, so that a missing one means something. */
  readonly holdsIntegrity?: true;
  load(): Promise<Parser>;
}

/** Leaves a parser; its caller makes a coverage note of it. Never leaves the scanner. */
export class Unreadable extends Error {}

/** Most packages that one file may name; far more than anyone has. */
export const MOST_PACKAGES = 200_000;

/** For parsers, so that a file with far too many packages is given up before anything is made of them. */
export function refuseAbove(count: number, most = MOST_PACKAGES): void {
  if (count > most) throw new Unreadable(`the file names more than ${most} packages`);
}

/** What the project asks for, and the package that it got. */
export interface Declaration extends Asked {
  readonly ecosystem: string;
  /** Id of the package that answers it; undefined where the lock file has none, and so is out of step. */
  readonly package?: string;
}

/** What a lock file or manifest says, or why it could not be read. */
export type ReadLockFile = ReadFile | UnreadFile;

export interface ReadFile {
  readonly ok: true;
  readonly kind: LockFileKind;
  readonly packages: readonly Package[];
  readonly declarations: readonly Declaration[];
  /** What cannot be known from this file, in sentences. */
  readonly notes: readonly string[];
  /** Paths of other files that were read for this one, and are none that is read for itself: includes, digests. */
  readonly readBesides: readonly string[];
  /** For a manifest: the path of the lock file that is read in its stead; `packages` is then empty. */
  readonly lockedBy?: string;
}

export interface UnreadFile {
  readonly ok: false;
  readonly kind: LockFileKind;
  /** One line, with `line:column` before it where the place is known. */
  readonly problem: string;
}
