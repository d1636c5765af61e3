import { entriesOf } from '../../shared/containers.ts';
import { isIntegral, toBigInt } from '../../shared/decimal.ts';
import type { Numeric } from '../../shared/decimal.ts';
import { allIndicesOf, createMatcher, indexOfText, splitText } from '../../shared/search.ts';
import { StructSet, compareStrings, isNumeric, isObject } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { displayText } from '../text.ts';
import { STRING, binary, failed, isString, membersOf, unary, wrongType } from './builtin.ts';
import type { Builtin, BuiltinTable } from './builtin.ts';
import { sprintf } from './format.ts';
import { renderTemplate } from './templates.ts';

function concat(context: Context, separator: Value, parts: Value): Value | undefined {
  if (!isString(separator)) return wrongType(context, 'concat', 1, 'string', separator);
  const members = membersOf(parts);
  if (members === undefined) return wrongType(context, 'concat', 2, 'one of {array, set}', parts);
  let length = 0;
  for (const member of members) {
    if (!isString(member)) return wrongType(context, 'concat', 2, 'one of {array, set} of strings', member);
    length += member.length + separator.length;
  }
  context.session.charge(length);
  return members.join(separator);
}

function strings(name: string, run: (a: string, b: string, context: Context) => Value | undefined): Builtin {
  return binary(name, STRING, STRING, run);
}

function formatInt(context: Context, value: Value, base: Value): Value | undefined {
  if (!isNumeric(value)) return wrongType(context, 'format_int', 1, 'number', value);
  if (base !== 2 && base !== 8 && base !== 10 && base !== 16) {
    return context.session.fail('eval_type_error', 'format_int: operand 2 must be one of {2, 8, 10, 16}');
  }
  const whole = isIntegral(value) ? BigInt(value) : BigInt(Math.trunc(Number(value)));
  return whole.toString(base);
}

function codePoints(text: string): readonly string[] | undefined {
  return /[\ud800-\udfff]/.test(text) ? Array.from(text) : undefined;
}

function indexOf(text: string, search: string): number {
  const at = indexOfText(text, search);
  return at <= 0 ? at : Array.from(text.slice(0, at)).length;
}

function indexAll(context: Context, text: string, search: string): Value | undefined {
  if (search === '') return failed(context, 'indexof_n', 'empty search character');
  const found: Value[] = [];
  let [counted, points] = [0, 0];
  for (const at of allIndicesOf(text, search)) {
    points += Array.from(text.slice(counted, at)).length;
    counted = at;
    context.session.charge(1);
    found.push(points);
  }
  return found;
}

// oxlint-disable-next-line max-params -- the builtin has three operands
function substring(context: Context, text: Value, start: Value, length: Value): Value | undefined {
  if (!isString(text)) return wrongType(context, 'substring', 1, 'string', text);
  const from = isNumeric(start) ? toBigInt(start as Numeric) : undefined;
  const count = isNumeric(length) ? toBigInt(length as Numeric) : undefined;
  if (from === undefined) return wrongType(context, 'substring', 2, 'integer number', start);
  if (count === undefined) return wrongType(context, 'substring', 3, 'integer number', length);
  if (from < 0n) return failed(context, 'substring', 'negative offset');
  const begin = Number(from);
  const end = count < 0n ? undefined : begin + Number(count);
  const points = codePoints(text);
  return points === undefined ? text.slice(begin, end) : points.slice(begin, end).join('');
}

function replace(context: Context, ...operands: Value[]): Value | undefined {
  for (const [i, operand] of operands.entries()) {
    if (!isString(operand)) return wrongType(context, 'replace', i + 1, 'string', operand);
  }
  const [text = '', before = '', after = ''] = operands as string[];
  const pieces = before === '' ? ['', ...text, ''] : splitText(text, before);
  // What is about to be made is paid for first.
  context.session.charge(text.length + (pieces.length - 1) * after.length);
  return pieces.join(after);
}

function replaceAll(context: Context, patterns: Value, text: Value): Value | undefined {
  const name = 'strings.replace_n';
  if (!isObject(patterns)) return wrongType(context, name, 1, 'object', patterns);
  const pairs: [string, string][] = [];
  for (const [key, value] of entriesOf(patterns)) {
    if (!isString(key))
      return context.session.fail('eval_type_error', `${name}: operand 1 non-string key found in pattern object`);
    if (!isString(value))
      return context.session.fail('eval_type_error', `${name}: operand 1 non-string value found in pattern object`);
    pairs.push([key, value]);
  }
  if (!isString(text)) return wrongType(context, name, 2, 'string', text);
  pairs.sort(([a], [b]) => compareStrings(a, b));
  context.session.charge(pairs.length * text.length);
  return substituted(context, text, pairs);
}

function substituted(context: Context, text: string, pairs: readonly (readonly [string, string])[]): string {
  const matchers = pairs.map(([key]) => createMatcher(text, key));
  let result = '';
  for (let at = 0; at < text.length;) {
    const hit = pairs[matchers.findIndex((matches) => matches(at))];
    result += hit === undefined ? text.charAt(at) : hit[1];
    if (hit !== undefined && hit[0] === '') result += text.charAt(at);
    context.session.charge(hit === undefined ? 1 : 1 + hit[1].length);
    at += hit === undefined || hit[0] === '' ? 1 : hit[0].length;
  }
  return result;
}

function split(context: Context, text: string, separator: string): Value {
  const parts = separator === '' ? Array.from(text) : splitText(text, separator);
  context.session.charge(parts.length);
  return parts;
}

function trimmed(text: string, cutset: string, sides: 1 | 2 | 3): string {
  const cut = new Set(cutset);
  const points = Array.from(text);
  let start = 0;
  let end = points.length;
  if ((sides & 1) !== 0) while (start < end && cut.has(points[start] as string)) start++;
  if ((sides & 2) !== 0) while (end > start && cut.has(points[end - 1] as string)) end--;
  return points.slice(start, end).join('');
}

function anyMatch(name: string, test: (text: string, affix: string) => boolean): Builtin {
  return (context, search: Value, base: Value) => {
    const texts = textsOf(context, name, search, 1);
    const affixes = texts === undefined ? undefined : textsOf(context, name, base, 2);
    if (texts === undefined || affixes === undefined) return undefined;
    context.session.charge(texts.length * affixes.length);
    return texts.some((text) =>
      affixes.some((affix) => {
        context.session.charge(Math.min(text.length, affix.length) >> 8);
        return test(text, affix);
      }),
    );
  };
}

// oxlint-disable-next-line max-params -- one check of one operand
function textsOf(context: Context, name: string, value: Value, operand: number): readonly string[] | undefined {
  if (isString(value)) return [value];
  const members = membersOf(value);
  if (members === undefined) return wrongType(context, name, operand, 'one of {string, set, array}', value);
  const wrong = members.find((member) => !isString(member));
  if (wrong !== undefined) return wrongType(context, name, operand, 'array of strings', wrong);
  return members as readonly string[];
}

function format(context: Context, text: Value, args: Value): Value | undefined {
  if (!isString(text)) return wrongType(context, 'sprintf', 1, 'string', text);
  if (!Array.isArray(args)) return wrongType(context, 'sprintf', 2, 'array', args);
  const result = sprintf(text, args as readonly Value[]);
  if (result === undefined) return failed(context, 'sprintf', 'width or precision is too large');
  context.session.charge(result.length);
  return result;
}

/** The parts of a template: text, or the set of the values that an expression has. */
function templateString(context: Context, parts: Value): Value | undefined {
  let text = '';
  for (const part of parts as readonly Value[]) {
    if (!(part instanceof StructSet)) {
      text += displayText(part);
      continue;
    }
    if (part.size > 1) {
      return context.session.halt('eval_conflict_error', 'template-strings must not produce multiple outputs');
    }
    text += part.size === 0 ? '<undefined>' : displayText(part.values()[0] as Value);
    context.session.charge(text.length);
  }
  return text;
}

function render(context: Context, template: Value, values: Value): Value | undefined {
  if (!isString(template)) return wrongType(context, 'strings.render_template', 1, 'string', template);
  if (!isObject(values)) return wrongType(context, 'strings.render_template', 2, 'object', values);
  const result = renderTemplate(template, values, context.session);
  return 'error' in result ? failed(context, 'strings.render_template', result.error) : result.text;
}

function countOf(text: string, search: string): number {
  if (search === '') return Array.from(text).length + 1;
  return splitText(text, search).length - 1;
}

/** By hand: a pattern that ends at the end of a text looks at every run of spaces within it again and again. */
function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text, start)) start++;
  while (end > start && isSpace(text, end - 1)) end--;
  return text.slice(start, end);
}

function isSpace(text: string, at: number): boolean {
  return /[\s\u0085]/.test(text.charAt(at));
}

const trim = (name: string, sides: 1 | 2 | 3): Builtin => strings(name, (text, cutset) => trimmed(text, cutset, sides));

export const stringBuiltins: BuiltinTable = {
  concat,
  contains: strings('contains', (text, search) => indexOfText(text, search) !== -1),
  startswith: strings('startswith', (text, search) => text.startsWith(search)),
  endswith: strings('endswith', (text, search) => text.endsWith(search)),
  format_int: formatInt,
  indexof: strings('indexof', (text, search, context) =>
    search === '' ? failed(context, 'indexof', 'empty search character') : indexOf(text, search),
  ),
  indexof_n: strings('indexof_n', (text, search, context) => indexAll(context, text, search)),
  lower: unary('lower', STRING, (text) => text.toLowerCase()),
  upper: unary('upper', STRING, (text) => text.toUpperCase()),
  replace,
  split: strings('split', (text, separator, context) => split(context, text, separator)),
  sprintf: format,
  substring,
  trim: trim('trim', 3),
  trim_left: trim('trim_left', 1),
  trim_right: trim('trim_right', 2),
  trim_prefix: strings('trim_prefix', (text, prefix) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trim_suffix: strings('trim_suffix', (text, suffix) =>
    text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text,
  ),
  trim_space: unary('trim_space', STRING, trimSpace),
  'strings.replace_n': replaceAll,
  'strings.reverse': unary('strings.reverse', STRING, (text) => Array.from(text).reverse().join('')),
  'strings.any_prefix_match': anyMatch('strings.any_prefix_match', (text, affix) => text.startsWith(affix)),
  'strings.any_suffix_match': anyMatch('strings.any_suffix_match', (text, affix) => text.endsWith(affix)),
  'strings.render_template': render,
  'strings.count': strings('strings.count', countOf),
  'internal.template_string': templateString,
};
