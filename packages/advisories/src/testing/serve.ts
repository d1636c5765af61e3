import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A file as a test server hands it out. */
interface ServedFile {
  readonly bytes: Uint8Array;
  /** Headers beside length and ETag. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Each request takes the first number off, gets that many bytes, and then its connection breaks. */
  readonly breaks?: number[];
}

export interface TestServer {
  readonly url: string;
  /** By decoded path without the first slash; a test changes it as it goes. */
  readonly files: Map<string, ServedFile>;
  /** `GET path status`, with the range that was asked for. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** A web server on this machine with ETags and ranges, as buckets have them. */
export async function serve(): Promise<TestServer> {
  const files = new Map<string, ServedFile>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').slice(1));
    const status = answer(files.get(path), request, response);
    requests.push([request.method, path, status, request.headers.range].filter((part) => part !== undefined).join(' '));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    files,
    requests,
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

function answer(file: ServedFile | undefined, request: IncomingMessage, response: ServerResponse): number {
  if (file === undefined) return end(response, 404);
  const etag = `"${createHash('sha256').update(file.bytes).digest('hex').slice(0, 16)}"`;
  if (request.headers['if-none-match'] === etag) return end(response, 304);
  const from = offsetOf(request, etag);
  if (from > 0 && from >= file.bytes.length) return end(response, 416);
  const body = file.bytes.subarray(from);
  const range = from > 0 ? { 'content-range': `bytes ${from}-${file.bytes.length - 1}/${file.bytes.length}` } : {};
  const status = from > 0 ? 206 : 200;
  response.writeHead(status, { etag, 'content-length': body.length, ...range, ...file.headers });
  if (request.method === 'HEAD') response.end();
  else send(response, body, file.breaks?.shift());
  return status;
}

function offsetOf(request: IncomingMessage, etag: string): number {
  const wanted = /^bytes=(?<from>\d+)-$/.exec(request.headers.range ?? '')?.groups?.['from'];
  return wanted !== undefined && request.headers['if-range'] === etag ? Number(wanted) : 0;
}

function send(response: ServerResponse, body: Uint8Array, breakAt: number | undefined): void {
  if (breakAt === undefined) response.end(body);
  else response.write(body.subarray(0, breakAt), () => response.destroy());
}

function end(response: ServerResponse, status: number): number {
  response.writeHead(status);
  response.end();
  return status;
}
