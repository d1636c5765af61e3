import { daemonGet, daemonSocket } from '@sallyport/oci';
import { messageOf, systemCode } from '@sallyport/kernel';

import { scannerErrors } from '../../errors.ts';

export interface DaemonOptions {
  readonly env: { readonly [name: string]: string | undefined };
  readonly signal: AbortSignal;
  readonly limits?: DaemonLimits;
}

/** What one answer of a daemon may cost. */
interface DaemonLimits {
  readonly bytes: number;
  readonly timeoutMs: number;
}

const DAEMON_LIMITS: DaemonLimits = Object.freeze({ bytes: 32 * 1024 ** 2, timeoutMs: 30_000 });

/** An answer: JSON, or why there is none. `gone` is what the daemon says of what has just been removed. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly gone: boolean; readonly reason: string };

/** Docker's API on its Unix socket, reading only. */
export interface DaemonApi {
  get(path: string): Promise<Answer>;
}

/** Throws `SCANNERS_DAEMON_UNREACHABLE` where the address is no Unix socket; whether anybody listens is seen by the first answer. */
export function openDaemon({ env, signal, limits = DAEMON_LIMITS }: DaemonOptions): DaemonApi {
  const socket = daemonSocket({ kind: 'docker', env });
  if (socket === undefined)
    throw scannerErrors.DAEMON_UNREACHABLE({ reason: 'DOCKER_HOST is not a Unix socket on this machine' });
  return {
    async get(path) {
      const ended = AbortSignal.any([signal, AbortSignal.timeout(limits.timeoutMs)]);
      try {
        return await ask(socket, path, { ended, limits });
      } catch (error) {
        signal.throwIfAborted();
        const reason = ended.aborted
          ? `it did not answer within ${limits.timeoutMs / 1000} s`
          : reasonOf(error, socket);
        return { ok: false, gone: false, reason };
      }
    },
  };
}

function reasonOf(error: unknown, socket: string): string {
  const code = systemCode(error);
  if (code === 'ENOENT') return `there is no socket ${socket}`;
  if (code === 'EACCES' || code === 'EPERM') return `this user may not open ${socket}`;
  if (code === 'ECONNREFUSED') return `nobody listens on ${socket}`;
  return code === undefined ? 'its answer broke off' : messageOf(error);
}

interface Asking {
  readonly ended: AbortSignal;
  readonly limits: DaemonLimits;
}

async function ask(socket: string, path: string, { ended, limits }: Asking): Promise<Answer> {
  const response = await daemonGet(socket, path, ended);
  const status = response.statusCode ?? 0;
  if (status !== 200) {
    response.destroy();
    return { ok: false, gone: status === 404, reason: `it answers ${status}` };
  }
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response) {
    size += (piece as Buffer).length;
    if (size > limits.bytes) {
      response.destroy();
      return { ok: false, gone: false, reason: `its answer is larger than ${limits.bytes} bytes` };
    }
    pieces.push(piece as Buffer);
  }
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(pieces).toString('utf8')) };
  } catch {
    return { ok: false, gone: false, reason: 'its answer is not JSON' };
  }
}
