import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { systemClock } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';

import { createAuthFake } from './auth.ts';
import type { RegistryFakeAuth } from './auth.ts';
import { answerByFault, createFaultList } from './faults.ts';
import type { FaultList } from './faults.ts';
import { serve } from './routes.ts';
import type { Exchange } from './routes.ts';
import { createRegistryStore } from './store.ts';
import type { RegistryStore } from './store.ts';

export interface RegistryFakeOptions {
  readonly auth?: RegistryFakeAuth;
  /** False: it answers 404 where the referrers API would be, as older registries do. */
  readonly referrersApi?: boolean;
  /** A tag that leads elsewhere already is not written again: this is answered. */
  readonly immutableTags?: number;
  /** False: it never links a blob from another repository. */
  readonly mounts?: boolean;
  /** Most items of a page of tags or referrers (1000). */
  readonly pageSize?: number;
  /** What it says is the least that it takes at once (`OCI-Chunk-Min-Length`). */
  readonly chunkMinBytes?: number;
  readonly clock?: Clock;
}

/** A request as it came, for a test to look at. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly authorization: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

export interface RegistryFake {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly store: RegistryStore;
  readonly faults: FaultList;
  readonly seen: readonly SeenRequest[];
  expireTokens(): void;
  close(): Promise<void>;
}

/** An OCI registry on loopback that keeps everything in memory, and misbehaves when told to. */
export async function startRegistryFake(options: RegistryFakeOptions = {}): Promise<RegistryFake> {
  const store = createRegistryStore();
  const faults = createFaultList();
  const auth = createAuthFake(options.auth, options.clock ?? systemClock);
  const seen: SeenRequest[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url: path = '', method = '' } = request;
    seen.push({ method, path, authorization: request.headers.authorization, headers: request.headers });
    const url = new URL(path, 'http://fake');
    const fault = faults.take(method, path);
    if (fault?.kind === 'expire-tokens') auth.expireAll();
    if (fault !== undefined && answerByFault(fault, request, response)) return;
    if (url.pathname === '/token') return auth.token(request, response);
    if (auth.admit(request, response)) await route({ request, response, url, store, fault, options });
  }

  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    store,
    faults,
    seen,
    expireTokens: () => auth.expireAll(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function route(about: Omit<Exchange, 'name' | 'refuse'>): Promise<void> {
  const { request, response, url } = about;
  const refuse = (status: number, code: string): void => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(`{"errors":[{"code":"${code}"}]}`);
  };
  const path = /^\/v2\/(?<name>.+?)\/(?<rest>(?:manifests|blobs|tags|referrers)\/.*)$/.exec(url.pathname);
  if (path !== null) await serve({ ...about, name: path.groups?.['name'] ?? '', refuse }, path.groups?.['rest'] ?? '');
  else if (url.pathname === '/v2/') response.writeHead(200).end('{}');
  else refuse(404, 'NAME_UNKNOWN');
}
