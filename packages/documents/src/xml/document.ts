import { ArrayNode, ObjectEntry, ObjectNode, ScalarNode } from '../node.ts';
import type { DocumentNode } from '../node.ts';
import type { Source } from '../source.ts';
import type { XmlElement, XmlFile } from './ast.ts';

/**
 * XML as the tree that policies over XML know (Conftest's): attributes are keys with `-` before, text beside
 * them is `#content`, an element of text alone is a string, and elements of one name are a list.
 */
export function xmlToDocument({ source, root }: XmlFile): ObjectNode {
  const entry = new ObjectEntry(source, root.name, root.start + 1, root.nameEnd, elementNode(source, root));
  return new ObjectNode(source, root.start, root.end, [entry]);
}

function elementNode(source: Source, element: XmlElement): DocumentNode {
  const { start, end, attributes, children } = element;
  const text = textNode(source, element);
  const elements = children.filter((child) => child.kind === 'element');
  if (attributes.length === 0 && elements.length === 0) {
    return text ?? new ScalarNode(source, start, end, '');
  }
  const entries = attributes.map((attribute) => {
    const { name, nameEnd, valueStart, value } = attribute;
    const node = new ScalarNode(source, valueStart, attribute.end - 1, value);
    return new ObjectEntry(source, `-${name}`, attribute.start, nameEnd, node);
  });
  if (text !== undefined) entries.push(new ObjectEntry(source, '#content', text.start, text.start, text));
  const byName = new Map<string, XmlElement[]>();
  for (const child of elements) {
    const same = byName.get(child.name);
    if (same === undefined) byName.set(child.name, [child]);
    else same.push(child);
  }
  for (const [name, same] of byName) entries.push(childEntry(source, name, same));
  return new ObjectNode(source, start, end, entries);
}

function childEntry(source: Source, name: string, elements: readonly XmlElement[]): ObjectEntry {
  const nodes = elements.map((element) => elementNode(source, element));
  const [first] = elements;
  const start = first?.start ?? 0;
  const [node] = nodes;
  const value =
    node !== undefined && nodes.length === 1
      ? node
      : new ArrayNode(source, start, elements.at(-1)?.end ?? start, nodes);
  return new ObjectEntry(source, name, start + 1, first?.nameEnd ?? start, value);
}

/** The text of an element, without blanks around. */
function textNode(source: Source, { children }: XmlElement): ScalarNode | undefined {
  const texts = children.filter((child) => child.kind === 'text');
  const [first] = texts;
  const last = texts.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const blanks = /^\s*/.exec(source.text.slice(first.start, first.end))?.[0].length ?? 0;
  const end = last.start + source.text.slice(last.start, last.end).trimEnd().length;
  const value = texts
    .map((text) => text.value)
    .join('')
    .trim();
  return new ScalarNode(source, first.start + blanks, Math.max(end, first.start + blanks), value);
}
