/** Members of a JSON object as protobuf's JSON form has them: lowerCamelCase or snake_case names, numbers as numbers or strings, bytes as base64. */
import { decodeBase64 } from './bytes.ts';
import { isJsonObject } from './strict-json.ts';
import type { Json, JsonObject } from './strict-json.ts';

export interface Fields {
  readonly object: JsonObject;
  has(name: string): boolean;
  string(name: string): string | undefined;
  bytes(name: string): Buffer | undefined;
  /** A count from 0 to 2^53 - 1. */
  count(name: string): number | undefined;
  fields(name: string): Fields | undefined;
  list(name: string): Fields[];
  strings(name: string): string[];
}

/** Called for a member of the wrong kind; does not return. */
export type FieldFailure = (detail: string) => never;

const MAX_LIST = 1000;
const COUNT = /^(?:0|[1-9][0-9]{0,15})$/;

export function fieldsOf(value: Json | undefined, what: string, fail: FieldFailure): Fields {
  if (!isJsonObject(value)) return fail(`${what} is no object`);
  const object = value;

  // Nearly every document has no snake_case name, and then none need be made.
  const hasSnakeCase = Object.keys(object).some((name) => name.includes('_'));

  function member(name: string): Json | undefined {
    const inCamel = Object.hasOwn(object, name) ? object[name] : undefined;
    if (!hasSnakeCase) return inCamel ?? undefined;
    const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (snake === name || !Object.hasOwn(object, snake)) return inCamel ?? undefined;
    if (inCamel !== undefined) fail(`${what} has ${name} twice`);
    return object[snake] ?? undefined;
  }

  function string(name: string): string | undefined {
    const found = member(name);
    if (found !== undefined && typeof found !== 'string') fail(`${what}.${name} is no text`);
    return found as string | undefined;
  }

  function items(name: string): readonly Json[] {
    const found = member(name) ?? [];
    if (!Array.isArray(found) || found.length > MAX_LIST)
      return fail(`${what}.${name} is no list of at most ${MAX_LIST}`);
    return found as readonly Json[];
  }

  return {
    object,
    has: (name) => member(name) !== undefined,
    string,
    bytes(name) {
      const text = string(name);
      const bytes = text === undefined ? undefined : decodeBase64(text);
      if (text !== undefined && bytes === undefined) fail(`${what}.${name} is no base64`);
      return bytes;
    },
    count(name) {
      const found = member(name);
      if (found === undefined) return undefined;
      const text = typeof found === 'number' || typeof found === 'string' ? String(found) : '';
      const count = Number(text);
      if (!COUNT.test(text) || !Number.isSafeInteger(count)) fail(`${what}.${name} is no count`);
      return count;
    },
    fields(name) {
      const found = member(name);
      return found === undefined ? undefined : fieldsOf(found, `${what}.${name}`, fail);
    },
    list: (name) => items(name).map((item, i) => fieldsOf(item, `${what}.${name}[${i}]`, fail)),
    strings: (name) =>
      items(name).map((item) =>
        typeof item === 'string' ? item : fail(`${what}.${name} holds something else than text`),
      ),
  };
}
