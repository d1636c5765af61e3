import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http';

/** A body that is opened again each time it has to be sent again. */
export interface StreamBody {
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | StreamBody;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: AsyncIterable<Uint8Array>;
  /** Leaves the body unread: a short one is read away so that the connection serves again, a long one is cut off. */
  discard(): Promise<void>;
}

/** Sends one request and gives its answer, whatever its status; follows nothing, repeats nothing. */
export interface Transport {
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): void;
}

export interface TransportOptions {
  /** Certificates (PEM) to trust instead of those of the system. */
  readonly ca?: string | readonly string[];
  /** After so long without a byte in either direction the request fails. */
  readonly idleMs?: number;
  /** Where HTTP_PROXY, HTTPS_PROXY and NO_PROXY are looked up; no proxy without it. */
  readonly env?: { readonly [name: string]: string | undefined };
  readonly userAgent?: string;
}

const IDLE_MS = 120_000;
const MOST_SOCKETS = 8;
const DISCARDED_BYTES = 64 * 1024;

export function createTransport(options: TransportOptions = {}): Transport {
  const idleMs = options.idleMs ?? IDLE_MS;
  const shared = {
    keepAlive: true,
    maxSockets: MOST_SOCKETS,
    ...(options.env === undefined ? {} : { proxyEnv: { ...options.env } }),
  };
  const ca = options.ca === undefined ? {} : { ca: typeof options.ca === 'string' ? options.ca : [...options.ca] };
  // An import of node:http loads WebSockets too, and node:https all of TLS: 40 and 20 milliseconds of each start.
  let plain: Agent | undefined;
  let secure: Agent | undefined;
  const begin = (url: URL, settings: RequestOptions): ClientRequest => {
    if (url.protocol === 'https:') {
      const https = process.getBuiltinModule('node:https');
      secure ??= new https.Agent({ ...shared, ...ca });
      return https.request(url, { ...settings, agent: secure });
    }
    const http = process.getBuiltinModule('node:http');
    plain ??= new http.Agent(shared);
    return http.request(url, { ...settings, agent: plain });
  };
  return {
    send(request) {
      const { signal } = request;
      const headers = { 'user-agent': options.userAgent ?? 'sallyport', ...sizeHeader(request), ...request.headers };
      const settings = { method: request.method, headers, ...(signal === undefined ? {} : { signal }) };
      return exchange(begin(request.url, settings), request.body, idleMs);
    },
    close() {
      plain?.destroy();
      secure?.destroy();
    },
  };
}

function sizeHeader({ body, method }: HttpRequest): Record<string, string> {
  if (body !== undefined) return { 'content-length': String('open' in body ? body.size : body.length) };
  return method === 'GET' || method === 'HEAD' || method === 'DELETE' ? {} : { 'content-length': '0' };
}

function exchange(
  request: ClientRequest,
  body: Uint8Array | StreamBody | undefined,
  idleMs: number,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    request.setTimeout(idleMs, () =>
      request.destroy(new Error(`nothing came for ${Math.round(idleMs / 1000)} seconds`)),
    );
    request.on('error', reject);
    request.on('response', (response) => {
      isAnswered = true;
      resolve(answer(request, response));
    });
    if (body === undefined) request.end();
    else if ('open' in body) {
      const { pipeline, Readable } = process.getBuiltinModule('node:stream');
      pipeline(Readable.from(body.open()), request, (error) => {
        // An answer that came before all was sent is the answer; what could not be sent is then no matter.
        if (error !== null && error !== undefined && !isAnswered) reject(error);
      });
    } else request.end(body);
  });
}

function answer(request: ClientRequest, response: IncomingMessage): HttpResponse {
  // Whoever reads the body sees its error; where nobody reads it, it must not end the process.
  response.on('error', () => undefined);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: response,
    async discard() {
      let seen = 0;
      try {
        for await (const piece of response) {
          seen += (piece as Buffer).length;
          if (seen > DISCARDED_BYTES) break;
        }
      } catch {
        // What is thrown away may break off.
      }
      if (!response.complete) request.destroy();
    },
  };
}
