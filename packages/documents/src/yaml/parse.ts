import { guard } from '../result.ts';
import type { ParseOptions, ParseResult } from '../result.ts';
import { Source } from '../source.ts';
import type { Scalar } from '../source.ts';
import { duplicateKeys } from '../to-value.ts';
import { Composer } from './composer.ts';
import { resolvePlain } from './resolve.ts';
import { Scanner } from './scanner.ts';

/** Reads YAML: every document of the text, aliases resolved, merge keys expanded, repeated keys as warnings. */
export function parseYaml(text: string, options: ParseOptions = {}): ParseResult {
  return guard(text, options.limits, (limits) => {
    const source = new Source(text, decodePlain, true);
    const documents = new Composer(new Scanner(text), source, limits).documents();
    return { ok: true, documents, warnings: documents.flatMap((root) => duplicateKeys(root)) };
  });
}

function decodePlain(text: string, start: number, end: number): Scalar {
  return resolvePlain(text.slice(start, end));
}
