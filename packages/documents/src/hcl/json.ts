import type { Limits } from '@sallyport/kernel';

import { parseJson } from '../json/parse.ts';
import { ArrayNode, ObjectEntry, ObjectNode } from '../node.ts';
import type { DocumentNode, ScalarNode } from '../node.ts';
import { guard } from '../result.ts';
import type { ParseOptions } from '../result.ts';
import type { HclAttribute, HclBlock, HclBody, HclExpression, HclLabel, HclTemplate } from './ast.ts';
import { Cursor } from './cursor.ts';
import { readBareTemplate } from './expression.ts';
import type { HclResult } from './parse.ts';

/** How many labels the blocks of Terraform's root have. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['ephemeral', 2],
  ['module', 1],
  ['provider', 1],
  ['variable', 1],
  ['output', 1],
  ['check', 1],
  ['locals', 0],
  ['terraform', 0],
  ['moved', 0],
  ['import', 0],
  ['removed', 0],
]);

/**
 * Reads Terraform's JSON syntax (`.tf.json`) into the tree of the native syntax. Root blocks are blocks; whatever stands
 * inside of them is an attribute, since JSON alone does not tell nested blocks from attributes. Strings are templates.
 */
export function parseHclJson(text: string, options: ParseOptions = {}): HclResult {
  const read = parseJson(text, options);
  if (!read.ok) return read;
  return guard(text, options.limits, (limits) => {
    const [root] = read.documents;
    const source = root?.source;
    if (root === undefined || source === undefined || root.kind !== 'object') {
      throw new Cursor(text, limits, root?.start ?? 0).unexpected('an object');
    }
    const blocks = root.entries.flatMap((entry) => (isBlock(entry) ? blocksOf(entry, limits) : []));
    const attributes = root.entries.flatMap((entry) =>
      isBlock(entry) || entry.key === '//' ? [] : [attributeOf(entry, limits)],
    );
    return { ok: true, file: { source, body: { blocks, attributes, start: root.start, end: root.end } } };
  });
}

/**
 * Terraform's JSON as `hclToDocument` gives the native syntax: each root block in a list under its type and labels.
 * Keys `//` are comments and left out.
 */
export function terraformJsonDocument(root: DocumentNode): DocumentNode {
  if (root.kind !== 'object') return root;
  const entries = root.entries.flatMap((entry) => {
    if (entry.key === '//') return [];
    const labels = LABELS.get(entry.key);
    return labels === undefined ? [entry] : [listed(entry, labels)];
  });
  return new ObjectNode(root.source, root.start, root.end, entries);
}

function listed(entry: ObjectEntry, labels: number): ObjectEntry {
  const { source, key, start, end, value } = entry;
  if (labels > 0 && value.kind === 'object') {
    const inner = value.entries.map((child) => listed(child, labels - 1));
    return new ObjectEntry(source, key, start, end, new ObjectNode(source, value.start, value.end, inner));
  }
  const list = value.kind === 'object' ? new ArrayNode(source, value.start, value.end, [value]) : value;
  return new ObjectEntry(source, key, start, end, list);
}

function isBlock(entry: ObjectEntry): boolean {
  return LABELS.has(entry.key) && entry.value.kind !== 'scalar';
}

function blocksOf(entry: ObjectEntry, limits: Limits): HclBlock[] {
  const type = entry.key;
  const labels = LABELS.get(type) ?? 0;
  const items = entry.value.kind === 'array' ? entry.value.items : [entry.value];
  return items.flatMap((item) => {
    if (item.kind !== 'object') return [];
    return labelled(item, labels, []).map(({ path, node }) => ({
      type,
      labels: path,
      body: bodyOf(node, limits),
      start: path[0]?.start ?? entry.start,
      end: node.end,
    }));
  });
}

interface Labelled {
  readonly path: readonly HclLabel[];
  readonly node: ObjectNode;
}

function labelled(node: ObjectNode, labels: number, path: readonly HclLabel[]): Labelled[] {
  if (labels === 0) return [{ path, node }];
  return node.entries.flatMap((entry) => {
    const label = { value: entry.key, start: entry.start, end: entry.end };
    const bodies = entry.value.kind === 'array' ? entry.value.items : [entry.value];
    return bodies.flatMap((body) => (body.kind === 'object' ? labelled(body, labels - 1, [...path, label]) : []));
  });
}

function bodyOf(node: ObjectNode, limits: Limits): HclBody {
  const attributes = node.entries.flatMap((entry) => (entry.key === '//' ? [] : [attributeOf(entry, limits)]));
  return { attributes, blocks: [], start: node.start, end: node.end };
}

function attributeOf(entry: ObjectEntry, limits: Limits): HclAttribute {
  const value = hclJsonExpression(entry.value, limits);
  return { name: entry.key, nameEnd: entry.end, value, start: entry.start, end: value.end };
}

/** The expression of a value in JSON: strings are templates. */
function hclJsonExpression(node: DocumentNode, limits: Limits): HclExpression {
  const { start, end } = node;
  if (node.kind === 'array') {
    return { kind: 'tuple', items: node.items.map((item) => hclJsonExpression(item, limits)), start, end };
  }
  if (node.kind === 'object') {
    const items = node.entries.map((entry) => ({
      key: stringExpression(entry.key, entry, limits),
      keyName: entry.key,
      value: hclJsonExpression(entry.value, limits),
    }));
    return { kind: 'object', items, start, end };
  }
  return scalarExpression(node, limits);
}

function scalarExpression(node: ScalarNode, limits: Limits): HclExpression {
  const { value, start, end } = node;
  if (typeof value !== 'string') return { kind: 'literal', value, start, end };
  const template = stringExpression(value, node, limits);
  const [part] = template.parts;
  return template.parts.length === 1 && part?.kind === 'interpolation' ? part.value : template;
}

/** A string without escapes is read where it stands; one with escapes is read on its own, all of it at the string's place. */
function stringExpression(value: string, place: ObjectEntry | ScalarNode, limits: Limits): HclTemplate {
  const { source, start, end } = place;
  if (source.text.slice(start + 1, end - 1) === value) {
    return { ...readBareTemplate(new Cursor(source.text, limits, start + 1, end - 1)), start, end };
  }
  const template = readBareTemplate(new Cursor(value, limits));
  return placed(template, start, end);
}

/** The same tree, all of it at one place. */
function placed<T>(node: T, start: number, end: number): T {
  if (Array.isArray(node)) return node.map((item: unknown) => placed(item, start, end)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, placed(value as unknown, start, end)]);
  return ('start' in node ? { ...Object.fromEntries(entries), start, end } : Object.fromEntries(entries)) as T;
}
