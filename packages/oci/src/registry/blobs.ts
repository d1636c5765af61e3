import { isSallyportError } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import type { Descriptor } from '../descriptor.ts';
import { ociErrors } from '../errors.ts';
import { checked, gather } from '../layers/checked.ts';
import { splitRepository } from '../reference.ts';
import { backOffMs } from './retry.ts';
import { unreachable } from './session.ts';
import type { Session } from './session.ts';
import type { HttpResponse } from './transport.ts';

type Wanted = Pick<Descriptor, 'digest' | 'size'>;

export async function hasBlob(session: Session, repository: string, digest: Digest): Promise<boolean> {
  const response = await session.call({
    repository,
    actions: 'pull',
    method: 'HEAD',
    target: `blobs/${digest}`,
    what: describe(repository, digest),
    accept: [200, 404],
  });
  await response.discard();
  return response.status === 200;
}

export async function getBlob(
  session: Session,
  { repository, digest, maxBytes }: { readonly repository: string; readonly digest: Digest; readonly maxBytes: number },
): Promise<Uint8Array | undefined> {
  const response = await request(session, repository, digest, 0);
  if (response.status === 404) {
    await response.discard();
    return undefined;
  }
  const what = describe(repository, digest);
  return gather(checked(response.body, { digest, what }), maxBytes, what);
}

/** A blob as it streams by. A connection that breaks is taken up where it broke, as often as requests are repeated. */
export async function openBlob(
  session: Session,
  repository: string,
  wanted: Wanted,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const response = await request(session, repository, wanted.digest, 0);
  if (response.status === 404) {
    await response.discard();
    return undefined;
  }
  const what = describe(repository, wanted.digest);
  return checked(resumed(session, repository, wanted, response), { ...wanted, what });
}

async function* resumed(
  session: Session,
  repository: string,
  wanted: Wanted,
  first: HttpResponse,
): AsyncGenerator<Uint8Array, void, void> {
  const { options } = session;
  let response = first;
  let received = 0;
  let skip = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      for await (const piece of response.body) {
        const fresh = piece.subarray(Math.min(skip, piece.length));
        skip -= piece.length - fresh.length;
        if (fresh.length === 0) continue;
        received += fresh.length;
        yield fresh;
      }
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isSallyportError(error)) throw error;
      if (attempt >= options.retries) throw unreachable(splitRepository(repository).host, error);
    }
    await options.wait(backOffMs(attempt, options.random), options.signal);
    response = await request(session, repository, wanted.digest, received);
    skip = await skippedBytes(response, repository, wanted, received);
  }
}

/** How much of an answer is known already: none of a part, as much as has come of a whole. */
async function skippedBytes(
  response: HttpResponse,
  repository: string,
  wanted: Wanted,
  received: number,
): Promise<number> {
  if (response.status === 200) return received;
  const start = /^bytes (?<start>[0-9]+)-/.exec(response.headers['content-range'] ?? '')?.groups?.['start'];
  if (response.status === 206 && Number(start) === received) return 0;
  await response.discard();
  if (response.status === 404) throw ociErrors.NO_SUCH_CONTENT({ image: repository, digest: wanted.digest });
  throw ociErrors.ANSWER_MALFORMED({
    host: splitRepository(repository).host,
    what: describe(repository, wanted.digest),
    reason: 'it sends another part than was asked for',
  });
}

function request(session: Session, repository: string, digest: Digest, offset: number): Promise<HttpResponse> {
  return session.call({
    repository,
    actions: 'pull',
    method: 'GET',
    target: `blobs/${digest}`,
    headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
    what: describe(repository, digest),
    accept: offset === 0 ? [200, 404] : [200, 206, 404],
  });
}

function describe(repository: string, digest: Digest): string {
  return `the blob ${digest} of ${repository}`;
}
