import { signedHeaders } from './sigv4.ts';
import type { Verifier } from './verifier.ts';

/** One request, ready to be sent. It holds the secret: it lives for the one call, and is never shown or kept. */
export interface PreparedRequest {
  readonly host: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | undefined;
}

/** Printable ASCII: anything else could not stand in a header, and no provider gives it out. */
const SENDABLE = /^[\x21-\x7e]{1,4096}$/;

/** The values by name: `secret` and the verifier's partners. Undefined where one is missing or cannot be sent. */
export function prepareRequest(
  verifier: Verifier,
  values: { readonly [name: string]: string },
  now: number,
): PreparedRequest | undefined {
  if (Object.values(values).some((value) => !SENDABLE.test(value))) return undefined;
  const { host, method = 'GET', headers, body } = verifier;
  const path = filled(verifier.path, values, inPath);
  return {
    host,
    method,
    path,
    headers: { ...headers, ...authHeaders(verifier, values, { path, now }) },
    body,
  };
}

function authHeaders(
  { auth, host }: Verifier,
  values: { readonly [name: string]: string },
  { path, now }: { readonly path: string; readonly now: number },
): { readonly [name: string]: string } {
  const secret = values['secret'] ?? '';
  switch (auth.kind) {
    case 'header':
      return { [auth.name]: `${auth.prefix ?? ''}${secret}` };
    case 'basic': {
      const user = auth.user === undefined ? undefined : filled(auth.user, values, (value) => value);
      return { Authorization: `Basic ${btoa(user === undefined ? `${secret}:` : `${user}:${secret}`)}` };
    }
    case 'path':
      return {};
    case 'aws': {
      const { region, service } = auth;
      const { id: keyId = '', session } = values;
      const signing = { host, path, region, service, keyId, secret, now };
      // A session's token belongs to keys of a session only.
      const ofSession = session !== undefined && keyId.startsWith('ASIA');
      return signedHeaders(ofSession ? { ...signing, sessionToken: session } : signing);
    }
  }
}

function filled(
  template: string,
  values: { readonly [name: string]: string },
  escape: (value: string) => string,
): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => escape(values[name] ?? ''));
}

/** As a part of a path: a colon may stand there as it is (RFC 3986, section 3.3), and Telegram wants it so. */
function inPath(value: string): string {
  return encodeURIComponent(value).replaceAll('%3A', ':');
}
