import { objectOf } from '../../shared/containers.ts';
import { isObject, sortedKeys } from '../../shared/values.ts';
import type { StructSet, Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { displayText } from '../text.ts';
import { parseModule } from '../syntax/parser.ts';
import { STRING, binary, failed, isString, unary, wrongType } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { moduleValue } from './module-value.ts';

/** A random identifier that is the same for the same key within one evaluation. */
function uuid(key: string, context: Context): Value {
  const { stable, options } = context.session;
  const name = `uuid ${key}`;
  const known = stable.get(name);
  if (isString(known)) return known;
  const bytes = options.random.bytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  const made = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  stable.set(name, made);
  return made;
}

/** From the start of the Gregorian calendar to the epoch, in units of 100 ns. */
const GREGORIAN = 0x01b21dd213814000n;

function uuidParts(text: string, context: Context): Value | undefined {
  const plain = text.replace(/^urn:uuid:/i, '').replace(/^\{(.*)\}$/, '$1');
  const hex = plain.replaceAll('-', '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex) || (plain.includes('-') && !/^.{8}-.{4}-.{4}-.{4}-.{12}$/.test(plain))) {
    return failed(context, 'uuid.parse', 'invalid UUID');
  }
  const version = Number.parseInt(hex.charAt(12), 16);
  const parts: [Value, Value][] = [
    ['version', version],
    ['variant', variantOf(Number.parseInt(hex.charAt(16), 16))],
  ];
  if (version === 1 || version === 2) parts.push(...timeParts(hex, version));
  return objectOf(parts);
}

function variantOf(nibble: number): string {
  if ((nibble & 0xc) === 0x8) return 'RFC4122';
  if ((nibble & 0xe) === 0xc) return 'Microsoft';
  return (nibble & 0xe) === 0xe ? 'Future' : 'Reserved';
}

function timeParts(hex: string, version: number): [Value, Value][] {
  const time = BigInt(`0x${hex.slice(13, 16)}${hex.slice(8, 12)}${hex.slice(0, 8)}`);
  const node = hex.slice(20).replaceAll(/..(?!$)/g, '$&-');
  const unused = (Number.parseInt(hex.slice(20, 22), 16) & 1) === 1 ? 'multicast' : 'unicast';
  const local = (Number.parseInt(hex.slice(20, 22), 16) & 2) === 2 ? 'local' : 'global';
  const sequence = Number.parseInt(hex.slice(16, 20), 16) & 0x3fff;
  const parts: [Value, Value][] = [
    ['time', Number((time - GREGORIAN) * 100n)],
    ['nodeid', node],
    ['macvariables', `${local}:${unused}`],
    ['clocksequence', sequence],
  ];
  if (version === 2) {
    const domain = Number.parseInt(hex.slice(18, 20), 16);
    parts.push(
      ['domain', ['Person', 'Group', 'Org'][domain] ?? `Domain${domain}`],
      ['id', Number.parseInt(hex.slice(0, 8), 16)],
    );
  }
  return parts;
}

function runtimeInfo(context: Context): Value {
  const { environment } = context.session.options;
  return Object.keys(environment).length === 0
    ? objectOf([])
    : objectOf([['env', objectOf(Object.entries(environment))]]);
}

function parseModuleText(file: string, text: string, context: Context): Value | undefined {
  context.session.charge(text.length);
  const parsed = parseModule({ file, text });
  if ('errors' in parsed) return failed(context, 'rego.parse_module', parsed.errors[0]?.message ?? 'invalid module');
  return moduleValue(parsed);
}

/** Values go to the host that asked for them, each operand as the set of what it may be; the result is true. */
function print(context: Context, place: string, ...parts: StructSet[]): Value {
  const { print: show } = context.session.options;
  if (show === undefined) return true;
  const text = parts
    .map((part) => (part.size === 0 ? '<undefined>' : displayText(part.values()[0] as Value)))
    .join(' ');
  context.session.charge(text.length);
  show(text, place);
  return true;
}

const REQUEST_KEYS = new Set(
  'method url body enable_redirect force_json_decode force_yaml_decode headers raw_body tls_use_system_certs tls_ca_cert tls_ca_cert_file tls_ca_cert_env_variable tls_client_cert tls_client_cert_file tls_client_cert_env_variable tls_client_key tls_client_key_file tls_client_key_env_variable tls_insecure_skip_verify tls_server_name timeout cache force_cache force_cache_duration_seconds raise_error caching_mode max_retry_attempts cache_ignored_headers'.split(
    ' ',
  ),
);

/** Requests would leave the process: the operand is checked, nothing is sent. */
function httpSend(context: Context, request: Value): Value | undefined {
  if (!isObject(request)) return wrongType(context, 'http.send', 1, 'object', request);
  const keys = [...sortedKeys(request)];
  const unknown = keys.filter((key) => !isString(key) || !REQUEST_KEYS.has(key));
  if (unknown.length > 0)
    return context.session.fail(
      'eval_type_error',
      `http.send: invalid request parameters(s): {${unknown.map(displayText).join(', ')}}`,
    );
  const absent = ['method', 'url'].filter((key) => !keys.includes(key));
  if (absent.length > 0)
    return context.session.fail(
      'eval_type_error',
      `http.send: missing required request parameters(s): {${absent.join(', ')}}`,
    );
  return failed(context, 'http.send', 'requests are switched off');
}

export const miscBuiltins: BuiltinTable = {
  'uuid.rfc4122': unary('uuid.rfc4122', STRING, uuid),
  'uuid.parse': unary('uuid.parse', STRING, uuidParts),
  'opa.runtime': runtimeInfo,
  'rego.parse_module': binary('rego.parse_module', STRING, STRING, parseModuleText),
  'rego.metadata.chain': () => [],
  'rego.metadata.rule': () => objectOf([]),
  trace: (context, text: Value) => (isString(text) ? true : wrongType(context, 'trace', 1, 'string', text)),
  print,
  'http.send': httpSend,
};
