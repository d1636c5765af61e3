import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { connect as connectSocket } from 'node:net';

/** A gRPC service on a Unix socket. */
export interface GrpcClient {
  /** The messages that answer one. Throws `GrpcFailure` where the service says no. */
  call(method: string, message: Buffer): AsyncGenerator<Buffer, void, void>;
  close(): void;
}

/** The service's answer was no; `status` is gRPC's: 5 not found, 12 unimplemented. */
export interface GrpcFailure extends Error {
  readonly status: number;
}

export const NOT_FOUND = 5;
/** containerd sends content in messages of about a megabyte. */
const LARGEST_MESSAGE = 16 * 1024 * 1024;
const PREFIX_BYTES = 5;

export function isGrpcFailure(error: unknown): error is GrpcFailure {
  return error instanceof Error && 'status' in error && typeof error.status === 'number';
}

export function connectGrpc(socket: string, headers: Readonly<Record<string, string>>): GrpcClient {
  // Loaded for who talks to containerd, and not with every start.
  const { connect: connectHttp2, constants } = process.getBuiltinModule('node:http2');
  let session: ClientHttp2Session | undefined;
  const open = (): ClientHttp2Session => {
    if (session === undefined || session.closed || session.destroyed) {
      session = connectHttp2('http://localhost', { createConnection: () => connectSocket(socket) });
      // Each call sees the error that ends it.
      session.on('error', () => undefined);
    }
    return session;
  };
  return {
    async *call(method, message) {
      const stream = open().request({
        [constants.HTTP2_HEADER_METHOD]: 'POST',
        [constants.HTTP2_HEADER_PATH]: `/${method}`,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...headers,
      });
      const ended = endOf(stream);
      const prefix = Buffer.alloc(PREFIX_BYTES);
      prefix.writeUInt32BE(message.length, 1);
      stream.end(Buffer.concat([prefix, message]));
      try {
        yield* messagesOf(stream);
        check(await ended);
      } finally {
        stream.destroy();
      }
    },
    close: () => session?.destroy(),
  };
}

/** The status comes behind the content, or in the head where there is no content. */
function endOf(stream: ClientHttp2Stream): Promise<IncomingHttpHeaders> {
  const seen: IncomingHttpHeaders = {};
  stream.on('response', (headers) => Object.assign(seen, headers));
  stream.on('trailers', (headers) => Object.assign(seen, headers));
  return new Promise((resolve) => {
    stream.on('close', () => resolve(seen));
    stream.on('end', () => setImmediate(resolve, seen));
  });
}

function check(headers: IncomingHttpHeaders): void {
  const status = Number(headers['grpc-status'] ?? Number.NaN);
  if (status === 0) return;
  const known = Number.isInteger(status);
  throw Object.assign(new Error(known ? `it answers with gRPC status ${status}` : 'it is no gRPC service'), { status });
}

/** Takes the messages apart: each has a byte, its length in four bytes, and its content. */
async function* messagesOf(stream: ClientHttp2Stream): AsyncGenerator<Buffer, void, void> {
  let pieces: Buffer[] = [];
  let length = 0;
  let wanted = PREFIX_BYTES;
  for await (const piece of stream) {
    pieces.push(piece as Buffer);
    length += (piece as Buffer).length;
    while (length >= wanted) {
      const whole = Buffer.concat(pieces);
      const end = PREFIX_BYTES + whole.readUInt32BE(1);
      if (end > LARGEST_MESSAGE) throw new Error(`it sends a message of ${end} bytes`);
      if (whole.length >= end) yield whole.subarray(PREFIX_BYTES, end);
      const rest = whole.length >= end ? whole.subarray(end) : whole;
      wanted = whole.length >= end ? PREFIX_BYTES : end;
      pieces = [rest];
      length = rest.length;
    }
  }
  if (length > 0) throw new Error('its answer breaks off in the middle');
}
