import type { ScanResult } from '@sallyport/findings';

import type { RenderOptions } from '../report-format.ts';
import { safeJson } from '../shared/safe-json.ts';
import { summarise } from '../shared/summary.ts';

/**
 * The whole result as one JSON object, its findings last and one a line.
 * The shape is `schema/scan-result.schema.json`; within `schemaVersion` 1 fields are only added.
 */
export function* render(result: ScanResult, options: RenderOptions): Generator<string> {
  const { findings, ...rest } = result;
  const head = { ...rest, summary: summarise(result, options) };
  yield `${safeJson(head, 2).slice(0, -2)},\n  "findings": [`;
  let first = true;
  for (const finding of findings) {
    yield `${first ? '' : ','}\n    ${safeJson(finding)}`;
    first = false;
  }
  yield first ? ']\n}\n' : '\n  ]\n}\n';
}
