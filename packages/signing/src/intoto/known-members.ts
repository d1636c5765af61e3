import { isJsonObject } from '../encoding/strict-json.ts';
import type { Json, JsonObject } from '../encoding/strict-json.ts';
import { refuse } from '../refusal.ts';

/** A name that is a URI: how in-toto lets others add to a predicate. */
const URI_NAME = /^[a-z][a-z0-9+.-]*:\S+$/i;

/**
 * Refuses members of a decision that are not known: `conditions`, say, could turn a yes into a maybe. Additions under a
 * URI as name are let through, because in-toto forbids them to change what the rest means.
 */
export function requireKnownMembers(object: JsonObject, known: ReadonlySet<string>, what: string): void {
  const unknown = Object.keys(object).find((name) => !known.has(name) && !URI_NAME.test(name));
  if (unknown !== undefined)
    refuse('UNKNOWN_FIELD', `${what} has the unknown member ${JSON.stringify(unknown.slice(0, 80))}`);
}

export function textIn(object: JsonObject, name: string, what: string): string {
  const value = object[name];
  if (typeof value !== 'string' || value === '') return refuse('MALFORMED_STATEMENT', `${what} has no ${name}`);
  return value;
}

export function objectIn(object: JsonObject, name: string, what: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : refuse('MALFORMED_STATEMENT', `${what} has no ${name}`);
}

export function textsIn(object: JsonObject, name: string, what: string): string[] {
  const value: Json = object[name] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    return refuse('MALFORMED_STATEMENT', `${what} has a ${name} that is no list of texts`);
  }
  return value;
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since the Unix epoch of an RFC 3339 time. */
export function timeIn(object: JsonObject, name: string, what: string): number {
  const text = textIn(object, name, what);
  const time = RFC3339.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? refuse('MALFORMED_STATEMENT', `${what} has no time in ${name}`) : time;
}

/** `{ sha256: HEX }` of a digest set, as `sha256:HEX`; undefined where there is none. */
export function sha256In(digest: Json | undefined): string | undefined {
  const hex = isJsonObject(digest) ? digest['sha256'] : undefined;
  return typeof hex === 'string' && /^[0-9a-f]{64}$/.test(hex) ? `sha256:${hex}` : undefined;
}
