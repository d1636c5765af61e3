import { syntaxFailure } from '../result.ts';
import type { HclExpression } from './ast.ts';
import type { Cursor, ExpressionReader } from './cursor.ts';

/** More steps behind one term than any real text has. */
const MAX_STEPS = 1000;

/** Reads what follows a term: `.name`, `.0`, `[key]`, `.*`, `[*]`. */
export function readSteps(cursor: Cursor, term: HclExpression, readExpression: ExpressionReader): HclExpression {
  let expression = term;
  for (let steps = 0; ; steps += 1) {
    const behind = cursor.at;
    cursor.blank();
    const { code } = cursor;
    const dotted = code === 0x2e && cursor.codeAt(1) !== 0x2e;
    if (!dotted && code !== 0x5b) {
      cursor.at = behind;
      return expression;
    }
    if (steps >= MAX_STEPS) throw syntaxFailure('HCL', `more than ${MAX_STEPS} steps follow a value`, cursor.at);
    expression = dotted ? readDotted(cursor, expression) : readIndex(cursor, expression, readExpression);
  }
}

function readDotted(cursor: Cursor, of: HclExpression): HclExpression {
  cursor.at += 1;
  cursor.blank();
  if (cursor.take('*')) {
    const splat: HclExpression = { kind: 'variable', name: '*', start: cursor.at - 1, end: cursor.at };
    const each = readAttributeSteps(cursor, splat);
    return { kind: 'splat', of, full: false, each, start: of.start, end: cursor.at };
  }
  return readAttribute(cursor, of);
}

/** Steps that an attribute splat (`.*`) applies to each element: names and numbers, no brackets. */
function readAttributeSteps(cursor: Cursor, term: HclExpression): HclExpression {
  let each = term;
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const behind = cursor.at;
    cursor.blank();
    if (cursor.code !== 0x2e || cursor.codeAt(1) === 0x2e || cursor.codeAt(1) === 0x2a) {
      cursor.at = behind;
      break;
    }
    cursor.at += 1;
    cursor.blank();
    each = readAttribute(cursor, each);
  }
  return each;
}

function readAttribute(cursor: Cursor, of: HclExpression): HclExpression {
  const start = cursor.at;
  const name = cursor.identifier();
  if (name !== undefined) return { kind: 'attribute', of, name, start: of.start, end: cursor.at };
  while (cursor.code >= 0x30 && cursor.code <= 0x39) cursor.at += 1;
  if (cursor.at === start) throw cursor.unexpected('the name of an attribute');
  const value = Number(cursor.text.slice(start, cursor.at));
  const key: HclExpression = { kind: 'literal', value, start, end: cursor.at };
  return { kind: 'index', of, key, start: of.start, end: cursor.at };
}

function readIndex(cursor: Cursor, of: HclExpression, readExpression: ExpressionReader): HclExpression {
  return cursor.nested(false, () => {
    cursor.at += 1;
    cursor.blank();
    const star = cursor.at;
    if (cursor.take('*')) {
      cursor.blank();
      cursor.expect(']', 'behind "[*"');
      const element: HclExpression = { kind: 'variable', name: '*', start: star, end: star + 1 };
      const each = readSteps(cursor, element, readExpression);
      return { kind: 'splat', of, full: true, each, start: of.start, end: cursor.at };
    }
    const key = readExpression(cursor);
    cursor.blank();
    cursor.expect(']', 'behind an index');
    return { kind: 'index', of, key, start: of.start, end: cursor.at };
  });
}
