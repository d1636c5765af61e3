import type { IncomingMessage } from 'node:http';

import { digestOf } from '@sallyport/kernel';

import type { Fault } from './faults.ts';
import type { Exchange } from './routes.ts';

/** `POST /v2/NAME/blobs/uploads/`: a mount, or the start of an upload. */
export function beginUpload({ response, name, url, store, fault, options }: Exchange): void {
  const mount = url.searchParams.get('mount');
  const from = url.searchParams.get('from');
  const content = mount === null || from === null ? undefined : store.repository(from).blobs.get(mount);
  if (mount !== null && content !== undefined && options.mounts !== false) {
    store.repository(name).blobs.set(mount, content);
    response.writeHead(201, { location: `/v2/${name}/blobs/${mount}`, 'docker-content-digest': mount }).end();
    return;
  }
  const id = `upload-${store.nextUpload()}`;
  store.uploads.set(id, { repository: name, bytes: Buffer.alloc(0) });
  const origin = fault?.kind === 'upload-elsewhere' ? fault.origin : '';
  const least = options.chunkMinBytes === undefined ? {} : { 'oci-chunk-min-length': String(options.chunkMinBytes) };
  response
    .writeHead(202, { location: `${origin}/v2/${name}/blobs/uploads/${id}?state=a%2Bb`, range: '0-0', ...least })
    .end();
}

/** `GET`, `PATCH` and `PUT` of an upload. */
export async function continueUpload(exchange: Exchange, id: string): Promise<void> {
  const { request, response, name, store } = exchange;
  const upload = store.uploads.get(id);
  if (upload === undefined || upload.repository !== name) {
    exchange.refuse(404, 'BLOB_UPLOAD_UNKNOWN');
    return;
  }
  const headers = (): Record<string, string> => ({
    location: `/v2/${name}/blobs/uploads/${id}?state=a%2Bb`,
    range: `0-${Math.max(0, upload.bytes.length - 1)}`,
  });
  if (request.method === 'GET') {
    response.writeHead(204, headers()).end();
    return;
  }
  const start = /^(?<start>[0-9]+)-/.exec(request.headers['content-range'] ?? '')?.groups?.['start'];
  if (start !== undefined && Number(start) !== upload.bytes.length) {
    request.resume();
    response.writeHead(416, headers()).end();
    return;
  }
  if (!(await receive(request, exchange.fault, (piece) => (upload.bytes = Buffer.concat([upload.bytes, piece])))))
    return;
  if (request.method === 'PATCH') response.writeHead(202, headers()).end();
  else finishUpload(exchange, id, upload.bytes);
}

function finishUpload({ response, name, url, store, refuse }: Exchange, id: string, bytes: Buffer): void {
  const digest = url.searchParams.get('digest');
  if (url.searchParams.get('state') !== 'a+b') {
    refuse(400, 'BLOB_UPLOAD_INVALID');
    return;
  }
  if (digest !== digestOf(bytes)) {
    refuse(400, 'DIGEST_INVALID');
    return;
  }
  store.uploads.delete(id);
  store.repository(name).blobs.set(digest, bytes);
  response.writeHead(201, { location: `/v2/${name}/blobs/${digest}`, 'docker-content-digest': digest }).end();
}

/** Takes the body as it comes; false where the connection died before its end. */
async function receive(
  request: IncomingMessage,
  fault: Fault | undefined,
  take: (piece: Buffer) => void,
): Promise<boolean> {
  let left = fault?.kind === 'die' ? fault.afterBytes : Number.POSITIVE_INFINITY;
  try {
    for await (const piece of request) {
      take((piece as Buffer).subarray(0, left));
      left -= (piece as Buffer).length;
      if (left > 0) continue;
      request.socket.destroy();
      return false;
    }
    return true;
  } catch {
    return false;
  }
}
