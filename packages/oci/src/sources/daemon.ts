import { isSallyportError, messageOf } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import { tarStream } from '../files/tar-stream.ts';
import type { OciLimits } from '../limits.ts';
import type { ContentReader } from './content-reader.ts';
import { daemonGet, daemonSocket } from './daemon-http.ts';
import { archiveReader } from './open-archive.ts';

/** The daemons that speak Docker's API. */
type DaemonKind = 'docker' | 'podman';

export interface DaemonOptions {
  readonly limits: OciLimits;
  readonly env: { readonly [name: string]: string | undefined };
}

/**
 * An image that Docker or Podman has, by the API that both speak on their sockets: `GET /images/NAME/get` sends it as an
 * archive. It is sent once to be looked into and once to be read, and never kept.
 */
export async function daemonReader(
  kind: DaemonKind,
  image: string,
  { limits, env }: DaemonOptions,
): Promise<ContentReader> {
  const socket = daemonSocket({ kind, env });
  if (socket === undefined) {
    throw ociErrors.DAEMON_FAILED({ daemon: kind, image, reason: 'its address is not a Unix socket on this machine' });
  }
  try {
    const files = await tarStream(`${kind}:${image}`, () => exported(kind, socket, image));
    return await archiveReader(files, { name: undefined, limits, label: image });
  } catch (error) {
    if (isSallyportError(error)) throw error;
    throw ociErrors.DAEMON_FAILED({ daemon: kind, image, reason: messageOf(error) }, { cause: error });
  }
}

async function* exported(kind: DaemonKind, socket: string, image: string): AsyncGenerator<Uint8Array, void, void> {
  const response = await daemonGet(socket, `/images/${encodeURIComponent(image)}/get`);
  if (response.statusCode !== 200) {
    response.destroy();
    const reason = response.statusCode === 404 ? 'it has no such image' : `it answers ${response.statusCode ?? 0}`;
    throw ociErrors.DAEMON_FAILED({ daemon: kind, image, reason });
  }
  yield* response;
}
