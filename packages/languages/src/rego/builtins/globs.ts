import type { Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { STRING, failed, isString, unary, wrongType } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { matches } from './regexps.ts';

const SPECIAL = /[\\^$.*+?()[\]{}|]/g;

function escape(text: string): string {
  return text.replaceAll(SPECIAL, String.raw`\$&`);
}

/** A glob as a regular expression: `*` stops at separators, `**` does not, `{a,b}` and `[a-c]` are alternatives. */
// oxlint-disable-next-line complexity -- one arm for each character of the language
function globPattern(glob: string, separators: readonly string[]): string | undefined {
  const barred = separators.map((text) => text.replaceAll(/[\\\]^-]/g, String.raw`\$&`)).join('');
  const one = barred === '' ? '(?s:.)' : `[^${barred}]`;
  let pattern = '^';
  let depth = 0;
  const points = Array.from(glob);
  for (let i = 0; i < points.length; i++) {
    const c = points[i] as string;
    if (c === '*') {
      if (points[i + 1] !== '*') pattern += `${one}*`;
      else {
        pattern += '(?s:.)*';
        i++;
      }
    } else if (c === '?') pattern += one;
    else if (c === '\\' && i + 1 < points.length) pattern += escape(points[++i] as string);
    else if (c === '[') {
      const close = points.indexOf(']', i + 2);
      if (close < 0) return undefined;
      pattern += classPattern(points.slice(i + 1, close).join(''));
      i = close;
    } else if (c === '{') {
      depth++;
      pattern += '(?:';
    } else if (c === '}' && depth > 0) {
      depth--;
      pattern += ')';
    } else if (c === ',' && depth > 0) pattern += '|';
    else pattern += escape(c);
  }
  return depth === 0 ? `${pattern}$` : undefined;
}

function classPattern(inside: string): string {
  const negated = inside.startsWith('!') || inside.startsWith('^');
  const body = (negated ? inside.slice(1) : inside).replaceAll(/[\\[\]^]/g, String.raw`\$&`);
  return `[${negated ? '^' : ''}${body}]`;
}

function separatorsOf(context: Context, value: Value): readonly string[] | undefined {
  if (value === null) return [];
  if (!Array.isArray(value)) return wrongType(context, 'glob.match', 2, 'array', value);
  const wrong = (value as readonly Value[]).find((item) => !isString(item) || Array.from(item).length !== 1);
  if (wrong !== undefined) return failed(context, 'glob.match', 'operand 2 must be array of single characters');
  return value.length === 0 ? ['.'] : (value as readonly string[]);
}

// oxlint-disable-next-line max-params -- the builtin has three operands
function match(context: Context, glob: Value, delimiters: Value, text: Value): Value | undefined {
  if (!isString(glob)) return wrongType(context, 'glob.match', 1, 'string', glob);
  const separators = separatorsOf(context, delimiters);
  if (separators === undefined) return undefined;
  if (!isString(text)) return wrongType(context, 'glob.match', 3, 'string', text);
  const pattern = globPattern(glob, separators);
  if (pattern === undefined) return failed(context, 'glob.match', 'unexpected end of input');
  const regex = context.session.options.regexes.get(pattern);
  if ('error' in regex) return failed(context, 'glob.match', regex.error);
  context.session.charge(1 + text.length / 16);
  return matches(regex, text, context);
}

export const globBuiltins: BuiltinTable = {
  'glob.match': match,
  'glob.quote_meta': unary('glob.quote_meta', STRING, (text) => text.replaceAll(/[*?\\[\]{}]/g, String.raw`\$&`)),
};
