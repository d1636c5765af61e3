import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of advisories on this machine. */
export interface ServedBucket {
  readonly url: string;
  /** Fulfilled when the archive below `/held` was asked for; its second half never comes. */
  readonly held: Promise<void>;
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Serves `npm/all.zip`, each time the next of `archives`; below `/held` only half of it. */
export async function serveBucket(archives: readonly Buffer[]): Promise<ServedBucket> {
  const { promise: held, resolve: isHeld } = Promise.withResolvers<void>();
  const requests: string[] = [];
  let served = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(`${request.method ?? ''} ${path}`);
    if (!path.endsWith('/npm/all.zip')) {
      response.writeHead(404).end();
      return;
    }
    const archive = archives[served % archives.length] ?? Buffer.alloc(0);
    if (request.method === 'GET') served += 1;
    response.writeHead(200, { 'content-length': archive.length, etag: `"${served}"` });
    if (request.method === 'HEAD') response.end();
    else if (path.startsWith('/held/')) response.write(archive.subarray(0, archive.length >> 1), () => isHeld());
    else response.end(archive);
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', () => listening.resolve());
  await listening.promise;
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    held,
    requests,
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}
