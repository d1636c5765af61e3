import type { ScanResult, Severity } from '@sallyport/findings';

/** Where the scanned files come from, for reports that can link back to them. */
export interface SourceRepository {
  /** The web or clone URL, without credentials. */
  readonly url: string;
  readonly revision?: string;
  readonly branch?: string;
}

/** What a report is told besides the result. */
export interface RenderOptions {
  /** Terminal colours; formats for machines ignore it. */
  readonly colour: boolean;
  /** Width of the terminal in columns; the table never writes a wider line where it can wrap. */
  readonly width: number;
  /** Findings as bad as this or worse count as failures; with `none`, no finding does. */
  readonly failOn: Severity | 'none';
  /** Only findings that the baseline does not know count as failures. */
  readonly newOnly?: boolean;
  /** Scanners that may be missing: shown as missing, but no reason to call the scan incomplete. */
  readonly allowMissing?: readonly string[];
  readonly repository?: SourceRepository;
  /** Where the whole report can be seen, for the short formats (comments, annotations). */
  readonly reportUrl?: string;
}

export const DEFAULT_RENDER_OPTIONS: RenderOptions = Object.freeze({ colour: false, width: 100, failOn: 'high' });

/** Writes a result as text, piece by piece, so that a large one stays bounded in memory. */
export type Renderer = (result: ScanResult, options: RenderOptions) => Iterable<string>;

/** What a format's module exports. */
export interface ReportWriter {
  readonly render: Renderer;
}

/** What a report format is, without loading it. */
export interface ReportFormat {
  /** The name for `--format` and `-o`. */
  readonly id: string;
  readonly title: string;
  /** One sentence for `--help`. */
  readonly summary: string;
  /** The usual name of such a file. */
  readonly fileName: string;
  readonly mediaType: string;
  load(): Promise<ReportWriter>;
}
