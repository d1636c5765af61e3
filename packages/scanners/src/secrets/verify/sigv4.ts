import { createHmac } from 'node:crypto';

import { sha256Hex } from '@sallyport/kernel';

export interface SigningInput {
  readonly host: string;
  /** Path and query as they are sent; the query's names must be in order. */
  readonly path: string;
  readonly region: string;
  readonly service: string;
  readonly keyId: string;
  readonly secret: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The headers of a GET without a body that make it AWS Signature Version 4
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function signedHeaders(input: SigningInput): { [name: string]: string } {
  const time = `${new Date(input.now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const day = time.slice(0, 8);
  const { sessionToken } = input;
  const headers: [string, string][] = [
    ['host', input.host],
    ['x-amz-date', time],
    ...(sessionToken === undefined ? [] : [['x-amz-security-token', sessionToken] satisfies [string, string]]),
  ];
  const names = headers.map(([name]) => name).join(';');
  const [path = '/', query = ''] = input.path.split('?');
  const canonical = [
    'GET',
    path,
    query,
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    sha256Hex(''),
  ].join('\n');
  const scope = [day, input.region, input.service, 'aws4_request'].join('/');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256Hex(canonical)].join('\n');
  const key = [day, input.region, input.service, 'aws4_request'].reduce<Buffer>(
    (by, text) => hmac(by, text),
    Buffer.from(`AWS4${input.secret}`),
  );
  const signature = hmac(key, toSign).toString('hex');
  return {
    'X-Amz-Date': time,
    ...(sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken }),
    Authorization: `AWS4-HMAC-SHA256 Credential=${input.keyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
