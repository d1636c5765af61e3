import type { ImportDraft } from './imported-finding.ts';
import type { ReportSource } from './shared/source.ts';

/** Reads the reports of one tool. */
export interface ReportReader {
  /** Whether a report of an unnamed tool is one of this tool's; cheap, and wrong neither way on well-formed reports. */
  recognises(source: ReportSource): boolean;
  read(source: ReportSource): ImportDraft[];
}

/** What a reader is, without loading it. */
export interface ListedReader {
  /** The name for `--tool`. */
  readonly id: string;
  readonly title: string;
  load(): Promise<{ readonly reader: ReportReader }>;
}
