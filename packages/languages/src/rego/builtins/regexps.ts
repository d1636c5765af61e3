import { compileRegex, findAll } from '../../shared/regex.ts';
import type { Regex } from '../../shared/regex.ts';
import type { Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { failed, isString, wrongType } from './builtin.ts';
import type { Builtin, BuiltinTable } from './builtin.ts';
import { globsIntersect } from './globs-match.ts';

/** The compiled pattern; charges for it and for the text it will run over. */
// oxlint-disable-next-line max-params -- context, name, pattern and text are one check
function patternOf(context: Context, name: string, pattern: Value, text: Value): Regex | undefined {
  if (!isString(pattern)) return wrongType(context, name, 1, 'string', pattern);
  if (!isString(text)) return wrongType(context, name, 2, 'string', text);
  const regex = context.session.options.regexes.get(pattern);
  if ('error' in regex) return failed(context, name, regex.error);
  context.session.charge(1 + Math.ceil((text.length * (1 + pattern.length / 16)) / 16));
  return regex;
}

function workOf(context: Context): (steps: number) => void {
  return (steps) => context.session.charge(steps >> 2);
}

/** Short work goes to the automaton; long work to the machine whose steps are counted. */
export function matches(regex: Regex, text: string, context: Context): boolean {
  if (text.length * regex.source.length < 1_000_000) return regex.test(text);
  return regex.find(text, 0, workOf(context)) !== undefined;
}

function match(context: Context, pattern: Value, text: Value): Value | undefined {
  const regex = patternOf(context, 'regex.match', pattern, text);
  return regex === undefined ? undefined : matches(regex, text as string, context);
}

function split(context: Context, pattern: Value, text: Value): Value | undefined {
  const regex = patternOf(context, 'regex.split', pattern, text);
  if (regex === undefined) return undefined;
  const source = text as string;
  const parts: string[] = [];
  let from = 0;
  for (const [start = 0, end = 0] of findAll(regex, source, -1, workOf(context))) {
    if (end === 0 && start === 0) continue;
    if (start === source.length && start === end) break;
    parts.push(source.slice(from, start));
    from = end;
  }
  parts.push(source.slice(from));
  return parts;
}

// oxlint-disable-next-line max-params -- the builtin has three operands
function findN(context: Context, pattern: Value, text: Value, limit: Value): Value | undefined {
  const regex = patternOf(context, 'regex.find_n', pattern, text);
  if (regex === undefined) return undefined;
  if (typeof limit !== 'number') return wrongType(context, 'regex.find_n', 3, 'number', limit);
  return findAll(regex, text as string, limit, workOf(context)).map(([start, end]) =>
    (text as string).slice(start, end),
  );
}

// oxlint-disable-next-line max-params -- the builtin has three operands
function submatches(context: Context, pattern: Value, text: Value, limit: Value): Value | undefined {
  const name = 'regex.find_all_string_submatch_n';
  const regex = patternOf(context, name, pattern, text);
  if (regex === undefined) return undefined;
  if (typeof limit !== 'number') return wrongType(context, name, 3, 'number', limit);
  return findAll(regex, text as string, limit, workOf(context)).map((found) => groupsOf(text as string, found));
}

function groupsOf(text: string, found: readonly number[]): string[] {
  const groups: string[] = [];
  for (let i = 0; i < found.length; i += 2) {
    const [start = -1, end = -1] = [found[i], found[i + 1]];
    groups.push(start < 0 ? '' : text.slice(start, end));
  }
  return groups;
}

// oxlint-disable-next-line max-params -- the builtin has three operands
function replace(context: Context, text: Value, pattern: Value, by: Value): Value | undefined {
  if (!isString(by)) return wrongType(context, 'regex.replace', 3, 'string', by);
  const regex = patternOf(context, 'regex.replace', pattern, text);
  if (regex === undefined) return undefined;
  const source = text as string;
  const names = namesOf(regex.source);
  let result = '';
  let from = 0;
  for (const found of findAll(regex, source, -1, workOf(context))) {
    result += source.slice(from, found[0]) + expand(by, groupsOf(source, found), names);
    from = found[1] ?? from;
    context.session.charge(by.length + 1);
  }
  result += source.slice(from);
  context.session.charge(result.length);
  return result;
}

/** The names of a pattern's groups, by number. */
function namesOf(source: string): Map<string, number> {
  const names = new Map<string, number>();
  let group = 0;
  for (const found of source.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)|\(\?P?<(\w+)>/gs)) {
    if (!found[0].startsWith('(')) continue;
    group++;
    if (found[1] !== undefined) names.set(found[1], group);
  }
  return names;
}

/** Go's template: `$1`, `${1}`, `$name`, `${name}`, `$$`. */
function expand(template: string, groups: readonly string[], names: ReadonlyMap<string, number>): string {
  // oxlint-disable-next-line max-params -- the shape of a replacer
  return template.replaceAll(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, plain?: string, braced?: string) => {
    if (whole === '$$') return '$';
    const name = plain ?? braced ?? '';
    const number = /^\d+$/.test(name) ? Number(name) : names.get(name);
    return number === undefined ? '' : (groups[number] ?? '');
  });
}

/** `x{re}y`: text is taken literally, what stands between the delimiters is a pattern. */
// oxlint-disable-next-line max-params -- the builtin has four operands
function templateMatch(context: Context, template: Value, text: Value, open: Value, close: Value): Value | undefined {
  const name = 'regex.template_match';
  if (!isString(template)) return wrongType(context, name, 1, 'string', template);
  if (!isString(text)) return wrongType(context, name, 2, 'string', text);
  if (!isString(open) || open.length !== 1)
    return failed(context, name, 'start delimiter has to be exactly one character long');
  if (!isString(close) || close.length !== 1)
    return failed(context, name, 'end delimiter has to be exactly one character long');
  let source = '^';
  for (let at = 0; at < template.length;) {
    const begin = template.indexOf(open, at);
    const literal = begin < 0 ? template.slice(at) : template.slice(at, begin);
    source += literal.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
    if (begin < 0) break;
    const end = template.indexOf(close, begin);
    if (end < 0) return failed(context, name, 'unbalanced delimiters');
    source += `(${template.slice(begin + 1, end)})`;
    at = end + 1;
  }
  const regex = patternOf(context, name, `${source}$`, text);
  return regex === undefined ? undefined : matches(regex, text, context);
}

function globsMatch(context: Context, a: Value, b: Value): Value | undefined {
  const name = 'regex.globs_match';
  if (!isString(a)) return wrongType(context, name, 1, 'string', a);
  if (!isString(b)) return wrongType(context, name, 2, 'string', b);
  return globsIntersect(a, b, context.session) ?? failed(context, name, 'input:1 contains invalid glob');
}

const isValid: Builtin = (_, pattern: Value) => isString(pattern) && !('error' in compileRegex(pattern));

export const regexBuiltins: BuiltinTable = {
  'regex.match': match,
  re_match: match,
  'regex.is_valid': isValid,
  'regex.split': split,
  'regex.find_n': findN,
  'regex.find_all_string_submatch_n': submatches,
  'regex.replace': replace,
  'regex.template_match': templateMatch,
  'regex.globs_match': globsMatch,
};
