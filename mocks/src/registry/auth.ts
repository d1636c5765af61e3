import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Clock } from '@sallyport/kernel';

export type RegistryFakeAuth =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | {
      readonly kind: 'bearer';
      /** Anybody gets a token to pull where these are absent. */
      readonly username?: string;
      readonly password?: string;
      /** Taken as a refresh token. */
      readonly identityToken?: string;
      readonly tokenSeconds?: number;
      /** Where the token service is, where it is not the fake itself. */
      readonly realm?: string;
    };

export interface AuthFake {
  /** Whether the request may be served; otherwise it has been answered. */
  admit(request: IncomingMessage, response: ServerResponse): boolean;
  /** The token service. */
  token(request: IncomingMessage, response: ServerResponse): Promise<void>;
  expireAll(): void;
}

interface Issued {
  readonly scopes: readonly string[];
  readonly until: number;
}

export function createAuthFake(auth: RegistryFakeAuth | undefined, clock: Clock): AuthFake {
  const tokens = new Map<string, Issued>();
  const basic = (username: string, password: string): string =>
    `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

  function isAdmitted(request: IncomingMessage): boolean {
    const given = request.headers.authorization;
    if (auth === undefined) return true;
    if (auth.kind === 'basic') return given === basic(auth.username, auth.password);
    const issued = tokens.get(given?.replace('Bearer ', '') ?? '');
    return issued !== undefined && issued.until > clock.now() && issued.scopes.some((scope) => covers(scope, request));
  }

  function challenge(request: IncomingMessage): string {
    if (auth?.kind !== 'bearer') return 'Basic realm="fake"';
    const realm = auth.realm ?? `http://${request.headers.host ?? ''}/token`;
    return `Bearer realm="${realm}",service="fake",scope="${neededScope(request)}"`;
  }

  async function isKnown(request: IncomingMessage): Promise<boolean> {
    if (auth?.kind !== 'bearer') return false;
    if (request.method === 'POST') {
      const form = new URLSearchParams(await bodyOf(request));
      return form.get('refresh_token') === auth.identityToken && auth.identityToken !== undefined;
    }
    if (auth.username === undefined) return true;
    return request.headers.authorization === basic(auth.username, auth.password ?? '');
  }

  return {
    admit(request, response) {
      if (isAdmitted(request)) return true;
      request.resume();
      response.writeHead(401, { 'www-authenticate': challenge(request), 'content-type': 'application/json' });
      response.end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}');
      return false;
    },
    async token(request, response) {
      if (!(await isKnown(request)) || auth?.kind !== 'bearer') {
        response.writeHead(401).end('{"errors":[{"code":"UNAUTHORIZED"}]}');
        return;
      }
      const url = new URL(request.url ?? '', 'http://fake');
      const token = `fake-token-${tokens.size + 1}`;
      const seconds = auth.tokenSeconds ?? 300;
      const scopes = request.method === 'POST' ? ['*'] : url.searchParams.getAll('scope');
      tokens.set(token, { scopes, until: clock.now() + seconds * 1000 });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ token, expires_in: seconds }));
    },
    expireAll() {
      tokens.clear();
    },
  };
}

function neededScope(request: IncomingMessage): string {
  const path =
    /^\/v2\/(?<name>.+?)\/(?:manifests|blobs|tags|referrers)\//.exec(request.url ?? '')?.groups?.['name'] ?? '';
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return `repository:${path}:${isRead ? 'pull' : request.method === 'DELETE' ? 'pull,push,delete' : 'pull,push'}`;
}

/** Whether what a token is good for covers a request. */
function covers(scope: string, request: IncomingMessage): boolean {
  if (scope === '*') return true;
  const needed = neededScope(request);
  const actions = (text: string): string[] => text.slice(text.lastIndexOf(':') + 1).split(',');
  const isSame = scope.slice(0, scope.lastIndexOf(':')) === needed.slice(0, needed.lastIndexOf(':'));
  return isSame && actions(needed).every((action) => actions(scope).includes(action));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
