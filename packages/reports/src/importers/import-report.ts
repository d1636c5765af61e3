import type { Limits } from '@sallyport/kernel';

import { reportErrors } from '../errors.ts';
import type { ImportedFinding } from './imported-finding.ts';
import { REPORT_READERS } from './list.ts';
import type { ListedReader } from './report-reader.ts';
import { collect } from './shared/collect.ts';
import { reportSource } from './shared/source.ts';

export interface ImportOptions {
  /** The tool that wrote the report; without it the report is recognised by its form. */
  readonly tool?: string;
  readonly limits?: Limits;
}

/** The findings of another scanner's report. */
export interface ImportedReport {
  readonly tool: string;
  readonly findings: readonly ImportedFinding[];
}

/**
 * Reads another scanner's report. Throws `REPORTS_UNKNOWN_TOOL`, `REPORTS_UNRECOGNISED_REPORT`, `REPORTS_MALFORMED_REPORT` and
 * `REPORTS_REPORT_TOO_LARGE`.
 */
export async function importReport(text: string, options: ImportOptions = {}): Promise<ImportedReport> {
  const source = reportSource(text, options.tool ?? 'known', options.limits);
  const listed = options.tool === undefined ? await recognise(text, options) : readerOf(options.tool);
  const { reader } = await listed.load();
  return { tool: listed.id, findings: collect(reader.read(source)) };
}

function readerOf(tool: string): ListedReader {
  const listed = REPORT_READERS.find(({ id }) => id === tool);
  if (listed === undefined) throw reportErrors.UNKNOWN_TOOL({ tool, known: knownTools() });
  return listed;
}

async function recognise(text: string, options: ImportOptions): Promise<ListedReader> {
  const source = reportSource(text, 'known', options.limits);
  if (!source.empty) {
    for (const listed of REPORT_READERS) {
      const { reader } = await listed.load();
      if (reader.recognises(source)) return listed;
    }
  }
  throw reportErrors.UNRECOGNISED_REPORT({ known: knownTools() });
}

function knownTools(): string {
  return REPORT_READERS.map(({ id }) => id).join(', ');
}
