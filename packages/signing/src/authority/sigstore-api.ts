/** The HTTP requests of a private sigstore, as real clients send them. A server mounts the routes; nothing here listens. */
import { isSallyportError, messageOf } from '@sallyport/kernel';

import { fieldsOf } from '../encoding/json-fields.ts';
import type { Fields } from '../encoding/json-fields.ts';
import { formatPem } from '../encoding/pem.ts';
import { MalformedDer } from '../encoding/der.ts';
import { JsonSyntax, parseStrictJsonBytes } from '../encoding/strict-json.ts';
import { signingErrors } from '../errors.ts';
import { publicKeyFromSpki, readPublicKey } from '../keys/public-key.ts';
import type { PublicKey } from '../keys/public-key.ts';
import { logEntryToJson } from '../sigstore/bundle-write.ts';
import { readCertificate } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { VerifiedIdentity } from './certificate-authority.ts';
import type { PrivateSigstore } from './private-sigstore.ts';

export interface ApiRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface ApiResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface ApiRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  handle(request: ApiRequest): Promise<ApiResponse>;
}

export interface SigstoreApiOptions {
  readonly instance: PrivateSigstore;
  /** Verifies an OIDC token: signature, issuer, audience, time. Throws a `SallyportError` for one that is not accepted. */
  readonly verifyToken: (token: string) => Promise<VerifiedIdentity>;
}

/** Most bytes that a request may have; what is logged are digests and signatures. */
export const MAX_API_BYTES = 1024 * 1024;

export function sigstoreApi(options: SigstoreApiOptions): readonly ApiRoute[] {
  const { instance } = options;
  return [
    route('POST', '/api/v2/log/entries', async ({ body }) => {
      const entry = await instance.log.submit(readLogRequest(parse(body)));
      return json(201, logEntryToJson(entry));
    }),
    route('GET', '/api/v2/checkpoint', async () => text(await instance.ledger.checkpoint())),
    route('POST', '/api/v1/timestamp', async ({ body }) => ({
      status: 201,
      contentType: 'application/timestamp-reply',
      body: await instance.timestampAuthority.respond(body),
    })),
    route('POST', '/api/v2/signingCert', (request) => signingCertificate(options, request)),
    route('GET', '/trusted_root.json', async () => text(instance.trustRoot, 'application/json')),
  ];
}

function route(method: ApiRoute['method'], path: string, handle: ApiRoute['handle']): ApiRoute {
  return {
    method,
    path,
    async handle(request) {
      if (request.body.length > MAX_API_BYTES)
        return json(413, { code: 'TOO_LARGE', message: 'the request is too large' });
      try {
        return await handle(request);
      } catch (error) {
        if (isSallyportError(error)) return json(error.status, { code: error.code, message: error.message });
        if (error instanceof MalformedDer) return json(400, { code: 'MALFORMED', message: messageOf(error) });
        throw error;
      }
    },
  };
}

function malformed(detail: string): never {
  throw signingErrors.REQUEST({ detail });
}

function parse(body: Uint8Array): Fields {
  try {
    return fieldsOf(parseStrictJsonBytes(body, { characters: MAX_API_BYTES, depth: 16 }), 'the request', malformed);
  } catch (error) {
    if (error instanceof JsonSyntax) return malformed(error.message);
    throw error;
  }
}

/** Rekor's second API: a digest, a signature over it, and what verifies it. */
function readLogRequest(request: Fields) {
  const entry = request.fields('hashedRekordRequestV002') ?? malformed('only hashedrekord entries are taken');
  const signature = entry.fields('signature');
  const digest = entry.bytes('digest') ?? malformed('there is no digest');
  const content = signature?.bytes('content') ?? malformed('there is no signature');
  if (digest.length !== 32) malformed('the digest is no SHA-256');
  return {
    kind: 'hashedrekord' as const,
    digest,
    signature: content,
    key: readVerifier(signature?.fields('verifier')),
  };
}

function readVerifier(verifier: Fields | undefined): PublicKey | Certificate {
  const certificate = verifier?.fields('x509Certificate')?.bytes('rawBytes');
  if (certificate !== undefined) return readCertificate(certificate);
  const key = publicKeyFromSpki(verifier?.fields('publicKey')?.bytes('rawBytes') ?? new Uint8Array());
  return key ?? malformed('there is no key that can be read');
}

/** Fulcio's second API. Clients put the token into the header or into the body. */
async function signingCertificate(options: SigstoreApiOptions, request: ApiRequest): Promise<ApiResponse> {
  const fields = parse(request.body);
  const bearer = /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  const token = bearer ?? fields.fields('credentials')?.string('oidcIdentityToken') ?? malformed('there is no token');
  const asked = fields.fields('publicKeyRequest') ?? malformed('there is no public key request');
  const identity = await options.verifyToken(token);
  const certificate = await options.instance.certificateAuthority.issue({
    identity,
    publicKey: readPublicKey(asked.fields('publicKey')?.string('content') ?? '', 'the request'),
    proofOfPossession: asked.bytes('proofOfPossession') ?? malformed('there is no proof of possession'),
  });
  const chain = [certificate, ...options.instance.certificateAuthority.chain];
  const certificates = chain.map(({ der }) => formatPem('CERTIFICATE', der));
  return json(200, { signedCertificateEmbeddedSct: { chain: { certificates } } });
}

function json(status: number, value: object): ApiResponse {
  return { status, contentType: 'application/json', body: Buffer.from(JSON.stringify(value), 'utf8') };
}

function text(content: string, contentType = 'text/plain; charset=utf-8'): ApiResponse {
  return { status: 200, contentType, body: Buffer.from(content, 'utf8') };
}
