import { Decimal, numberText } from '../shared/decimal.ts';
import { StructMap, StructSet, sortedKeys } from '../shared/values.ts';
import type { Value } from '../shared/values.ts';
import { field } from '../shared/values.ts';

/** A value as Rego writes it: `["a", {"k": 1}, {2, 3}]`. */
function regoText(value: Value): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal) return numberText(value);
  if (value instanceof StructSet) return value.size === 0 ? 'set()' : `{${value.sorted().map(regoText).join(', ')}}`;
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(regoText).join(', ')}]`;
  const object = value as Exclude<typeof value, readonly Value[]>;
  if (!(object instanceof StructMap) && Array.isArray(object)) return '';
  const entries = sortedKeys(object).map((key) => `${regoText(key)}: ${regoText(field(object, key) as Value)}`);
  return `{${entries.join(', ')}}`;
}

/** The same, but a string stands as it is: what `%v` and templates show. */
export function displayText(value: Value): string {
  return typeof value === 'string' ? value : regoText(value);
}
