import type { ScanResult } from '@sallyport/findings';

import { reportErrors } from './errors.ts';
import { REPORT_FORMATS } from './formats/list.ts';
import { DEFAULT_RENDER_OPTIONS } from './report-format.ts';
import type { RenderOptions, ReportFormat } from './report-format.ts';

/** The format of that name. Throws `REPORTS_UNKNOWN_FORMAT`. */
export function reportFormat(id: string): ReportFormat {
  const format = REPORT_FORMATS.find((candidate) => candidate.id === id);
  if (format !== undefined) return format;
  throw reportErrors.UNKNOWN_FORMAT({ format: id, known: REPORT_FORMATS.map(({ id }) => id).join(', ') });
}

/** Loads a format and writes the result in it, piece by piece. Throws `REPORTS_UNKNOWN_FORMAT` before anything is written. */
export async function renderReport(
  format: string,
  result: ScanResult,
  options: Partial<RenderOptions> = {},
): Promise<Iterable<string>> {
  const writer = await reportFormat(format).load();
  return writer.render(result, { ...DEFAULT_RENDER_OPTIONS, ...options });
}
