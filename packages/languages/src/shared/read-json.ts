import { parseNumber } from './decimal.ts';
import type { PlainObject, Value } from './values.ts';

/** Deeper nesting is refused. */
const MAX_DEPTH = 1_000;

/**
 * Reads JSON without loss of numbers. Most texts have none that a double cannot hold: they are left to
 * `JSON.parse`, whose reviver sees the text of every number that might lose.
 */
export function parseJson(text: string): { readonly value: Value } | { readonly error: string } {
  try {
    const risky = /\d{16}|\d[.eE]\d/.test(text);
    const value = (risky ? JSON.parse(text, revive) : JSON.parse(text)) as Value;
    if (depthOf(value) > MAX_DEPTH) return { error: 'nested too deeply' };
    return { value };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function revive(_key: string, value: unknown, ...rest: readonly unknown[]): unknown {
  if (typeof value !== 'number') return value;
  const [context] = rest as readonly [{ readonly source?: string } | undefined];
  const source = context?.source;
  return source === undefined ? value : (parseNumber(source) ?? value);
}

function depthOf(value: Value): number {
  let depth = 0;
  let level: Value[] = [value];
  while (level.length > 0 && depth <= MAX_DEPTH) {
    const next: Value[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      for (const child of Array.isArray(item) ? (item as readonly Value[]) : Object.values(item as PlainObject)) {
        if (typeof child === 'object' && child !== null) next.push(child);
      }
    }
    level = next;
    depth++;
  }
  return depth;
}
