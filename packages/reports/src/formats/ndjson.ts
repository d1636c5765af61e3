import type { ScanResult } from '@sallyport/findings';

import type { RenderOptions } from '../report-format.ts';
import { safeJson } from '../shared/safe-json.ts';
import { summarise } from '../shared/summary.ts';

/**
 * One JSON object a line, each with a `type`: first `scan`, then every `finding`, `coverage` part and
 * `suppression-issue`, last `summary`. A stream without a `summary` was cut off.
 */
export function* render(result: ScanResult, options: RenderOptions): Generator<string> {
  const { schemaVersion, identityVersion, tool, target, startedAt, durationMs } = result;
  yield line({ type: 'scan', schemaVersion, identityVersion, tool, target, startedAt, durationMs });
  for (const finding of result.findings) yield line({ type: 'finding', ...finding });
  for (const part of result.coverage.parts) yield line({ type: 'coverage', ...part });
  for (const issue of result.suppressionIssues) yield line({ type: 'suppression-issue', issue });
  yield line({ type: 'summary', ...summarise(result, options) });
}

function line(record: object): string {
  return `${safeJson(record)}\n`;
}
