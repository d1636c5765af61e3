import { celErrors } from './errors.ts';

/** A type, for the checker. `name` is set for opaque types and type parameters. */
export interface CelType {
  readonly kind: TypeKind;
  readonly name: string;
  readonly params: readonly CelType[];
}

type TypeKind =
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'null'
  | 'timestamp'
  | 'duration'
  | 'dyn'
  | 'error'
  | 'list'
  | 'map'
  | 'type'
  | 'wrapper'
  | 'param'
  | 'opaque';

function simple(kind: TypeKind, name: string = kind): CelType {
  return { kind, name, params: [] };
}

export const BOOL = simple('bool');
export const INT = simple('int');
export const UINT = simple('uint');
export const DOUBLE = simple('double');
export const STRING = simple('string');
export const BYTES = simple('bytes');
export const NULL = simple('null');
export const TIMESTAMP = simple('timestamp');
export const DURATION = simple('duration');
export const DYN = simple('dyn');
export const ERROR = simple('error', '!error!');

export function listOf(of: CelType): CelType {
  return { kind: 'list', name: 'list', params: [of] };
}

export function mapOf(key: CelType, value: CelType): CelType {
  return { kind: 'map', name: 'map', params: [key, value] };
}

/** The type of a type; without one, of any. */
export function typeOfType(of?: CelType): CelType {
  return { kind: 'type', name: 'type', params: of === undefined ? [] : [of] };
}

export function param(name: string): CelType {
  return { kind: 'param', name, params: [] };
}

export function opaque(name: string, params: readonly CelType[] = []): CelType {
  return { kind: 'opaque', name, params };
}

export function optionalOf(of: CelType): CelType {
  return opaque('optional_type', [of]);
}

export function isOptionalType(type: CelType): boolean {
  return type.kind === 'opaque' && type.name === 'optional_type';
}

/** The text of a type, as errors and `program.type` show it. */
export function formatType(type: CelType): string {
  if (type.params.length === 0) return type.kind === 'wrapper' ? 'wrapper(dyn)' : type.name;
  return `${type.name}(${type.params.map(formatType).join(', ')})`;
}

const SIMPLE = new Map<string, CelType>([
  ...[BOOL, INT, UINT, DOUBLE, STRING, BYTES, NULL, TIMESTAMP, DURATION, DYN].map((type): [string, CelType] => [
    type.name,
    type,
  ]),
  ['null_type', NULL],
  ['any', DYN],
  ['google.protobuf.Timestamp', TIMESTAMP],
  ['google.protobuf.Duration', DURATION],
]);

const ARITY: Readonly<Record<string, number>> = { list: 1, map: 2, optional_type: 1, wrapper: 1 };

/** Reads a type: `list(map(string, dyn))`; single capital letters are type parameters, other names opaque types. */
export function parseType(text: string): CelType {
  const reader = { text, at: 0 };
  const type = readType(reader);
  if (type === undefined || reader.at !== text.length) throw celErrors.BAD_TYPE({ text });
  return type;
}

function readType(reader: { readonly text: string; at: number }): CelType | undefined {
  const match = /^\s*([A-Za-z_@][\w.@]*)\s*/.exec(reader.text.slice(reader.at));
  if (match === null) return undefined;
  reader.at += match[0].length;
  const name = match[1] ?? '';
  const params: CelType[] = [];
  if (reader.text[reader.at] === '(') {
    do {
      reader.at++;
      const type = readType(reader);
      if (type === undefined) return undefined;
      params.push(type);
    } while (reader.text[reader.at] === ',');
    if (reader.text[reader.at] !== ')') return undefined;
    reader.at++;
    while (reader.text[reader.at] === ' ') reader.at++;
  }
  return typeNamed(name, params);
}

function typeNamed(name: string, params: readonly CelType[]): CelType | undefined {
  const plain = SIMPLE.get(name);
  if (plain !== undefined) return params.length === 0 ? plain : undefined;
  if (name === 'type') return params.length > 1 ? undefined : typeOfType(params[0]);
  const arity = Object.hasOwn(ARITY, name) ? ARITY[name] : undefined;
  if (arity !== undefined) {
    const filled = params.length === 0 ? Array.from({ length: arity }, () => DYN) : params;
    if (filled.length !== arity) return undefined;
    if (name === 'optional_type') return opaque(name, filled);
    return { kind: name as TypeKind, name, params: filled };
  }
  if (/^[A-Z]$/.test(name)) return param(name);
  return opaque(name, params);
}

/** Parameters and result of one overload. */
export interface Signature {
  /** True where the first parameter is what the method is called on. */
  readonly method: boolean;
  readonly params: readonly CelType[];
  readonly result: CelType;
}

const SIGNATURE = /^(?:(.+?)\.)?\((.*)\)\s*->\s*(.+)$/s;

/** Reads `(int, string) -> bool`, or `string.(int) -> bool` for a method. */
export function parseSignature(text: string): Signature {
  const match = SIGNATURE.exec(text);
  if (match === null) throw celErrors.BAD_SIGNATURE({ text });
  const [, receiver, inner = '', result = ''] = match;
  const params = splitTop(inner).map(parseType);
  return {
    method: receiver !== undefined,
    params: receiver === undefined ? params : [parseType(receiver), ...params],
    result: parseType(result),
  };
}

function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const [i, character] of Array.from(text).entries()) {
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  if (text.trim() !== '') parts.push(text.slice(from));
  return parts.map((part) => part.trim());
}
