import { guard } from '../result.ts';
import type { FailedRead, ParseOptions } from '../result.ts';
import { Source } from '../source.ts';
import type { HclExpression, HclFile } from './ast.ts';
import { readBody } from './body.ts';
import { Cursor } from './cursor.ts';
import { readExpression } from './expression.ts';

export type HclResult = { readonly ok: true; readonly file: HclFile } | FailedRead;

/**
 * Reads HCL's native syntax (Terraform, Packer, Nomad) into its syntax tree with the place of everything. An
 * attribute that is set twice is kept twice. Nothing is evaluated.
 */
export function parseHcl(text: string, options: ParseOptions = {}): HclResult {
  return guard(text, options.limits, (limits) => {
    const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    const body = readBody(new Cursor(text, limits, start), false);
    return { ok: true, file: { source: new Source(text, () => null), body } };
  });
}

export type HclExpressionResult =
  | { readonly ok: true; readonly source: Source; readonly expression: HclExpression }
  | FailedRead;

/** Reads one expression, such as a variable's value on the command line. */
export function parseHclExpression(text: string, options: ParseOptions = {}): HclExpressionResult {
  return guard(text, options.limits, (limits) => {
    const cursor = new Cursor(text, limits);
    cursor.lines = false;
    const expression = readExpression(cursor);
    cursor.blank();
    if (cursor.at < cursor.end) throw cursor.unexpected('the end of the expression');
    return { ok: true, source: new Source(text, () => null), expression };
  });
}
