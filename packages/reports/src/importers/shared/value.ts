/** Readers of foreign JSON and XML trees that never throw: what is missing or of another type is undefined or empty. */

type Step = string | number;

/** The value at a path of keys and indices. */
export function at(value: unknown, ...path: readonly Step[]): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<Step, unknown>)[step];
  }
  return current;
}

/** The text at a path; numbers and booleans as text, white space around it removed, the empty text as undefined. */
export function textAt(value: unknown, ...path: readonly Step[]): string | undefined {
  const found = at(value, ...path);
  if (typeof found === 'number' || typeof found === 'boolean') return String(found);
  if (isRecord(found) && typeof found['#text'] === 'string') return found['#text'].trim() || undefined;
  return typeof found === 'string' ? found.trim() || undefined : undefined;
}

/** The number at a path, also where it is written as text. */
export function numberAt(value: unknown, ...path: readonly Step[]): number | undefined {
  const found = at(value, ...path);
  if (typeof found !== 'number' && typeof found !== 'string') return undefined;
  const number = typeof found === 'number' ? found : found.trim() === '' ? Number.NaN : Number(found);
  return Number.isFinite(number) ? number : undefined;
}

/** The list at a path; a single object (an XML element that occurs once) is a list of one. */
export function listAt(value: unknown, ...path: readonly Step[]): readonly unknown[] {
  const found = at(value, ...path);
  if (Array.isArray(found)) return found;
  return isRecord(found) ? [found] : [];
}

/** The texts of a list, or one text as a list. */
export function textsAt(value: unknown, ...path: readonly Step[]): string[] {
  const found = at(value, ...path);
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  return list.map((entry) => textAt({ entry }, 'entry')).filter((text) => text !== undefined);
}

/** The entries of an object, of which arrays have none. */
export function entriesAt(value: unknown, ...path: readonly Step[]): [string, unknown][] {
  const found = at(value, ...path);
  return isRecord(found) ? Object.entries(found) : [];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every element of a list or tree of lists, or the value itself. */
export function flat(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.flatMap(flat) : [value];
}
