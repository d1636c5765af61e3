import { documentErrors } from '../errors.ts';
import type { ArrayNode, DocumentNode, DocumentPath, ObjectEntry, ObjectNode, ScalarNode } from '../node.ts';
import type { Range } from '../position.ts';
import { toValue } from '../to-value.ts';
import { checkNumber, checkString, describe } from './describe.ts';
import { nearest } from '@sallyport/kernel';
import { propertyOf } from './shape.ts';
import type { AnyShape, Properties, Property, ShapeValue } from './shape.ts';

/** One thing that is wrong with a document. */
export interface ShapeProblem {
  /** `DOCUMENTS_SHAPE`. */
  readonly code: string;
  /** What is wrong, with the path where it is wrong. */
  readonly message: string;
  /** What the author does next. */
  readonly next: string;
  readonly path: DocumentPath;
  readonly line: number;
  readonly column: number;
  readonly range: Range;
  /** The key or value that was most likely meant. */
  readonly suggestion?: string;
}

export type ShapeResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ShapeProblem[] };

/** Checks a document against a descriptor. Gives the typed value with defaults filled in, or every problem with its place. */
export function checkShape<S extends AnyShape>(node: DocumentNode, shape: S): ShapeResult<ShapeValue<S>> {
  const checker = new Checker();
  const value = checker.check(node, shape, []);
  if (checker.problems.length > 0) return { ok: false, problems: checker.problems };
  return { ok: true, value: value as ShapeValue<S> };
}

/** A path as people write it: `scanners.secrets[0].id`. */
export function formatPath(path: DocumentPath): string {
  if (path.length === 0) return 'the document';
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

interface Complaint {
  readonly problem: string;
  readonly advice: string;
  readonly suggestion?: string | undefined;
}

class Checker {
  readonly problems: ShapeProblem[] = [];

  check(node: DocumentNode, shape: AnyShape, path: DocumentPath): unknown {
    switch (shape.kind) {
      case 'any':
        return toValue(node);
      case 'union':
        return this.#union(node, shape.options, path);
      case 'array':
        if (node.kind === 'array') return this.#array(node, shape, path);
        break;
      case 'record':
        if (node.kind === 'object') return this.#record(node, shape, path);
        break;
      case 'object':
        if (node.kind === 'object') return this.#object(node, shape, path);
        break;
      default:
        if (node.kind === 'scalar') return this.#scalar(node, shape, path);
    }
    return this.#wrongKind(node, shape, path);
  }

  #scalar(
    node: ScalarNode,
    shape: Extract<AnyShape, { kind: 'string' | 'enum' | 'number' | 'boolean' }>,
    path: DocumentPath,
  ): unknown {
    const { value } = node;
    switch (shape.kind) {
      case 'string':
        if (typeof value !== 'string') break;
        return this.#judged(value, checkString(value, shape.rules), node.range, path);
      case 'number':
        if (typeof value !== 'number') break;
        return this.#judged(value, checkNumber(value, shape.rules), node.range, path);
      case 'boolean':
        if (typeof value === 'boolean') return value;
        break;
      case 'enum':
        if (typeof value !== 'string') break;
        if (!shape.values.includes(value)) this.#unknownValue(value, shape.values, node, path);
        return value;
    }
    return this.#wrongKind(node, shape, path);
  }

  #judged<T>(value: T, problem: string | undefined, range: Range, path: DocumentPath): T {
    if (problem !== undefined) this.#complain({ problem, advice: 'Correct the value.' }, range, path);
    return value;
  }

  #array(node: ArrayNode, shape: Extract<AnyShape, { kind: 'array' }>, path: DocumentPath): unknown[] {
    const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = shape.rules;
    const count = node.items.length;
    if (count < minItems) this.#judged(node, `has ${count} items, and needs at least ${minItems}`, node.range, path);
    if (count > maxItems) this.#judged(node, `has ${count} items, and may have ${maxItems}`, node.range, path);
    return node.items.map((item, index) => this.check(item, shape.item, [...path, index]));
  }

  #record(node: ObjectNode, shape: Extract<AnyShape, { kind: 'record' }>, path: DocumentPath): object {
    this.#repeated(node, path);
    const pairs = node.entries.map((entry): [string, unknown] => {
      const at = [...path, entry.key];
      const problem = checkString(entry.key, shape.keys);
      if (problem !== undefined) {
        this.#complain({ problem: `the key ${problem}`, advice: 'Correct the key.' }, entry.keyRange, at);
      }
      return [entry.key, this.check(entry.value, shape.value, at)];
    });
    // fromEntries defines properties, so that a key `__proto__` is one like any other.
    return Object.fromEntries(pairs);
  }

  #object(node: ObjectNode, shape: Extract<AnyShape, { kind: 'object' }>, path: DocumentPath): object {
    this.#repeated(node, path);
    const pairs: [string, unknown][] = [];
    for (const entry of node.entries) {
      if (Object.hasOwn(shape.properties, entry.key)) continue;
      if (shape.rules.open === true) pairs.push([entry.key, toValue(entry.value)]);
      else this.#unknownKey(entry, node, shape.properties, path);
    }
    for (const [key, listed] of Object.entries(shape.properties)) {
      const property = propertyOf(listed);
      const value = node.get(key);
      if (value !== undefined) pairs.push([key, this.check(value, property.shape, [...path, key])]);
      else if (!property.optional) this.#missing(key, property, node, path);
      else if (Object.hasOwn(property, 'fallback')) pairs.push([key, property.fallback]);
    }
    return Object.fromEntries(pairs);
  }

  #missing(key: string, property: Property, node: ObjectNode, path: DocumentPath): void {
    const first = node.entries[0]?.keyRange ?? node.range;
    const what = describe(property.shape);
    this.#complain({ problem: `the key "${key}" is missing`, advice: `Add "${key}": ${what}.` }, first, path);
  }

  #unknownKey(entry: ObjectEntry, node: ObjectNode, known: object, path: DocumentPath): void {
    const free = Object.keys(known).filter((key) => node.entry(key) === undefined);
    const suggestion = nearest(entry.key, free);
    const names = Object.keys(known).join(', ');
    const advice = suggestion === undefined ? `Known here: ${names}.` : `Did you mean "${suggestion}"?`;
    this.#complain({ problem: `no key "${entry.key}" is known here`, advice, suggestion }, entry.keyRange, path);
  }

  #unknownValue(value: string, known: readonly string[], node: DocumentNode, path: DocumentPath): void {
    const suggestion = nearest(value, known);
    const advice = suggestion === undefined ? `One of: ${known.join(', ')}.` : `Did you mean "${suggestion}"?`;
    this.#complain({ problem: `"${value}" is none of ${known.join(', ')}`, advice, suggestion }, node.range, path);
  }

  #repeated(node: ObjectNode, path: DocumentPath): void {
    const keys = new Set<string>();
    for (const entry of node.entries) {
      if (keys.has(entry.key)) {
        const problem = `the key "${entry.key}" is repeated`;
        this.#complain({ problem, advice: 'Keep one of them.' }, entry.keyRange, path);
      }
      keys.add(entry.key);
    }
  }

  #union(node: DocumentNode, options: readonly AnyShape[], path: DocumentPath): unknown {
    const fitting = options.filter((option) => fits(node, option));
    const candidates = node.kind === 'object' ? fitting.filter((option) => selected(node, option)) : fitting;
    if (node.kind === 'object' && candidates.length === 0 && this.#unselected(node, fitting, path)) return undefined;
    let best: Checker | undefined;
    for (const option of candidates.length > 0 ? candidates : fitting) {
      const attempt = new Checker();
      const value = attempt.check(node, option, path);
      if (attempt.problems.length === 0) return value;
      if (best === undefined || attempt.problems.length < best.problems.length) best = attempt;
    }
    if (best === undefined) return this.#wrongKind(node, { kind: 'union', options, rules: {} }, path);
    this.problems.push(...best.problems);
    return undefined;
  }

  /** Complains of the property that tells the options apart, where all of them have one. */
  #unselected(node: ObjectNode, options: readonly AnyShape[], path: DocumentPath): boolean {
    const choices = options.map((option) => (option.kind === 'object' ? enumsOf(option.properties) : new Map()));
    const key = [...(choices[0]?.keys() ?? [])].find((name) => choices.every((choice) => choice.has(name)));
    if (key === undefined) return false;
    const values = choices.flatMap((choice): readonly string[] => choice.get(key) ?? []);
    const shape: AnyShape = { kind: 'enum', values, rules: {} };
    const value = node.get(key);
    if (value === undefined) this.#missing(key, { shape, optional: false }, node, path);
    else this.check(value, shape, [...path, key]);
    return true;
  }

  #wrongKind(node: DocumentNode, shape: AnyShape, path: DocumentPath): undefined {
    const found = describeNode(node);
    const quote = shape.kind === 'string' && node.kind === 'scalar' && node.value !== null;
    const advice = quote ? `Put the value in quotes: "${node.raw.slice(0, 60)}".` : `Give ${describe(shape)}.`;
    this.#complain({ problem: `${found} stands where ${describe(shape)} is expected`, advice }, node.range, path);
  }

  #complain({ problem, advice, suggestion }: Complaint, range: Range, path: DocumentPath): void {
    const { code, message, next } = documentErrors.SHAPE({ path: formatPath(path), problem, advice });
    const { line, column } = range.start;
    const complaint = { code, message, next, path, line, column, range };
    this.problems.push(suggestion === undefined ? complaint : { ...complaint, suggestion });
  }
}

/** Whether a node is of the kind that a shape asks for. */
function fits(node: DocumentNode, shape: AnyShape): boolean {
  switch (shape.kind) {
    case 'any':
      return true;
    case 'union':
      return shape.options.some((option) => fits(node, option));
    case 'array':
      return node.kind === 'array';
    case 'object':
    case 'record':
      return node.kind === 'object';
    default: {
      const wanted = shape.kind === 'enum' ? 'string' : shape.kind;
      return node.kind === 'scalar' && typeof node.value === wanted;
    }
  }
}

/** Whether the `oneOf` properties of an object's shape have a value of the node's: they tell the options of a union apart. */
function selected(node: ObjectNode, shape: AnyShape): boolean {
  if (shape.kind !== 'object') return true;
  return [...enumsOf(shape.properties)].every(([key, values]) => {
    const value = node.get(key);
    return value?.kind === 'scalar' && typeof value.value === 'string' && values.includes(value.value);
  });
}

/** The required `oneOf` properties of an object, with their values. */
function enumsOf(properties: Properties): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(properties).flatMap(([key, listed]): [string, readonly string[]][] => {
      const { shape, optional } = propertyOf(listed);
      return shape.kind === 'enum' && !optional ? [[key, shape.values]] : [];
    }),
  );
}

function describeNode(node: DocumentNode): string {
  if (node.kind === 'array') return 'a list';
  if (node.kind === 'object') return 'an object';
  if (node.value === null) return 'nothing';
  return typeof node.value === 'string' ? 'a string' : `the ${typeof node.value} ${node.raw.slice(0, 40)}`;
}
