import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';

export interface DaemonAddress {
  readonly kind: 'docker' | 'podman';
  readonly env: { readonly [name: string]: string | undefined };
}

/** Where a daemon that speaks Docker's API listens; undefined where it was told to be reached other than by a Unix socket. */
export function daemonSocket({ kind, env }: DaemonAddress): string | undefined {
  const given = env[kind === 'docker' ? 'DOCKER_HOST' : 'CONTAINER_HOST'];
  if (given !== undefined && given !== '') {
    return given.startsWith('unix://') ? given.slice('unix://'.length) : undefined;
  }
  if (kind === 'docker') return '/var/run/docker.sock';
  const runtime = env['XDG_RUNTIME_DIR'];
  const isUser = runtime !== undefined && runtime !== '' && env['USER'] !== 'root';
  return isUser ? join(runtime, 'podman', 'podman.sock') : '/run/podman/podman.sock';
}

/** One request to a daemon's socket; the answer as it comes. Rejects with the system's error, or when the signal ends it. */
export function daemonGet(socketPath: string, path: string, signal?: AbortSignal): Promise<IncomingMessage> {
  // An import loads WebSockets too: tens of milliseconds of each start, with a daemon or without.
  const { request } = process.getBuiltinModule('node:http');
  return new Promise((resolve, reject) => {
    const aborting = signal === undefined ? {} : { signal };
    request({ socketPath, path, method: 'GET', headers: { host: 'docker' }, agent: false, ...aborting }, resolve)
      .on('error', reject)
      .end();
  });
}
