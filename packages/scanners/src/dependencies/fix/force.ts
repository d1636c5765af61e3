import { parseAs } from '@sallyport/documents';
import type { DocumentNode, ObjectNode } from '@sallyport/documents';

import type { Edit, Force } from './edit.ts';

/** The edit that forces a version, in the manifest's own indentation; undefined where it already says something else. */
export async function forceEdit(text: string, { path, keys, name, value }: Force): Promise<Edit | undefined> {
  let node = await objectIn(text);
  if (node === undefined) return undefined;
  const unit = /\n(?<indent>[ \t]+)"/.exec(text)?.groups?.['indent'] ?? '  ';
  for (const [depth, key] of keys.entries()) {
    const next: DocumentNode | undefined = node.get(key);
    if (next === undefined)
      return addEntry({ path, text, node, depth: depth + 1, unit }, nested(keys.slice(depth), name, value));
    if (next.kind !== 'object') return undefined;
    node = next;
  }
  const present = node.get(name);
  if (present === undefined) return addEntry({ path, text, node, depth: keys.length + 1, unit }, [name, value]);
  return present.kind === 'scalar'
    ? { path, start: present.start, end: present.end, text: JSON.stringify(value) }
    : undefined;
}

async function objectIn(text: string): Promise<ObjectNode | undefined> {
  const read = await parseAs('json', text);
  const root = read.ok ? read.documents[0] : undefined;
  return root?.kind === 'object' ? root : undefined;
}

type Value = string | { readonly [key: string]: Value };

function nested([first = '', ...rest]: readonly string[], name: string, value: string): [string, Value] {
  if (rest.length === 0) return [first, { [name]: value }];
  const [key, inner] = nested(rest, name, value);
  return [first, { [key]: inner }];
}

interface Target {
  readonly path: string;
  readonly text: string;
  readonly node: ObjectNode;
  readonly depth: number;
  readonly unit: string;
}

function addEntry({ path, text, node, depth, unit }: Target, [key, value]: readonly [string, Value]): Edit {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = unit.repeat(depth);
  const body = JSON.stringify(value, undefined, unit).replaceAll('\n', `${eol}${indent}`);
  const entry = `${eol}${indent}${JSON.stringify(key)}: ${body}`;
  const last = node.entries.at(-1);
  if (last !== undefined) return { path, start: last.value.end, end: last.value.end, text: `,${entry}` };
  return { path, start: node.start, end: node.end, text: `{${entry}${eol}${unit.repeat(depth - 1)}}` };
}
