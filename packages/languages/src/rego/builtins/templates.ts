import { entriesOf } from '../../shared/containers.ts';
import { isObject, field } from '../../shared/values.ts';
import type { PlainObject, StructMap, Value } from '../../shared/values.ts';
import type { Session } from '../run/session.ts';
import { displayText } from '../text.ts';

/** The part of Go's text/template that data without functions can use: fields, variables, if, with, range, else, end. */
type Node =
  | { readonly text: string }
  | { readonly show: string }
  | { readonly assign: string; readonly from: string }
  | {
      readonly block: 'if' | 'with' | 'range';
      readonly head: string;
      readonly body: Node[];
      readonly otherwise: Node[];
    };

interface Parsed {
  readonly nodes: Node[];
  readonly stop: string | undefined;
}

class TemplateError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** Renders a template over an object. A field that is missing shows as `<undefined>`, as in OPA's option missingkey. */
export function renderTemplate(
  template: string,
  values: PlainObject | StructMap,
  session: Session,
): { text: string } | { error: string } {
  try {
    const pieces = pieceUp(template);
    const { nodes, stop } = parse(pieces, 0);
    if (stop !== undefined) throw new TemplateError(`unexpected {{${stop}}}`);
    const out: string[] = [];
    run(nodes, { dot: values, root: values, names: new Map(), session, out });
    return { text: out.join('') };
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.message };
    throw error;
  }
}

function pieceUp(template: string): { pieces: (string | { action: string })[]; at: number } {
  const pieces: (string | { action: string })[] = [];
  let rest = template;
  for (;;) {
    const open = rest.indexOf('{{');
    if (open < 0) break;
    const close = rest.indexOf('}}', open);
    if (close < 0) throw new TemplateError('unclosed action');
    let action = rest.slice(open + 2, close);
    let before = rest.slice(0, open);
    rest = rest.slice(close + 2);
    if (action.startsWith('- ')) [action, before] = [action.slice(2), before.trimEnd()];
    if (action.endsWith(' -')) [action, rest] = [action.slice(0, -2), rest.trimStart()];
    pieces.push(before, { action: action.trim() });
  }
  pieces.push(rest);
  return { pieces, at: 0 };
}

const MAX_DEPTH = 50;

// oxlint-disable-next-line complexity -- one grammar production
function parse(input: { pieces: (string | { action: string })[]; at: number }, depth: number): Parsed {
  if (depth > MAX_DEPTH) throw new TemplateError('nested too deeply');
  const nodes: Node[] = [];
  while (input.at < input.pieces.length) {
    const piece = input.pieces[input.at++] as string | { action: string };
    if (typeof piece === 'string') {
      if (piece !== '') nodes.push({ text: piece });
      continue;
    }
    const { action } = piece;
    if (action.startsWith('/*')) continue;
    if (action === 'end' || action === 'else' || action.startsWith('else ')) return { nodes, stop: action };
    const block = /^(if|with|range)\s+(.+)$/s.exec(action);
    const assign = /^(\$\w+)\s*:?=\s*(.+)$/s.exec(action);
    if (block !== null) nodes.push(parseBlock(input, block[1] as 'if' | 'with' | 'range', block[2] ?? '', depth));
    else if (assign !== null) nodes.push({ assign: assign[1] ?? '', from: assign[2] ?? '' });
    else nodes.push({ show: action });
  }
  return { nodes, stop: undefined };
}

// oxlint-disable-next-line max-params -- the input, what opened the block, and how deep
function parseBlock(
  input: { pieces: (string | { action: string })[]; at: number },
  block: 'if' | 'with' | 'range',
  head: string,
  depth: number,
): Node {
  const then = parse(input, depth + 1);
  let otherwise: Node[] = [];
  if (then.stop === 'else') {
    const second = parse(input, depth + 1);
    if (second.stop !== 'end') throw new TemplateError('unexpected end of template');
    otherwise = second.nodes;
  } else if (then.stop?.startsWith('else if ') === true) {
    otherwise = [parseBlock(input, 'if', then.stop.slice(8), depth + 1)];
  } else if (then.stop !== 'end') {
    throw new TemplateError('unexpected EOF');
  }
  return { block, head, body: then.nodes, otherwise };
}

interface Scope {
  readonly dot: Value;
  readonly root: Value;
  readonly names: Map<string, Value>;
  readonly session: Session;
  readonly out: string[];
}

function run(nodes: readonly Node[], scope: Scope): void {
  for (const node of nodes) {
    scope.session.charge(1);
    if ('text' in node) emit(scope, node.text);
    else if ('show' in node) {
      const value = evaluate(node.show, scope);
      emit(scope, value === undefined ? '<undefined>' : goText(value));
    } else if ('assign' in node) scope.names.set(node.assign, evaluate(node.from, scope) ?? null);
    else if (node.block === 'range') range(node, scope);
    else {
      const value = evaluate(node.head, scope);
      const inner = node.block === 'with' && value !== undefined ? { ...scope, dot: value } : scope;
      run(isTrue(value) ? node.body : node.otherwise, isTrue(value) ? inner : scope);
    }
  }
}

function emit(scope: Scope, text: string): void {
  scope.session.charge(text.length);
  scope.out.push(text);
}

function range(node: Extract<Node, { block: string }>, scope: Scope): void {
  const match = /^(?:(\$\w+)\s*(?:,\s*(\$\w+)\s*)?:=\s*)?(.+)$/s.exec(node.head);
  const value = evaluate(match?.[3] ?? node.head, scope);
  const entries: (readonly [Value, Value])[] = Array.isArray(value)
    ? (value as readonly Value[]).map((item, i) => [i, item])
    : isObject(value)
      ? [...entriesOf(value)]
      : [];
  if (entries.length === 0) {
    run(node.otherwise, scope);
    return;
  }
  for (const [key, item] of entries) {
    const names = new Map(scope.names);
    if (match?.[1] !== undefined) names.set(match[1], match[2] === undefined ? item : key);
    if (match?.[2] !== undefined) names.set(match[2], item);
    run(node.body, { ...scope, dot: item, names });
  }
}

// oxlint-disable-next-line complexity -- one grammar production
function evaluate(expression: string, scope: Scope): Value | undefined {
  const text = expression.trim();
  if (/^"(?:[^"\\]|\\.)*"$/.test(text)) return JSON.parse(text) as string;
  if (/^`[^`]*`$/.test(text)) return text.slice(1, -1);
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  const path = /^(\$\w*)?((?:\.\w+)*|\.)$/.exec(text);
  if (path === null) throw new TemplateError(`function or expression not supported: ${text}`);
  const name = path[1];
  let value: Value | undefined = name === undefined ? scope.dot : name === '$' ? scope.root : scope.names.get(name);
  if (name !== undefined && name !== '$' && !scope.names.has(name))
    throw new TemplateError(`undefined variable "${name}"`);
  for (const key of (path[2] ?? '').split('.').filter((part) => part !== '')) {
    value = isObject(value) ? field(value, key) : undefined;
  }
  return value;
}

function isTrue(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isObject(value) || [...entriesOf(value)].length > 0;
}

/** Go prints slices as `[a b]` and maps as `map[k:v]`. */
function goText(value: Value): string {
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(goText).join(' ')}]`;
  if (isObject(value))
    return `map[${[...entriesOf(value)].map(([key, item]) => `${goText(key)}:${goText(item)}`).join(' ')}]`;
  return value === null ? '<no value>' : displayText(value);
}
