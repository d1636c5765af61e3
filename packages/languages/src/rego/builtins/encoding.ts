import { parseDocument, stringify as yamlText } from 'yaml';

import { entriesOf, objectOf } from '../../shared/containers.ts';
import { messageOf } from '@sallyport/kernel';
import { isObject } from '../../shared/values.ts';
import type { Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { jsonText, toJson } from '../json.ts';
import { parseJson } from '../../shared/read-json.ts';
import { STRING, failed, isString, membersOf, unary, wrongType } from './builtin.ts';
import type { Builtin, BuiltinTable } from './builtin.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BASE64URL = /^[A-Za-z0-9_-]*={0,2}$/;

/** Reading YAML costs so many times more than other work on a text. */
const YAML_COST = 8;

function text(name: string, run: (text: string, context: Context) => Value | undefined): Builtin {
  return unary(name, STRING, (value, context) => {
    context.session.charge(value.length);
    return run(value, context);
  });
}

function decoded(bytes: Buffer): string {
  return bytes.toString('utf8');
}

function base64Decode(value: string, context: Context): Value | undefined {
  const stripped = value.replaceAll(/[\r\n]/g, '');
  if (!BASE64.test(stripped)) return failed(context, 'base64.decode', 'illegal base64 data');
  return decoded(Buffer.from(stripped, 'base64'));
}

function base64UrlDecode(value: string, context: Context): Value | undefined {
  if (!BASE64URL.test(value)) return failed(context, 'base64url.decode', 'illegal base64 data');
  return decoded(Buffer.from(value, 'base64url'));
}

/** Go's url.QueryEscape. */
function queryEscape(value: string): string {
  return encodeURIComponent(value.toWellFormed())
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function queryUnescape(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function encodeObject(context: Context, object: Value): Value | undefined {
  const name = 'urlquery.encode_object';
  if (!isObject(object)) return wrongType(context, name, 1, 'object', object);
  const pairs: string[] = [];
  const entries = [...entriesOf(object)].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  for (const [key, value] of entries) {
    if (!isString(key)) return wrongType(context, name, 1, 'object with string keys', key);
    const values = isString(value) ? [value] : membersOf(value);
    if (values === undefined) return wrongType(context, name, 1, 'one of {string, array, set}', value);
    for (const item of values) {
      if (!isString(item)) return wrongType(context, name, 1, 'string', item);
      pairs.push(`${queryEscape(key)}=${queryEscape(item)}`);
    }
  }
  return pairs.join('&');
}

function decodeObject(value: string, context: Context): Value | undefined {
  const found = new Map<string, string[]>();
  for (const pair of value.split('&').filter((part) => part !== '')) {
    const at = pair.indexOf('=');
    const key = queryUnescape(at < 0 ? pair : pair.slice(0, at));
    const item = queryUnescape(at < 0 ? '' : pair.slice(at + 1));
    if (key === undefined || item === undefined || pair.includes(';')) {
      return failed(context, 'urlquery.decode_object', 'invalid URL escape');
    }
    found.set(key, [...(found.get(key) ?? []), item]);
  }
  return objectOf(found);
}

function unmarshal(value: string, context: Context): Value | undefined {
  const parsed = parseJson(value);
  return 'error' in parsed ? failed(context, 'json.unmarshal', parsed.error) : parsed.value;
}

const MARSHAL_KEYS = new Set(['prefix', 'indent', 'pretty']);

function marshalWith(context: Context, value: Value, options: Value): Value | undefined {
  const name = 'json.marshal_with_options';
  if (!isObject(options)) return wrongType(context, name, 2, 'object', options);
  const given = new Map(entriesOf(options));
  for (const [key, option] of given) {
    if (!isString(key) || !MARSHAL_KEYS.has(key)) {
      return context.session.fail('eval_type_error', `${name}: object contained unknown key ${jsonText(key)}`);
    }
    const wanted = key === 'pretty' ? 'boolean' : 'string';
    if (typeof option !== wanted) return wrongType(context, name, 2, wanted, option);
  }
  const indent = (given.get('indent') ?? '\t') as string;
  const prefix = (given.get('prefix') ?? '') as string;
  if ((given.get('pretty') ?? given.size > 0) === false) return jsonText(value);
  const lines = indented(JSON.parse(jsonText(value)), indent).split('\n');
  const result = lines.map((line) => prefix + line).join('\n');
  context.session.charge(result.length);
  return result;
}

function indented(value: unknown, indent: string): string {
  const text = JSON.stringify(value, undefined, ' ') ?? 'null';
  return text.replaceAll(/^ +/gm, (run) => indent.repeat(run.length));
}

/** YAML as Go's reader takes it: a wrongly indented continuation is no reason to refuse a document. */
function yamlValue(value: string): { value: Value } | { error: string } {
  try {
    const document = parseDocument(value, { version: '1.1', merge: true, uniqueKeys: false });
    const [error] = document.errors;
    if (error !== undefined) return { error: error.message };
    return { value: (document.toJS({ maxAliasCount: 1000 }) ?? null) as Value };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

function yamlUnmarshal(value: string, context: Context): Value | undefined {
  const parsed = yamlValue(value);
  return 'error' in parsed ? failed(context, 'yaml.unmarshal', parsed.error) : parsed.value;
}

function hexDecode(value: string, context: Context): Value | undefined {
  if (!/^(?:[0-9A-Fa-f]{2})*$/.test(value)) return failed(context, 'hex.decode', 'encoding/hex: invalid byte');
  return decoded(Buffer.from(value, 'hex'));
}

function marshal(context: Context, value: Value): Value {
  const result = jsonText(value);
  context.session.charge(result.length);
  return result;
}

export const encodingBuiltins: BuiltinTable = {
  'base64.encode': text('base64.encode', (value) => Buffer.from(value).toString('base64')),
  'base64.decode': text('base64.decode', base64Decode),
  'base64.is_valid': (_, value: Value) => isString(value) && BASE64.test(value.replaceAll(/[\r\n]/g, '')),
  'base64url.encode': text('base64url.encode', (value) =>
    Buffer.from(value).toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
  ),
  'base64url.encode_no_pad': text('base64url.encode_no_pad', (value) => Buffer.from(value).toString('base64url')),
  'base64url.decode': text('base64url.decode', base64UrlDecode),
  'urlquery.encode': text('urlquery.encode', queryEscape),
  'urlquery.decode': text(
    'urlquery.decode',
    (value, context) => queryUnescape(value) ?? failed(context, 'urlquery.decode', 'invalid URL escape'),
  ),
  'urlquery.encode_object': encodeObject,
  'urlquery.decode_object': text('urlquery.decode_object', decodeObject),
  'hex.encode': text('hex.encode', (value) => Buffer.from(value).toString('hex')),
  'hex.decode': text('hex.decode', hexDecode),
  'json.marshal': marshal,
  'json.marshal_with_options': marshalWith,
  'json.unmarshal': (context, value: Value) => {
    if (!isString(value)) return wrongType(context, 'json.unmarshal', 1, 'string', value);
    context.session.charge(value.length);
    return unmarshal(value, context);
  },
  'json.is_valid': (_, value: Value) => isString(value) && !('error' in parseJson(value)),
  'yaml.marshal': (context, value: Value) => {
    const result = yamlText(toJson(value), { sortMapEntries: true });
    context.session.charge(result.length);
    return result;
  },
  'yaml.unmarshal': text('yaml.unmarshal', (value, context) => {
    context.session.charge(value.length * YAML_COST);
    return yamlUnmarshal(value, context);
  }),
  'yaml.is_valid': (context, value: Value) => {
    if (!isString(value)) return false;
    context.session.charge(value.length * YAML_COST);
    return !('error' in yamlValue(value));
  },
};
