/** The files of an image archive or layout, by their paths in it. Contents are as they stand, unchecked. */
export interface ArchiveFiles {
  /** What it is called in messages. */
  readonly label: string;
  has(path: string): Promise<boolean>;
  /** In bytes; undefined where there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** A whole file of at most `maxBytes`; undefined where there is none. Throws `OCI_TOO_LARGE`. */
  read(path: string, maxBytes: number): Promise<Buffer | undefined>;
  open(path: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Several files, in the order that costs least; those that are not there are left out. */
  openMany(paths: readonly string[]): AsyncIterable<OpenedFile>;
  close(): Promise<void>;
}

export interface OpenedFile {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** `openMany` for whatever opens each file for itself. */
export async function* openEach(
  files: Pick<ArchiveFiles, 'open'>,
  paths: readonly string[],
): AsyncGenerator<OpenedFile, void, void> {
  for (const path of paths) {
    const content = await files.open(path);
    if (content !== undefined) yield { path, content };
  }
}
