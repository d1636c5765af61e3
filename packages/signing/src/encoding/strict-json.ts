/**
 * JSON (RFC 8259) for signed documents: a member name may stand only once, because two readers that disagree on
 * which of two values counts would let one signature say two things. Depth and size are bounded.
 */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export interface JsonBounds {
  readonly characters: number;
  readonly depth: number;
}

const JSON_BOUNDS: JsonBounds = Object.freeze({ characters: 32 * 1024 * 1024, depth: 64 });

/** What is wrong and where; callers turn it into their own refusal. */
export class JsonSyntax extends Error {
  override readonly name = 'JsonSyntax';
}

interface Reader {
  readonly text: string;
  readonly depth: number;
  at: number;
}

/** The value of a JSON text; throws `JsonSyntax` for anything that is not exactly one. */
export function parseStrictJson(text: string, bounds: JsonBounds = JSON_BOUNDS): Json {
  if (text.length > bounds.characters) throw new JsonSyntax(`longer than ${bounds.characters} characters`);
  const reader: Reader = { text, depth: bounds.depth, at: 0 };
  const value = readValue(reader, 0);
  skipSpace(reader);
  if (reader.at < text.length) fail(reader, 'text after the value');
  return value;
}

/** Strict UTF-8 first: bytes that decode to a replacement character could decode to something else elsewhere. */
export function parseStrictJsonBytes(bytes: Uint8Array, bounds: JsonBounds = JSON_BOUNDS): Json {
  if (bytes.length > 4 * bounds.characters) throw new JsonSyntax(`longer than ${bounds.characters} characters`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new JsonSyntax('no UTF-8');
  }
  return parseStrictJson(text, bounds);
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readValue(reader: Reader, depth: number): Json {
  skipSpace(reader);
  const code = reader.text.charCodeAt(reader.at);
  if (code === 0x7b) return readObject(reader, depth + 1);
  if (code === 0x5b) return readArray(reader, depth + 1);
  if (code === 0x22) return readString(reader);
  return readScalar(reader);
}

function readObject(reader: Reader, depth: number): JsonObject {
  enter(reader, depth);
  const object: Record<string, Json> = {};
  if (closes(reader, 0x7d)) return object;
  for (;;) {
    skipSpace(reader);
    if (reader.text.charCodeAt(reader.at) !== 0x22) fail(reader, 'no member name');
    const name = readString(reader);
    if (Object.hasOwn(object, name)) fail(reader, `the member ${JSON.stringify(name.slice(0, 80))} stands twice`);
    skipSpace(reader);
    if (reader.text.charCodeAt(reader.at) !== 0x3a) fail(reader, 'no colon');
    reader.at++;
    const value = readValue(reader, depth);
    // A plain assignment to __proto__ would set the prototype.
    if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true });
    else object[name] = value;
    if (ends(reader, 0x7d)) return object;
  }
}

function readArray(reader: Reader, depth: number): readonly Json[] {
  enter(reader, depth);
  const items: Json[] = [];
  if (closes(reader, 0x5d)) return items;
  for (;;) {
    items.push(readValue(reader, depth));
    if (ends(reader, 0x5d)) return items;
  }
}

function enter(reader: Reader, depth: number): void {
  if (depth > reader.depth) fail(reader, `deeper than ${reader.depth} levels`);
  reader.at++;
}

/** True at the closing bracket of an empty object or array, which it passes. */
function closes(reader: Reader, bracket: number): boolean {
  skipSpace(reader);
  if (reader.text.charCodeAt(reader.at) !== bracket) return false;
  reader.at++;
  return true;
}

/** Passes a comma (false) or the closing bracket (true). */
function ends(reader: Reader, bracket: number): boolean {
  skipSpace(reader);
  const code = reader.text.charCodeAt(reader.at);
  if (code !== bracket && code !== 0x2c) fail(reader, 'no comma or closing bracket');
  reader.at++;
  return code === bracket;
}

function readString(reader: Reader): string {
  const start = reader.at;
  const close = reader.text.indexOf('"', start + 1);
  if (close < 0) fail(reader, 'an unclosed string');
  const plain = reader.text.slice(start + 1, close);
  // oxlint-disable-next-line no-control-regex -- control characters and escapes take the slow way
  if (!/[\u0000-\u001f\\]/.test(plain)) {
    reader.at = close + 1;
    return plain;
  }
  reader.at = endOfString(reader, start);
  return scalarOf(reader, reader.text.slice(start, reader.at)) as string;
}

function endOfString(reader: Reader, start: number): number {
  let at = start + 1;
  while (at < reader.text.length) {
    const code = reader.text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    at += code === 0x5c ? 2 : 1;
  }
  return fail(reader, 'an unclosed string');
}

function readScalar(reader: Reader): Json {
  const start = reader.at;
  let end = start;
  while (isScalarCode(reader.text.charCodeAt(end))) end++;
  if (end === start) fail(reader, 'no value');
  const value = scalarOf(reader, reader.text.slice(start, end));
  reader.at = end;
  return value;
}

/** Letters, digits, plus, minus and full stop: what numbers, true, false and null are made of. */
function isScalarCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x45
  );
}

/** The platform's parser knows the grammar of strings and numbers. */
function scalarOf(reader: Reader, source: string): Json {
  try {
    return JSON.parse(source) as Json;
  } catch {
    return fail(reader, 'a malformed string or number');
  }
}

function skipSpace(reader: Reader): void {
  for (;;) {
    const code = reader.text.charCodeAt(reader.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    reader.at++;
  }
}

function fail(reader: Reader, what: string): never {
  throw new JsonSyntax(`${what} at character ${reader.at}`);
}
