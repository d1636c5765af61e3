/** What a source says of a file, by which a later look tells whether it changed. Compared as they are. */
export type Validators = Readonly<Record<string, string>>;

export interface FetchedBytes {
  readonly bytes: Uint8Array;
  readonly validators: Validators;
}

export interface FetchedFile {
  /** Where the content lies; a source on disk hands out its own file, which must not be changed. */
  readonly path: string;
  readonly validators: Validators;
  /** Removes what was downloaded; does nothing for a source on disk. */
  discard(): void;
}

export interface FetchOptions {
  /** More than this is refused. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Told before the content is read: from where, and how large where the source says so. */
  readonly announce?: ((what: Announcement) => void) | undefined;
  /** Told how much has come. */
  readonly received?: ((bytes: number, sizeBytes: number | undefined) => void) | undefined;
}

interface Announcement {
  /** The host's name, or `this machine`. */
  readonly host: string;
  readonly path: string;
  readonly sizeBytes?: number;
}

/** Where advisories come from: a web server or a folder, with the same files below it. */
export interface Source {
  /** As it was given, for messages and status. */
  readonly label: string;
  readonly isLocal: boolean;
  /** The validators of a file without its content; undefined where there is no such file. */
  probe(path: string, signal?: AbortSignal): Promise<Validators | undefined>;
  /** A small file; undefined where there is none, `unchanged` where it has the given validators. */
  read(
    path: string,
    options: FetchOptions & { readonly known?: Validators },
  ): Promise<FetchedBytes | 'unchanged' | undefined>;
  /** A large file, on disk. Goes on where an earlier attempt stopped. */
  download(path: string, options: FetchOptions): Promise<FetchedFile | undefined>;
}

/** Whether a source's text names a web server. */
export function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source);
}
