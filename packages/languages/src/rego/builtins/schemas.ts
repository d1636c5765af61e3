import { entriesOf, objectOf, typeName } from '../../shared/containers.ts';
import { compareNumbers, isIntegral } from '../../shared/decimal.ts';
import { parseJson } from '../../shared/read-json.ts';
import { equal, field, isNumeric, isObject } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { failed, isString, wrongType } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';

/** One breach of a schema, in the words of the library that OPA uses. */
interface Breach {
  readonly field: string;
  readonly type: string;
  readonly desc: string;
}

const TYPES = ['array', 'boolean', 'integer', 'number', 'null', 'object', 'string'];
const MAX_DEPTH = 100;

/** A JSON Schema (drafts 4 to 7, references within the document) checked against a value. */
class Checker {
  readonly breaches: Breach[] = [];
  readonly #root: Value;
  readonly #context: Context;
  #depth = 0;

  constructor(root: Value, context: Context) {
    this.#root = root;
    this.#context = context;
  }

  check(schema: Value, value: Value, path: string): void {
    this.#context.session.charge(1);
    if (schema === false) this.#report(path, 'false', 'False always fails validation');
    if (!isObject(schema) || this.#depth > MAX_DEPTH) return;
    this.#depth++;
    const reference = field(schema, '$ref');
    if (isString(reference as Value)) this.check(this.#resolve(reference as string), value, path);
    else this.#keywords(new Map(entriesOf(schema)), value, path);
    this.#depth--;
  }

  #report(path: string, type: string, desc: string): void {
    this.breaches.push({ field: path, type, desc });
  }

  #resolve(reference: string): Value {
    let value: Value | undefined = reference.startsWith('#') ? this.#root : undefined;
    for (const part of reference.split('/').slice(1)) {
      const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
      value = Array.isArray(value)
        ? (value as readonly Value[])[Number(key)]
        : isObject(value)
          ? field(value, key)
          : undefined;
    }
    return value ?? true;
  }

  /** Whether a value fits a schema, without reporting. */
  #fits(schema: Value, value: Value): boolean {
    const checker = new Checker(this.#root, this.#context);
    checker.#depth = this.#depth;
    checker.check(schema, value, '');
    return checker.breaches.length === 0;
  }

  #keywords(schema: ReadonlyMap<Value, Value>, value: Value, path: string): void {
    this.#type(schema.get('type'), value, path);
    const choices = schema.get('enum');
    if (Array.isArray(choices) && !(choices as readonly Value[]).some((choice) => equal(choice, value))) {
      this.#report(
        path,
        'enum',
        `${nameOf(path)} must be one of the following: ${(choices as readonly Value[]).map((choice) => JSON.stringify(choice)).join(', ')}`,
      );
    }
    const constant = schema.get('const');
    if (constant !== undefined && !equal(constant, value))
      this.#report(path, 'const', `${nameOf(path)} does not match: ${JSON.stringify(constant)}`);
    this.#combined(schema, value, path);
    if (isObject(value)) this.#object(schema, new Map(entriesOf(value)), path);
    else if (Array.isArray(value)) this.#array(schema, value as readonly Value[], path);
    else if (isString(value)) this.#string(schema, value, path);
    else if (isNumeric(value)) this.#number(schema, value, path);
  }

  #type(wanted: Value | undefined, value: Value, path: string): void {
    if (wanted === undefined) return;
    const types = Array.isArray(wanted) ? (wanted as readonly Value[]) : [wanted];
    const given = typeName(value);
    const isInteger = isNumeric(value) && isIntegral(value);
    if (types.includes(given) || (isInteger && types.includes('integer'))) return;
    this.#report(
      path,
      'invalid_type',
      `Invalid type. Expected: ${types.join('/')}, given: ${isInteger ? 'integer' : given}`,
    );
  }

  #combined(schema: ReadonlyMap<Value, Value>, value: Value, path: string): void {
    const list = (key: string): readonly Value[] =>
      Array.isArray(schema.get(key)) ? (schema.get(key) as readonly Value[]) : [];
    for (const part of list('allOf')) this.check(part, value, path);
    const any = list('anyOf');
    if (any.length > 0 && !any.some((part) => this.#fits(part, value)))
      this.#report(path, 'number_any_of', 'Must validate at least one schema (anyOf)');
    const one = list('oneOf');
    if (one.length > 0 && one.filter((part) => this.#fits(part, value)).length !== 1)
      this.#report(path, 'number_one_of', 'Must validate one and only one schema (oneOf)');
    const not = schema.get('not');
    if (not !== undefined && this.#fits(not, value))
      this.#report(path, 'number_not', 'Must not validate the schema (not)');
    const condition = schema.get('if');
    if (condition !== undefined)
      this.check(schema.get(this.#fits(condition, value) ? 'then' : 'else') ?? true, value, path);
  }

  // oxlint-disable-next-line complexity -- one test for each keyword
  #object(schema: ReadonlyMap<Value, Value>, object: ReadonlyMap<Value, Value>, path: string): void {
    const required = schema.get('required');
    for (const name of Array.isArray(required) ? (required as readonly Value[]) : []) {
      if (!object.has(name)) this.#report(path === '' ? '(root)' : path, 'required', `${String(name)} is required`);
    }
    const properties = schema.get('properties');
    const known = isObject(properties) ? new Map(entriesOf(properties)) : new Map<Value, Value>();
    const extra = schema.get('additionalProperties');
    for (const [key, value] of object) {
      const at = path === '' ? String(key) : `${path}.${String(key)}`;
      const own = known.get(key);
      const matched = this.#patterned(schema.get('patternProperties'), key, value, at);
      if (own !== undefined) this.check(own, value, at);
      else if (matched || extra === undefined) continue;
      else if (extra === false)
        this.#report(
          path === '' ? '(root)' : path,
          'additional_property_not_allowed',
          `Additional property ${String(key)} is not allowed`,
        );
      else this.check(extra, value, at);
    }
    this.#bounds(schema, { low: 'minProperties', high: 'maxProperties', count: object.size }, path);
  }

  // oxlint-disable-next-line max-params -- patterns, one property and its place
  #patterned(patterns: Value | undefined, key: Value, value: Value, path: string): boolean {
    if (!isObject(patterns) || !isString(key)) return false;
    let matched = false;
    for (const [pattern, schema] of entriesOf(patterns)) {
      const regex = isString(pattern) ? this.#context.session.options.regexes.get(pattern) : undefined;
      if (regex === undefined || 'error' in regex || !regex.test(key)) continue;
      matched = true;
      this.check(schema, value, path);
    }
    return matched;
  }

  #array(schema: ReadonlyMap<Value, Value>, items: readonly Value[], path: string): void {
    const wanted = schema.get('items');
    items.forEach((item, i) => {
      const one = Array.isArray(wanted) ? ((wanted as readonly Value[])[i] ?? schema.get('additionalItems')) : wanted;
      if (one !== undefined) this.check(one, item, path === '' ? String(i) : `${path}.${i}`);
    });
    this.#bounds(schema, { low: 'minItems', high: 'maxItems', count: items.length }, path);
    this.#context.session.charge(items.length);
    if (
      schema.get('uniqueItems') === true &&
      items.some((item, i) => items.slice(0, i).some((other) => equal(item, other)))
    ) {
      this.#report(path, 'unique', 'array items must be unique');
    }
    const contains = schema.get('contains');
    if (contains !== undefined && !items.some((item) => this.#fits(contains, item)))
      this.#report(path, 'contains', 'At least one of the items must match');
  }

  #string(schema: ReadonlyMap<Value, Value>, text: string, path: string): void {
    this.#bounds(schema, { low: 'minLength', high: 'maxLength', count: Array.from(text).length }, path);
    const pattern = schema.get('pattern');
    if (!isString(pattern as Value)) return;
    const regex = this.#context.session.options.regexes.get(pattern as string);
    if (!('error' in regex) && !regex.test(text))
      this.#report(path, 'pattern', `Does not match pattern '${pattern as string}'`);
  }

  #bounds(
    schema: ReadonlyMap<Value, Value>,
    { low, high, count }: { low: string; high: string; count: number },
    path: string,
  ): void {
    const least = schema.get(low);
    const most = schema.get(high);
    if (typeof least === 'number' && count < least)
      this.#report(path, low, `${nameOf(path)} must have at least ${least}`);
    if (typeof most === 'number' && count > most) this.#report(path, high, `${nameOf(path)} must have at most ${most}`);
  }

  #number(
    schema: ReadonlyMap<Value, Value>,
    value: Exclude<Value, null | boolean | string | readonly Value[]>,
    path: string,
  ): void {
    if (!isNumeric(value)) return;
    const order = (key: string): number | undefined => {
      const bound = schema.get(key);
      return bound !== undefined && isNumeric(bound) ? compareNumbers(value, bound) : undefined;
    };
    if ((order('minimum') ?? 0) < 0 || (order('exclusiveMinimum') ?? 1) <= 0)
      this.#report(path, 'number_gte', 'Must be greater than or equal to the minimum');
    if ((order('maximum') ?? 0) > 0 || (order('exclusiveMaximum') ?? -1) >= 0)
      this.#report(path, 'number_lte', 'Must be less than or equal to the maximum');
    const factor = schema.get('multipleOf');
    if (typeof factor === 'number' && !Number.isInteger(Number(value) / factor))
      this.#report(path, 'multiple_of', `Must be a multiple of ${factor}`);
  }
}

function nameOf(path: string): string {
  return path === '' ? '(root)' : path;
}

/** The first thing that makes a schema none, or undefined. */
// oxlint-disable-next-line complexity -- one test for each keyword
function schemaError(schema: Value, depth = 0): string | undefined {
  if (!isObject(schema)) return typeof schema === 'boolean' ? undefined : 'schema is not an object';
  if (depth > MAX_DEPTH) return 'schema is nested too deeply';
  for (const [key, value] of entriesOf(schema)) {
    if (key === 'type') {
      const types = Array.isArray(value) ? (value as readonly Value[]) : [value];
      const wrong = types.find((type) => !isString(type) || !TYPES.includes(type));
      if (wrong !== undefined)
        return `has a primitive type that is NOT VALID -- given: /${String(wrong)}/ Expected valid values are:[${TYPES.join(' ')}]`;
    } else if (key === 'properties' && isObject(value)) {
      for (const [, inner] of entriesOf(value)) {
        const error = schemaError(inner, depth + 1);
        if (error !== undefined) return error;
      }
    } else if (key === 'items' && isObject(value)) {
      const error = schemaError(value, depth + 1);
      if (error !== undefined) return error;
    }
  }
  return undefined;
}

/** A document given as a value or as JSON text. */
function documentOf(context: Context, name: string, [value, operand]: readonly [Value, number]): Value | undefined {
  if (isObject(value)) return value;
  if (!isString(value)) return wrongType(context, name, operand, 'one of {string, object}', value);
  const parsed = parseJson(value);
  return 'error' in parsed ? failed(context, name, `operand ${operand}: invalid JSON`) : parsed.value;
}

function matchSchema(context: Context, document: Value, schema: Value): Value | undefined {
  const name = 'json.match_schema';
  const value = documentOf(context, name, [document, 1]);
  const rules = value === undefined ? undefined : documentOf(context, name, [schema, 2]);
  if (value === undefined || rules === undefined) return undefined;
  const error = schemaError(rules);
  if (error !== undefined) return failed(context, name, error);
  const checker = new Checker(rules, context);
  checker.check(rules, value, '');
  const breaches = checker.breaches.map((breach): Value => {
    const at = nameOf(breach.field);
    return objectOf([
      ['error', `${at}: ${breach.desc}`],
      ['type', breach.type],
      ['field', at],
      ['desc', breach.desc],
    ]);
  });
  return [breaches.length === 0, breaches];
}

function verifySchema(context: Context, schema: Value): Value | undefined {
  const rules = documentOf(context, 'json.verify_schema', [schema, 1]);
  if (rules === undefined) return isString(schema) ? [false, 'jsonschema: invalid JSON'] : undefined;
  const error = schemaError(rules);
  return error === undefined ? [true, null] : [false, `jsonschema: ${error}`];
}

export const schemaBuiltins: BuiltinTable = { 'json.match_schema': matchSchema, 'json.verify_schema': verifySchema };
