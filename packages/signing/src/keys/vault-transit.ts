/** Keys in a transit mount of Vault (or of Sallyport's own secrets engine): `hashivault://KEY`, as cosign writes it. */

import { messageOf } from '@sallyport/kernel';

import { decodeBase64, encodeBase64 } from '../encoding/bytes.ts';
import { signingErrors } from '../errors.ts';
import type { KeyService } from './public-key-reference.ts';
import { hashesOf, readPublicKey } from './public-key.ts';
import type { PublicKey } from './public-key.ts';
import { hash } from '../node-crypto.ts';

export interface VaultTransitOptions {
  /** For example `https://vault.example:8200`. */
  readonly address: string;
  readonly token: string;
  /** Where the engine is mounted (default `transit`). */
  readonly mount?: string;
  readonly namespace?: string;
  readonly fetch?: typeof fetch;
  /** How long one request may take (default 10 s). */
  readonly timeoutMs?: number;
}

const SCHEME = 'hashivault://';
const KEY_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

export function vaultTransit(options: VaultTransitOptions): KeyService {
  return {
    scheme: SCHEME,
    publicKey: async (name) => (await newestKey(options, name)).publicKey,
    async signer(name) {
      const { version, publicKey } = await newestKey(options, name);
      return { publicKey, sign: (data) => signWith(options, { name, version, publicKey }, data) };
    },
  };
}

interface TransitKey {
  readonly name: string;
  readonly version: number;
  readonly publicKey: PublicKey;
}

async function newestKey(options: VaultTransitOptions, name: string): Promise<TransitKey> {
  const data = await request(options, name, { path: `keys/${name}` });
  const version = Number(data['latest_version']);
  const versions = (data['keys'] ?? {}) as Record<string, { public_key?: unknown } | undefined>;
  const pem = versions[String(version)]?.public_key;
  if (typeof pem !== 'string') {
    throw signingErrors.KEY_SERVICE({ reference: `${SCHEME}${name}`, detail: 'the key has no public part' });
  }
  return { name, version, publicKey: readTransitKey(pem, name) };
}

async function signWith(options: VaultTransitOptions, key: TransitKey, data: Uint8Array): Promise<Uint8Array> {
  const [hashName = null] = hashesOf(key.publicKey.kind);
  const body = {
    key_version: key.version,
    input: encodeBase64(hashName === null ? data : hash(hashName, data, 'buffer')),
    prehashed: hashName !== null,
    ...(hashName === null ? {} : { hash_algorithm: `sha2-${hashName.slice(3)}` }),
    ...(key.publicKey.kind === 'rsa' ? { signature_algorithm: 'pkcs1v15' } : { marshaling_algorithm: 'asn1' }),
  };
  const answer = await request(options, key.name, { path: `sign/${key.name}`, body });
  return signatureIn(String(answer['signature']), key.name);
}

async function request(
  options: VaultTransitOptions,
  name: string,
  call: { readonly path: string; readonly body?: object },
): Promise<Record<string, unknown>> {
  const reference = `${SCHEME}${name}`;
  if (!KEY_NAME.test(name)) throw signingErrors.KEY_REFERENCE({ reference });
  const url = `${options.address.replace(/\/+$/, '')}/v1/${options.mount ?? 'transit'}/${call.path}`;
  let response: Response;
  let answer: { data?: Record<string, unknown>; errors?: unknown[] };
  try {
    response = await (options.fetch ?? fetch)(url, {
      method: call.body === undefined ? 'GET' : 'POST',
      headers: {
        'X-Vault-Token': options.token,
        'X-Vault-Request': 'true',
        ...(options.namespace === undefined ? {} : { 'X-Vault-Namespace': options.namespace }),
      },
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMs ?? 10_000),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    answer = (await response.json()) as typeof answer;
  } catch (error) {
    throw signingErrors.KEY_SERVICE({ reference, detail: messageOf(error) }, { cause: error });
  }
  if (!response.ok || answer.data === undefined) {
    const detail = `status ${response.status} ${(answer.errors ?? []).map(String).join('; ')}`.trim();
    throw signingErrors.KEY_SERVICE({ reference, detail });
  }
  return answer.data;
}

/** Ed25519 keys come as bare base64, the others as PEM. */
function readTransitKey(text: string, name: string): PublicKey {
  const bare = text.includes('BEGIN') ? undefined : decodeBase64(text);
  const what = `${SCHEME}${name}`;
  if (bare?.length !== 32) return readPublicKey(text, what);
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bare]);
  return readPublicKey(`-----BEGIN PUBLIC KEY-----\n${encodeBase64(spki)}\n-----END PUBLIC KEY-----\n`, what);
}

/** `vault:v1:BASE64`. */
function signatureIn(text: string, name: string): Uint8Array {
  const bytes = decodeBase64(/^vault:v\d+:(.+)$/.exec(text)?.[1] ?? '!');
  if (bytes === undefined) {
    throw signingErrors.KEY_SERVICE({ reference: `${SCHEME}${name}`, detail: 'an answer without signature' });
  }
  return bytes;
}
