import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { systemCode } from '@sallyport/kernel';

import type { Connect } from './connect.ts';
import type { Answer } from './judge.ts';
import type { PreparedRequest } from './request.ts';

export interface SendOptions {
  readonly connect: Connect;
  /** For the whole call, from the name's look-up to the last byte. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** So much of a body is read; what tells stands at its beginning. */
const MOST_BODY_BYTES = 64 * 1024;
const MOST_HEADER_BYTES = 16 * 1024;

/**
 * Sends one request over a connection of its own and returns what was answered, or the sentence that says why nothing was.
 * A redirect is an answer like any other: it is not followed. Throws where the scan was told to stop.
 */
export async function send(request: PreparedRequest, options: SendOptions): Promise<Answer | string> {
  const { host } = request;
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([timeout, options.signal]);
  try {
    const socket = await options.connect(host, signal);
    try {
      return await exchange(request, socket, signal);
    } finally {
      socket.destroy();
    }
  } catch (error) {
    options.signal.throwIfAborted();
    if (timeout.aborted) return `${host} did not answer within ${options.timeoutMs / 1000} seconds.`;
    return `${host} could not be asked (${systemCode(error) ?? 'the connection broke'}).`;
  }
}

function exchange(request: PreparedRequest, socket: Duplex, signal: AbortSignal): Promise<Answer> {
  const { host, method, path, headers, body } = request;
  return new Promise((resolve, reject) => {
    const call: ClientRequest = httpRequest({
      host,
      method,
      path,
      headers: {
        Host: host,
        'User-Agent': 'sallyport',
        Accept: '*/*',
        Connection: 'close',
        'Content-Length': String(Buffer.byteLength(body ?? '')),
        ...headers,
      },
      // No agent: one, even a fresh one, would open a connection of its own and not use the one whose peer has proved its name.
      setDefaultHeaders: false,
      maxHeaderSize: MOST_HEADER_BYTES,
      insecureHTTPParser: false,
      signal,
      createConnection: () => socket,
    });
    call.once('error', reject);
    call.once('response', (response) => {
      readBody(response).then((text) => resolve({ status: response.statusCode ?? 0, body: text }), reject);
    });
    call.end(body);
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, MOST_BODY_BYTES);
}
