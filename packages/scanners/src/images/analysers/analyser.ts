import type { PackageFacts } from '@sallyport/inventory';

/** A file of an image, whole. */
export interface ImageFile {
  /** Without a leading `/`. */
  readonly path: string;
  /** Only valid until the analyser is done with it. */
  readonly bytes: Buffer;
}

/** Whose package database it is; names the order of versions and the purl type. */
export type DatabaseFamily = 'deb' | 'apk' | 'rpm' | 'alpm';

/** One package of a distribution, before it is known which release it belongs to. */
export interface InstalledPackage {
  readonly name: string;
  /** With epoch and release, as the family writes versions. */
  readonly version: string;
  readonly arch?: string;
  readonly source?: { readonly name: string; readonly version: string };
  /** Maintainer or vendor. */
  readonly supplier?: string;
  readonly licence?: string;
  /** RPM modularity label, `nodejs:18:…`. */
  readonly module?: string;
}

/** What an os-release file or one of its forerunners says. */
export interface ReleaseFacts {
  readonly id: string;
  readonly version: string;
  readonly name?: string;
  /** How much the file is to be believed beside others: os-release 2, one line of a forerunner 1. */
  readonly rank: number;
}

/** What one file says. JSON only, since it is kept by the digest of its layer. Empty for a file that says nothing. */
export interface FileFacts {
  readonly release?: ReleaseFacts;
  /** The whole list of a database, or the one package of a folder of databases. */
  readonly installed?: { readonly family: DatabaseFamily; readonly packages: readonly InstalledPackage[] };
  /** Packages of languages. Their place is the file's unless they name another. */
  readonly packages?: readonly PackageFacts[];
  /** Software outside of package managers, told by its bytes. */
  readonly software?: readonly PackageFacts[];
  /** Paths that the distribution's packages own; only those at which other analysers may find something. */
  readonly owned?: readonly string[];
  /** What of the file could not be read, one sentence each. */
  readonly problems?: readonly string[];
}

/** Leaves an analyser for a file that is not what its name says; becomes a coverage note. */
export class Unreadable extends Error {}

/** One kind of file that tells of packages. Adding one is one file and one line in `list.ts`. */
export interface Analyser {
  readonly id: string;
  /** The paths that it wants to see. */
  readonly paths: RegExp;
  /** Larger files are noted and passed over. */
  readonly mostBytes: number;
  /** Throws `Unreadable` and nothing else. */
  load(): Promise<(file: ImageFile) => FileFacts>;
}

/** Most packages of one file. */
export const MOST_PACKAGES = 200_000;

/** The text of a file; bytes that are no UTF-8 become U+FFFD. */
export function textOf({ bytes }: ImageFile): string {
  return bytes.toString('utf8');
}

/** JSON of a file, as somebody else wrote it. */
export function jsonOf(file: ImageFile): unknown {
  try {
    return JSON.parse(textOf(file).replace(/^\uFEFF/, ''));
  } catch {
    throw new Unreadable('it is no JSON');
  }
}

/** An object without the keys whose value is undefined or an empty text. */
export function given<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept: object = Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined && value !== ''),
  );
  return kept as { [K in keyof T]: Exclude<T[K], undefined> };
}
