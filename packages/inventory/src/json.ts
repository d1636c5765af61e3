/** Reading of foreign JSON without trust: every step answers with a neutral value where the shape is another. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member; names of the prototype are not members. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function text(value: unknown, name: string): string | undefined {
  return textOf(member(value, name));
}

export function list(value: unknown, name: string): readonly unknown[] {
  const found = member(value, name);
  return Array.isArray(found) ? found : [];
}

export function texts(value: unknown, name: string): string[] {
  return list(value, name).filter((item): item is string => typeof item === 'string');
}
