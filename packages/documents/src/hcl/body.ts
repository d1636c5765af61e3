import { syntaxFailure } from '../result.ts';
import type { HclAttribute, HclBlock, HclBody, HclLabel } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { readExpression, readQuoted } from './expression.ts';

/** Reads a body up to the end of the text, or to the closing brace of its block (which is consumed). */
export function readBody(cursor: Cursor, inBlock: boolean): HclBody {
  const start = cursor.at;
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  for (;;) {
    cursor.blankLines();
    const end = cursor.at;
    if (inBlock ? cursor.take('}') : end >= cursor.end) return { attributes, blocks, start, end };
    const item = readItem(cursor);
    if ('type' in item) blocks.push(item);
    else attributes.push(item);
    cursor.blank();
    const { code } = cursor;
    const ended = code === 0x0a || code === 0x0d || cursor.at >= cursor.end || (inBlock && code === 0x7d);
    if (!ended) throw cursor.unexpected('the end of the line');
  }
}

function readItem(cursor: Cursor): HclAttribute | HclBlock {
  cursor.count();
  const start = cursor.at;
  const name = cursor.identifier();
  if (name === undefined) throw cursor.unexpected('the name of an attribute or a block');
  const nameEnd = cursor.at;
  cursor.blank();
  if (cursor.code === 0x3d && cursor.codeAt(1) !== 0x3d) {
    cursor.at += 1;
    const value = readExpression(cursor);
    return { name, nameEnd, value, start, end: value.end };
  }
  return readBlock(cursor, name, start);
}

/** More labels than any real block has: a tree is one level deeper for each. */
const MAX_LABELS = 16;

function readBlock(cursor: Cursor, type: string, start: number): HclBlock {
  const labels: HclLabel[] = [];
  for (cursor.blank(); cursor.code !== 0x7b; cursor.blank()) {
    if (labels.length >= MAX_LABELS) throw cursor.unexpected('"{"');
    labels.push(readLabel(cursor));
  }
  return cursor.nested(true, () => {
    cursor.at += 1;
    const body = readBody(cursor, true);
    return { type, labels, body, start, end: cursor.at };
  });
}

function readLabel(cursor: Cursor): HclLabel {
  cursor.count();
  const start = cursor.at;
  if (cursor.code !== 0x22) {
    const value = cursor.identifier();
    if (value === undefined) throw cursor.unexpected('"=", "{" or a label');
    return { value, start, end: cursor.at };
  }
  const { parts } = readQuoted(cursor);
  const [part] = parts;
  if (parts.length > 1 || (part !== undefined && part.kind !== 'text')) {
    throw syntaxFailure('HCL', 'a label holds no interpolation', start);
  }
  return { value: part?.value ?? '', start, end: cursor.at };
}
