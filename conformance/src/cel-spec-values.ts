import { celValue } from '@sallyport/languages/cel';
import type { CelValue } from '@sallyport/languages/cel';

/** A value of the suites, in the JSON form of `cel.expr.Value`. */
export type SpecValue = Readonly<Record<string, unknown>>;

/** The value that a test binds or wants; undefined where it is a message. */
// oxlint-disable-next-line complexity -- one arm for each kind of value
export function specValue(value: SpecValue): CelValue | undefined {
  const [kind = '', content] = Object.entries(value)[0] ?? [];
  switch (kind) {
    case 'nullValue':
      return null;
    case 'boolValue':
    case 'stringValue':
      return content as boolean | string;
    case 'int64Value':
      return celValue.int(BigInt(content as string));
    case 'uint64Value':
      return celValue.uint(BigInt(content as string));
    case 'doubleValue':
      return celValue.double(Number(content));
    case 'bytesValue':
      return Buffer.from(content as string, 'base64');
    case 'typeValue':
      return celValue.type(content as string);
    case 'listValue':
      return all(((content as { values?: SpecValue[] }).values ?? []).map(specValue));
    case 'mapValue':
      return mapOf((content as { entries?: { key: SpecValue; value: SpecValue }[] }).entries ?? []);
    case 'objectValue':
      return objectOf(content as { '@type'?: string; value?: string });
    default:
      return undefined;
  }
}

function all(values: readonly (CelValue | undefined)[]): CelValue | undefined {
  return values.includes(undefined) ? undefined : (values as readonly CelValue[]);
}

function mapOf(entries: readonly { readonly key: SpecValue; readonly value: SpecValue }[]): CelValue | undefined {
  const made: [CelValue, CelValue][] = [];
  for (const { key, value } of entries) {
    const [k, v] = [specValue(key), specValue(value)];
    if (k === undefined || v === undefined) return undefined;
    made.push([k, v]);
  }
  return celValue.map(made);
}

function objectOf(content: { readonly '@type'?: string; readonly value?: string }): CelValue | undefined {
  const { '@type': type = '', value = '' } = content;
  if (type.endsWith('google.protobuf.Timestamp')) return celValue.timestamp(value);
  return type.endsWith('google.protobuf.Duration') ? celValue.duration(value) : undefined;
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  INT64: 'int',
  UINT64: 'uint',
  DOUBLE: 'double',
  BOOL: 'bool',
  STRING: 'string',
  BYTES: 'bytes',
};

/** The text of a type of the suites, in the JSON form of `cel.expr.Type`; undefined where it needs messages. */
// oxlint-disable-next-line complexity -- one arm for each kind of type
export function specTypeText(type: Readonly<Record<string, unknown>>): string | undefined {
  const [kind = '', content] = Object.entries(type)[0] ?? [];
  const part = content as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  switch (kind) {
    case 'primitive':
      return PRIMITIVES[content as string];
    case 'null':
      return 'null';
    case 'dyn':
      return 'dyn';
    case 'wrapper':
      return wrap('wrapper', [PRIMITIVES[content as string]]);
    case 'wellKnown':
      return { TIMESTAMP: 'timestamp', DURATION: 'duration' }[content as string];
    case 'messageType':
      return { 'google.protobuf.Timestamp': 'timestamp', 'google.protobuf.Duration': 'duration' }[content as string];
    case 'listType':
      return wrap('list', [specTypeText(part['elemType'] ?? { dyn: {} })]);
    case 'mapType':
      return wrap('map', [specTypeText(part['keyType'] ?? {}), specTypeText(part['valueType'] ?? {})]);
    case 'type':
      return Object.keys(part ?? {}).length === 0 ? 'type' : wrap('type', [specTypeText(part as never)]);
    case 'typeParam':
      return content as string;
    case 'abstractType': {
      const params = (part['parameterTypes'] ?? []) as unknown as readonly Readonly<Record<string, unknown>>[];
      return wrap(String(part['name']), params.map(specTypeText));
    }
    default:
      return undefined;
  }
}

function wrap(name: string, params: readonly (string | undefined)[]): string | undefined {
  if (params.includes(undefined)) return undefined;
  return params.length === 0 ? name : `${name}(${params.join(', ')})`;
}
