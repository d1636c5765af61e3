import type { HclExpression, HclObjectItem } from './ast.ts';
import type { Cursor, ExpressionReader } from './cursor.ts';
import { readForIntro } from './template.ts';

/** Reads `[...]`: a tuple or a `for`. Line ends are white space here. */
export function readBrackets(cursor: Cursor, start: number, readExpression: ExpressionReader): HclExpression {
  cursor.at += 1;
  cursor.blank();
  if (isFor(cursor)) return readFor(cursor, start, readExpression);
  const items: HclExpression[] = [];
  while (!cursor.take(']')) {
    items.push(readExpression(cursor));
    cursor.blank();
    if (!cursor.take(',') && cursor.code !== 0x5d) throw cursor.unexpected('"," or "]" in a list');
    cursor.blank();
  }
  return { kind: 'tuple', items, start, end: cursor.at };
}

/** Reads `{...}`: an object or a `for`. Line ends part items here. */
export function readBraces(cursor: Cursor, start: number, readExpression: ExpressionReader): HclExpression {
  cursor.at += 1;
  cursor.blankLines();
  if (isFor(cursor)) return cursor.nested(false, () => readFor(cursor, start, readExpression));
  const items: HclObjectItem[] = [];
  while (!cursor.take('}')) {
    items.push(readItem(cursor, readExpression));
    cursor.blank();
    const parted = cursor.take(',') || cursor.code === 0x0a || cursor.code === 0x0d;
    if (!parted && cursor.code !== 0x7d) throw cursor.unexpected('",", a line end or "}" in an object');
    cursor.blankLines();
  }
  return { kind: 'object', items, start, end: cursor.at };
}

function readItem(cursor: Cursor, readExpression: ExpressionReader): HclObjectItem {
  const key = readExpression(cursor);
  cursor.blank();
  if (!cursor.take('=') && !cursor.take(':')) throw cursor.unexpected('"=" or ":" behind a key');
  cursor.blankLines();
  return { key, keyName: keyName(key), value: readExpression(cursor) };
}

function keyName(key: HclExpression): string | undefined {
  if (key.kind === 'variable') return key.name;
  if (key.kind === 'literal') return String(key.value);
  if (key.kind !== 'template' || key.parts.length > 1) return undefined;
  const [part] = key.parts;
  if (part === undefined) return '';
  return part.kind === 'text' ? part.value : undefined;
}

/** Whether `for` stands here as the keyword and not as a key. */
function isFor(cursor: Cursor): boolean {
  if (!cursor.word('for')) return false;
  const start = cursor.at;
  cursor.identifier();
  cursor.blankLines();
  const named = cursor.identifier() !== undefined;
  cursor.at = start;
  return named;
}

function readFor(cursor: Cursor, start: number, readExpression: ExpressionReader): HclExpression {
  const close = cursor.text.charAt(start) === '[' ? ']' : '}';
  cursor.identifier();
  const intro = readForIntro(cursor, readExpression);
  cursor.blank();
  cursor.expect(':', 'in a "for"');
  const first = readExpression(cursor);
  cursor.blank();
  const second = close === '}' ? readForValue(cursor, readExpression) : undefined;
  const group = cursor.take('...');
  cursor.blank();
  const condition = cursor.word('if') ? readForCondition(cursor, readExpression) : undefined;
  cursor.blank();
  cursor.expect(close, 'at the end of a "for"');
  const value = second ?? first;
  const key = second === undefined ? undefined : first;
  return { kind: 'for', ...intro, key, value, condition, group, start, end: cursor.at };
}

function readForValue(cursor: Cursor, readExpression: ExpressionReader): HclExpression {
  cursor.expect('=>', 'behind the key of a "for"');
  const value = readExpression(cursor);
  cursor.blank();
  return value;
}

function readForCondition(cursor: Cursor, readExpression: ExpressionReader): HclExpression {
  cursor.identifier();
  return readExpression(cursor);
}
