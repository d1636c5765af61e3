import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { connectTls } from '../connect.ts';
import type { Connect } from '../connect.ts';
import { verifiers } from '../providers/list.ts';
import { makeCertificate } from './certificate.ts';

/** What a provider was asked. */
export interface AskedRequest {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: string;
}

type Respond = (asked: AskedRequest, response: ServerResponse) => void;

/** All providers at once, on loopback: a TLS server with a certificate for each of their hosts. */
export interface TestProviders {
  readonly asked: AskedRequest[];
  /** Leads to the server, whatever the host; the certificate is checked as always. */
  readonly connect: Connect;
  readonly port: number;
  /** Hosts that were connected to, in order. */
  readonly connected: string[];
  respond: Respond;
  close(): Promise<void>;
}

export async function startProviders(
  options: { readonly hosts?: readonly string[]; readonly trusted?: boolean } = {},
): Promise<TestProviders> {
  const { key, cert } = makeCertificate(options.hosts ?? [...new Set(verifiers.map(({ host }) => host))]);
  const server = createServer({ key, cert }, (request, response) => {
    void serve(request, response);
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = await read(request);
    providers.asked.push(asked);
    providers.respond(asked, response);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ca = options.trusted === false ? {} : { ca: cert };
  const providers: TestProviders = {
    asked: [],
    connected: [],
    port,
    connect: (host, signal) => {
      providers.connected.push(host);
      return connectTls(host, signal, { host: '127.0.0.1', port, ...ca });
    },
    respond: (_, response) => json(response, 404, {}),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return providers;
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<AskedRequest> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { method = '', url = '', headers } = request;
  return { host: headers.host ?? '', method, path: url, headers, body };
}
