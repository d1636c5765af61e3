/**
 * A small language that describes configuration files. One descriptor checks a document (`checkShape`), types
 * its value (`ShapeValue`) and writes its JSON Schema (`jsonSchema`).
 */

interface Described {
  /** One sentence for the reader of the schema and the documentation. */
  readonly doc?: string;
}

export interface StringRules extends Described {
  /** An anchored pattern that runs in linear time. */
  readonly pattern?: RegExp;
  /** What the pattern asks for, in words: `a date as YYYY-MM-DD`. */
  readonly what?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Says what is wrong with a string, or nothing. */
  readonly check?: (value: string) => string | undefined;
}

export interface NumberRules extends Described {
  readonly integer?: boolean;
  readonly min?: number;
  readonly max?: number;
}

export interface ArrayRules extends Described {
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface ObjectRules extends Described {
  /** Keys that are not listed are taken as they are. */
  readonly open?: boolean;
}

/** One property of an object. */
export interface Property {
  readonly shape: AnyShape;
  readonly optional: boolean;
  readonly fallback?: unknown;
  readonly doc?: string;
}

export type Properties = { readonly [key: string]: Property | AnyShape };

export type AnyShape =
  | { readonly kind: 'string'; readonly rules: StringRules }
  | { readonly kind: 'enum'; readonly values: readonly string[]; readonly rules: Described }
  | { readonly kind: 'number'; readonly rules: NumberRules }
  | { readonly kind: 'boolean'; readonly rules: Described }
  | { readonly kind: 'any'; readonly rules: Described }
  | { readonly kind: 'array'; readonly item: AnyShape; readonly rules: ArrayRules }
  | { readonly kind: 'record'; readonly value: AnyShape; readonly keys: StringRules; readonly rules: Described }
  | { readonly kind: 'object'; readonly properties: Properties; readonly rules: ObjectRules }
  | { readonly kind: 'union'; readonly options: readonly AnyShape[]; readonly rules: Described };

declare const VALUE: unique symbol;
/** A descriptor of values of type `T`. */
export type Shape<T, S extends AnyShape = AnyShape> = S & { readonly [VALUE]?: T };
/** A property that may be left out. */
export interface OptionalProperty<T> extends Property {
  readonly optional: true;
  readonly [VALUE]?: T;
}
/** A property that has a value where it is left out. */
export interface DefaultProperty<T> extends Property {
  readonly optional: true;
  readonly fallback: T;
  readonly [VALUE]?: T;
}

/** The type of the values that a descriptor lets through. */
export type ShapeValue<S> = S extends { readonly [VALUE]?: infer T } ? T : never;

type OptionalKeys<P> = {
  [K in keyof P]: P[K] extends { readonly fallback: unknown }
    ? never
    : P[K] extends { readonly optional: true }
      ? K
      : never;
}[keyof P];
type Flat<T> = { [K in keyof T]: T[K] };
type ObjectValue<P> = Flat<
  { readonly [K in Exclude<keyof P, OptionalKeys<P>>]: ShapeValue<P[K]> } & {
    readonly [K in OptionalKeys<P>]?: ShapeValue<P[K]>;
  }
>;

export function string(rules: StringRules = {}): Shape<string> {
  return { kind: 'string', rules };
}

/** One of a few strings. */
export function oneOf<const V extends readonly string[]>(values: V, rules: Described = {}): Shape<V[number]> {
  return { kind: 'enum', values, rules };
}

export function number(rules: NumberRules = {}): Shape<number> {
  return { kind: 'number', rules };
}

export function boolean(rules: Described = {}): Shape<boolean> {
  return { kind: 'boolean', rules };
}

/** Anything; the value is plain data. */
export function any(rules: Described = {}): Shape<unknown> {
  return { kind: 'any', rules };
}

export function array<S extends AnyShape>(item: S, rules: ArrayRules = {}): Shape<readonly ShapeValue<S>[]> {
  return { kind: 'array', item, rules };
}

/** An object with free keys and values of one shape. `keys` are the rules for its keys. */
export function record<S extends AnyShape>(
  value: S,
  rules: Described & { readonly keys?: StringRules } = {},
): Shape<{ readonly [key: string]: ShapeValue<S> }> {
  return { kind: 'record', value, keys: rules.keys ?? {}, rules };
}

/** An object with known keys; each is required unless it is `optional` or has a default (`withDefault`). */
export function object<const P extends Properties>(
  properties: P,
  rules: ObjectRules = {},
): Shape<ObjectValue<P>, Extract<AnyShape, { kind: 'object' }>> {
  return { kind: 'object', properties, rules };
}

/** A value of one of several shapes. Objects are told apart by a property that is a `oneOf` in each. */
export function union<const O extends readonly AnyShape[]>(
  options: O,
  rules: Described = {},
): Shape<ShapeValue<O[number]>> {
  return { kind: 'union', options, rules };
}

export function optional<S extends AnyShape>(shape: S, doc?: string): OptionalProperty<ShapeValue<S>> {
  return { shape, optional: true, ...(doc === undefined ? {} : { doc }) };
}

export function withDefault<S extends AnyShape>(
  shape: S,
  fallback: NoInfer<ShapeValue<S>>,
  doc?: string,
): DefaultProperty<ShapeValue<S>> {
  return { shape, optional: true, fallback, ...(doc === undefined ? {} : { doc }) };
}

/** A property's descriptor, whichever way it was written. */
export function propertyOf(entry: Property | AnyShape): Property {
  return 'shape' in entry ? entry : { shape: entry, optional: false };
}
