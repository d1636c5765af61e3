import { createHash, createHmac } from 'node:crypto';

import { entriesOf, objectOf } from '../../shared/containers.ts';
import { isIntegral } from '../../shared/decimal.ts';
import { field, isNumeric, isObject } from '../../shared/values.ts';
import type { PlainObject, StructMap, Value } from '../../shared/values.ts';
import type { Context } from '../run/context.ts';
import { jsonText } from '../json.ts';
import { failed, isString, wrongType } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';

type Obj = PlainObject | StructMap;
const NAME = 'providers.aws.sign_req';
const CONFIG = ['aws_access_key', 'aws_region', 'aws_secret_access_key', 'aws_service'];

const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** What is wrong with the required text fields of an object; undefined where all are there. */
function missing(object: Obj, names: readonly string[], what: string): string | undefined {
  const absent = names.filter((name) => field(object, name) === undefined);
  const quoted = (list: readonly string[]): string => `{${list.map((name) => JSON.stringify(name)).join(', ')}}`;
  if (absent.length > 0) return `missing required ${what} parameters(s): ${quoted(absent)}`;
  const wrong = names.filter((name) => !isString(field(object, name) as Value));
  return wrong.length > 0 ? `invalid values for required ${what} parameters(s): ${quoted(wrong)}` : undefined;
}

interface Signing {
  readonly address: string;
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly bodyHash: string;
  readonly date: string;
  readonly config: Readonly<Record<string, string>>;
}

function authorization({ address, method, headers, bodyHash, date, config }: Signing): string {
  const signed = [...headers.keys()].filter((name) => name !== 'authorization').sort();
  const canonicalHeaders = signed
    .map((name) => `${name}:${(headers.get(name) ?? '').trim().replaceAll(/\s+/g, ' ')}\n`)
    .join('');
  // The path and the query go in as they were written: an empty path stays empty.
  const [, path = '', query = ''] = /^[a-z]+:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?/i.exec(address) ?? [];
  const canonical = [method, path, query, canonicalHeaders, signed.join(';'), bodyHash].join('\n');
  const day = date.slice(0, 8);
  const scope = `${day}/${config['aws_region'] ?? ''}/${config['aws_service'] ?? ''}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const steps = [config['aws_region'] ?? '', config['aws_service'] ?? '', 'aws4_request'];
  const key = steps.reduce<Buffer>(
    (seed, step) => hmac(seed, step),
    hmac(`AWS4${config['aws_secret_access_key'] ?? ''}`, day),
  );
  const signature = hmac(key, toSign).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${config['aws_access_key'] ?? ''}/${scope},SignedHeaders=${signed.join(';')},Signature=${signature}`;
}

function bodyOf(request: Obj): string {
  const raw = field(request, 'raw_body');
  if (isString(raw as Value)) return raw as string;
  const body = field(request, 'body');
  return body === undefined ? '' : jsonText(body);
}

/** Signs a request with Signature Version 4: the request with the headers that make it valid. */
// oxlint-disable-next-line max-params, complexity -- the builtin has three operands
function signRequest(context: Context, request: Value, config: Value, time: Value): Value | undefined {
  if (!isObject(request)) return wrongType(context, NAME, 1, 'object', request);
  if (!isObject(config)) return wrongType(context, NAME, 2, 'object', config);
  const wrongRequest = missing(request, ['method', 'url'], 'request');
  if (wrongRequest !== undefined) return context.session.fail('eval_type_error', `${NAME}: operand 1 ${wrongRequest}`);
  const wrongConfig = missing(config, CONFIG, 'AWS config');
  if (wrongConfig !== undefined) return context.session.fail('eval_type_error', `${NAME}: operand 2 ${wrongConfig}`);
  if (!isNumeric(time) || !isIntegral(time) || BigInt(time) < 0n) {
    return context.session.fail(
      'eval_type_error',
      `${NAME}: operand 3 could not convert time_ns value into a unix timestamp`,
    );
  }
  const address = field(request, 'url') as string;
  if (!URL.canParse(address)) return failed(context, NAME, 'invalid URL');
  const url = new URL(address);
  const at = new Date(Number(BigInt(time) / 1_000_000n)).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const unsigned = field(config, 'disable_payload_signing') === true;
  const bodyHash = unsigned ? 'UNSIGNED-PAYLOAD' : sha256(bodyOf(request));
  const given = field(request, 'headers');
  const own: [Value, Value][] = isObject(given) ? [...entriesOf(given)] : [];
  const added: [string, string][] = [
    ['host', url.host],
    ['x-amz-date', at],
    ['x-amz-content-sha256', bodyHash],
  ];
  const token = field(config, 'aws_session_token');
  if (isString(token as Value)) added.push(['x-amz-security-token', token as string]);
  const headers = new Map<string, string>();
  for (const [key, value] of [...added, ...own])
    if (isString(key) && isString(value)) headers.set(key.toLowerCase(), value);
  const texts = Object.fromEntries(CONFIG.map((name) => [name, field(config, name) as string]));
  const signature = authorization({
    address,
    method: field(request, 'method') as string,
    headers,
    bodyHash,
    date: at,
    config: texts,
  });
  return objectOf([...entriesOf(request), ['headers', objectOf([...own, ...added, ['Authorization', signature]])]]);
}

export const awsBuiltins: BuiltinTable = { [NAME]: signRequest };
