import type { Partition } from '../partition/read.ts';
import type { Pointer } from '../store/pointer.ts';
import type { Workspace } from '../store/workspace.ts';
import type { FetchOptions, Source } from '../transport/source.ts';
import type { ZipLimits } from '../transport/zip.ts';

/** Bounds on what a source may send. */
export interface UpdateLimits {
  readonly archiveBytes: number;
  readonly listBytes: number;
  readonly recordBytes: number;
  readonly zip: ZipLimits;
}

/** What an importer works with for one partition or signal. */
export interface ImportJob {
  /** `npm`, `kev`. */
  readonly name: string;
  readonly source: Source;
  readonly workspace: Workspace;
  readonly limits: UpdateLimits;
  readonly previous: Pointer | undefined;
  /** The current partition, opened when asked for; undefined where there is none or it is damaged. */
  openPrevious(): Partition | undefined;
  /** Bounds, announcements and progress for one fetch. */
  fetching(maxBytes: number): FetchOptions;
  /** Told how many records of how many are done. */
  progress(done: number, total: number): void;
  readonly signal: AbortSignal | undefined;
}

/** What an importer made. `path` is a finished file of the workspace; the caller puts it in place. */
export type ImportOutcome =
  | { readonly kind: 'unchanged'; readonly validators: Readonly<Record<string, string>> }
  | {
      readonly kind: 'new';
      readonly path: string;
      readonly extension: 'adv' | 'json' | 'bin';
      readonly count: number;
      readonly malformed: number;
      readonly newest: string;
      /** Records that were added, changed or removed; undefined where everything was fetched anew. */
      readonly changed?: number;
      readonly validators: Readonly<Record<string, string>>;
    };

/** One kind of source. Adding one means adding a folder and a line in the list. */
export interface Importer {
  run(job: ImportJob): Promise<ImportOutcome>;
  /** What the source holds, where it can say so. */
  names?(source: Source, options: FetchOptions): Promise<readonly string[]>;
}
