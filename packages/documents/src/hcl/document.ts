import { ArrayNode, ObjectEntry, ObjectNode, ScalarNode } from '../node.ts';
import type { DocumentNode } from '../node.ts';
import type { Source } from '../source.ts';
import type { HclBlock, HclBody, HclExpression, HclFile, HclTemplate, HclTemplatePart } from './ast.ts';

/**
 * An HCL file as the tree that policies over HCL know (Conftest's, hcl2json's): a block is an object under its type and
 * labels, in a list since it may be repeated; literals are values; an expression that is not evaluated is the string
 * `${its text}` with the tag `expression`, a string with interpolations has the tag `template`.
 */
export function hclToDocument(file: HclFile): ObjectNode {
  return bodyNode(file.source, file.body, file.body.start, file.body.end);
}

/** The tree of one expression, as `hclToDocument` makes it. */
export function hclExpressionNode(source: Source, expression: HclExpression): DocumentNode {
  const { start, end } = expression;
  switch (expression.kind) {
    case 'literal':
      return new ScalarNode(source, start, end, expression.value);
    case 'template':
      return templateNode(source, expression);
    case 'tuple':
      return new ArrayNode(
        source,
        start,
        end,
        expression.items.map((item) => hclExpressionNode(source, item)),
      );
    case 'object': {
      const entries = expression.items.map(({ key, keyName, value }) => {
        const name = keyName ?? keyText(source, key);
        return new ObjectEntry(source, name, key.start, key.end, hclExpressionNode(source, value));
      });
      return new ObjectNode(source, start, end, entries);
    }
    case 'unary':
      if (expression.operand.kind === 'literal') return negated(source, expression, expression.operand.value);
      return unresolved(source, expression);
    default:
      return unresolved(source, expression);
  }
}

/** One key of a block tree: its node is put together of all blocks under it. */
interface Group {
  readonly start: number;
  readonly end: number;
  readonly bodies: DocumentNode[];
  readonly groups: Map<string, Group>;
}

function bodyNode(source: Source, body: HclBody, start: number, end: number): ObjectNode {
  const entries: ObjectEntry[] = [];
  const groups = new Map<string, Group>();
  for (const block of body.blocks) addBlock(source, groups, block);
  // An attribute hides blocks of its name, as in hcl2json.
  for (const { name } of body.attributes) groups.delete(name);
  for (const [name, group] of groups) entries.push(groupEntry(source, name, group));
  for (const { name, value, start: from, nameEnd } of body.attributes) {
    entries.push(new ObjectEntry(source, name, from, nameEnd, hclExpressionNode(source, value)));
  }
  entries.sort((a, b) => a.start - b.start);
  return new ObjectNode(source, start, end, entries);
}

function addBlock(source: Source, root: Map<string, Group>, block: HclBlock): void {
  const typeEnd = block.start + block.type.length;
  let group = groupOf(root, block.type, block.start, typeEnd);
  for (const label of block.labels) group = groupOf(group.groups, label.value, label.start, label.end);
  group.bodies.push(bodyNode(source, block.body, block.start, block.end));
}

function groupOf(groups: Map<string, Group>, name: string, start: number, end: number): Group {
  const known = groups.get(name);
  if (known !== undefined) return known;
  const group: Group = { start, end, bodies: [], groups: new Map() };
  groups.set(name, group);
  return group;
}

function groupEntry(source: Source, name: string, group: Group): ObjectEntry {
  const inner = [...group.groups].map(([label, child]) => groupEntry(source, label, child));
  const nodes: { readonly start: number; readonly end: number }[] = [
    ...group.bodies,
    ...inner.map(({ value }) => value),
  ];
  const start = nodes.reduce((least, node) => Math.min(least, node.start), group.start);
  const end = nodes.reduce((most, node) => Math.max(most, node.end), group.end);
  // A type with and without labels: the labelled ones come first, as one more item of the list.
  const bodies = inner.length > 0 ? [new ObjectNode(source, start, end, inner), ...group.bodies] : group.bodies;
  const single = inner.length > 0 && group.bodies.length === 0 ? bodies[0] : undefined;
  return new ObjectEntry(source, name, group.start, group.end, single ?? new ArrayNode(source, start, end, bodies));
}

function negated(source: Source, expression: HclExpression, value: ScalarNode['value']): DocumentNode {
  const { start, end } = expression;
  if (expression.kind !== 'unary') return unresolved(source, expression);
  if (expression.operator === '!') {
    return typeof value === 'boolean' ? new ScalarNode(source, start, end, !value) : unresolved(source, expression);
  }
  return typeof value === 'number' || typeof value === 'bigint'
    ? new ScalarNode(source, start, end, -value)
    : unresolved(source, expression);
}

function unresolved(source: Source, { start, end }: HclExpression): ScalarNode {
  return new ScalarNode(source, start, end, wrapped(source, start, end), 'expression');
}

function wrapped(source: Source, start: number, end: number): string {
  return `\${${source.text.slice(start, end)}}`;
}

function templateNode(source: Source, template: HclTemplate): DocumentNode {
  const { parts, start, end } = template;
  const [first] = parts;
  if (parts.length === 1 && first?.kind === 'interpolation' && !template.heredoc) {
    const inner = hclExpressionNode(source, first.value);
    return inner.kind === 'scalar' ? new ScalarNode(source, start, end, inner.value, inner.tag) : inner;
  }
  const text = parts.every((part) => part.kind === 'text');
  return new ScalarNode(source, start, end, partsText(source, parts), text ? undefined : 'template');
}

function partsText(source: Source, parts: readonly HclTemplatePart[]): string {
  return parts.map((part) => partText(source, part)).join('');
}

function partText(source: Source, part: HclTemplatePart): string {
  switch (part.kind) {
    case 'text':
      // A text that looks like an interpolation stays escaped: a plain string does not tell the two apart.
      return part.value.includes('{') ? part.value.replaceAll('${', '$$$${').replaceAll('%{', '%%{') : part.value;
    case 'interpolation':
      return interpolatedText(source, part.value);
    case 'if': {
      const otherwise = partsText(source, part.whenFalse);
      const condition = source.text.slice(part.condition.start, part.condition.end);
      const rest = otherwise === '' ? '' : `%{else}${otherwise}`;
      return `%{if ${condition}}${partsText(source, part.whenTrue)}${rest}%{endif}`;
    }
    case 'for': {
      const key = part.keyName === undefined ? '' : `${part.keyName}, `;
      const collection = source.text.slice(part.collection.start, part.collection.end);
      return `%{for ${key}${part.valueName} in ${collection}}${partsText(source, part.body)}%{endfor}`;
    }
  }
}

function interpolatedText(source: Source, expression: HclExpression): string {
  if (expression.kind === 'literal') return String(expression.value);
  if (expression.kind === 'template') return partsText(source, expression.parts);
  return wrapped(source, expression.start, expression.end);
}

/** The text of a computed key: a path as it is written, a string with its interpolations, else `${...}`. */
function keyText(source: Source, key: HclExpression): string {
  if (key.kind === 'attribute' || key.kind === 'index') return source.text.slice(key.start, key.end);
  return interpolatedText(source, key);
}
