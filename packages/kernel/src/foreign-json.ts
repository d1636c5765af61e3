/**
 * Steps into JSON that somebody else wrote. Each answers with a neutral value where the shape is another,
 * and sees own members only, so that `__proto__` and `constructor` are names like any other.
 */
export type ForeignObject = Readonly<Record<string, unknown>>;

export function isForeignObject(value: unknown): value is ForeignObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member's value, or undefined. */
export function jsonMember(value: unknown, name: string): unknown {
  return isForeignObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The value where it is a text and not empty. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A member that is a text and not empty. */
export function jsonText(value: unknown, name: string): string | undefined {
  return asText(jsonMember(value, name));
}

/** A member's items; none where it is no array. */
export function jsonList(value: unknown, name: string): readonly unknown[] {
  const found = jsonMember(value, name);
  return Array.isArray(found) ? found : [];
}

/** The texts among a member's items. */
export function jsonTexts(value: unknown, name: string): string[] {
  return jsonList(value, name).filter((item): item is string => typeof item === 'string');
}
