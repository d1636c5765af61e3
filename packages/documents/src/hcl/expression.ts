import { exactInteger } from '../integer.ts';
import type { HclExpression, HclOperator, HclTemplate } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { readBraces, readBrackets } from './collections.ts';
import { readHeredoc } from './heredoc.ts';
import { joinTexts, TemplateReader } from './template.ts';
import { readSteps } from './steps.ts';

/** Reads an expression, blanks before it skipped (HCL native syntax specification, "Expressions"). */
export function readExpression(cursor: Cursor): HclExpression {
  const condition = readBinary(cursor, 0);
  cursor.blank();
  if (cursor.code !== 0x3f) return condition;
  return cursor.nested(cursor.lines, () => {
    cursor.at += 1;
    const whenTrue = readExpression(cursor);
    cursor.blank();
    cursor.expect(':', 'in a conditional expression');
    const whenFalse = readExpression(cursor);
    return { kind: 'conditional', condition, whenTrue, whenFalse, start: condition.start, end: whenFalse.end };
  });
}

/** Operators from the weakest to the strongest binding. */
const LEVELS: readonly (readonly HclOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** More operators in a row than any real text has: trees of operators are walked recursively. */
const MAX_CHAIN = 1000;

function readBinary(cursor: Cursor, level: number): HclExpression {
  let left = readUnary(cursor);
  for (let links = 0; ; links += 1) {
    if (links > MAX_CHAIN) throw cursor.unexpected(`the end of an expression of ${MAX_CHAIN} operators`);
    cursor.blank();
    const found = operatorAt(cursor);
    if (found === undefined || found.level < level) return left;
    cursor.at += found.operator.length;
    cursor.count();
    const before = left;
    const right = cursor.nested(cursor.lines, () => readBinary(cursor, found.level + 1));
    left = { kind: 'binary', operator: found.operator, left: before, right, start: before.start, end: right.end };
  }
}

function operatorAt(cursor: Cursor): { readonly operator: HclOperator; readonly level: number } | undefined {
  if (!'|&=!<>+-*/%'.includes(String.fromCharCode(cursor.code))) return undefined;
  for (const [level, operators] of LEVELS.entries()) {
    const operator = operators.find((candidate) => cursor.text.startsWith(candidate, cursor.at));
    if (operator !== undefined) return { operator, level };
  }
  return undefined;
}

function readUnary(cursor: Cursor): HclExpression {
  cursor.blank();
  const start = cursor.at;
  const { code } = cursor;
  if (code !== 0x21 && code !== 0x2d) return readSteps(cursor, readTerm(cursor), readExpression);
  cursor.at += 1;
  const operand = cursor.nested(cursor.lines, () => readUnary(cursor));
  return { kind: 'unary', operator: code === 0x21 ? '!' : '-', operand, start, end: operand.end };
}

function readTerm(cursor: Cursor): HclExpression {
  cursor.count();
  const { code, at: start } = cursor;
  switch (code) {
    case 0x22:
      return readQuoted(cursor);
    case 0x28:
      return readParentheses(cursor, start);
    case 0x5b:
      return cursor.nested(false, () => readBrackets(cursor, start, readExpression));
    case 0x7b:
      return cursor.nested(true, () => readBraces(cursor, start, readExpression));
    case 0x3c:
      if (cursor.codeAt(1) === 0x3c) return readHeredoc(cursor, readExpression);
      break;
    default:
  }
  if (code >= 0x30 && code <= 0x39) return readNumber(cursor, start);
  return readName(cursor, start);
}

function readParentheses(cursor: Cursor, start: number): HclExpression {
  return cursor.nested(false, () => {
    cursor.at += 1;
    const inner = readExpression(cursor);
    cursor.blank();
    cursor.expect(')', 'at the end of an expression in parentheses');
    return { kind: 'parentheses', inner, start, end: cursor.at };
  });
}

function readNumber(cursor: Cursor, start: number): HclExpression {
  const number = /[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
  number.lastIndex = start;
  number.test(cursor.text);
  cursor.at = Math.min(number.lastIndex, cursor.end);
  const raw = cursor.text.slice(start, cursor.at);
  const value = /^[0-9]+$/.test(raw) ? exactInteger(raw, false) : Number(raw);
  return { kind: 'literal', value, start, end: cursor.at };
}

function readName(cursor: Cursor, start: number): HclExpression {
  const name = cursor.identifier();
  if (name === undefined) throw cursor.unexpected('an expression');
  const end = cursor.at;
  cursor.blank();
  if (cursor.code === 0x28) return readCall(cursor, name, start);
  if (cursor.text.startsWith('::', cursor.at)) return readQualifiedCall(cursor, name, start);
  cursor.at = end;
  if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true', start, end };
  if (name === 'null') return { kind: 'literal', value: null, start, end };
  return { kind: 'variable', name, start, end };
}

/** `provider::aws::arn_parse(...)`. */
function readQualifiedCall(cursor: Cursor, first: string, start: number): HclExpression {
  let name = first;
  while (cursor.take('::')) {
    cursor.blank();
    const part = cursor.identifier();
    if (part === undefined) throw cursor.unexpected('the name of a function');
    name += `::${part}`;
    cursor.blank();
  }
  if (cursor.code !== 0x28) throw cursor.unexpected('"(" behind the name of a function');
  return readCall(cursor, name, start);
}

function readCall(cursor: Cursor, name: string, start: number): HclExpression {
  return cursor.nested(false, () => {
    cursor.at += 1;
    const args: HclExpression[] = [];
    let expand = false;
    for (cursor.blank(); !expand && !cursor.take(')'); cursor.blank()) {
      args.push(readExpression(cursor));
      cursor.blank();
      expand = cursor.take('...');
      cursor.blank();
      if (!cursor.take(',') && cursor.code !== 0x29) throw cursor.unexpected('"," or ")" in a call');
    }
    if (expand) cursor.expect(')', 'behind "..."');
    return { kind: 'call', name, args, expand, start, end: cursor.at };
  });
}

/** Reads a quoted string; the quote stands here. */
export function readQuoted(cursor: Cursor): HclTemplate {
  const start = cursor.at;
  cursor.at += 1;
  const parts = new TemplateReader(cursor, { kind: 'quoted', end: cursor.end }, readExpression).parts();
  cursor.at += 1;
  return { kind: 'template', heredoc: false, parts: joinTexts(parts), start, end: cursor.at };
}

/** Reads what is left of the cursor's text as a template without quotes, as strings in JSON are. */
export function readBareTemplate(cursor: Cursor): HclTemplate {
  const start = cursor.at;
  const parts = new TemplateReader(cursor, { kind: 'bare', end: cursor.end }, readExpression).parts();
  return { kind: 'template', heredoc: false, parts: joinTexts(parts), start, end: cursor.at };
}
