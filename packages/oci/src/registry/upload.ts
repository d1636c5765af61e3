import { isSallyportError } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import { checked } from '../layers/checked.ts';
import { splitRepository } from '../reference.ts';
import { registryOrigin } from './addresses.ts';
import { hasBlob } from './blobs.ts';
import { parseUrl } from './follow.ts';
import type { BlobContent, PushBlobOptions, PushOutcome } from './registry.ts';
import { backOffMs, isTransient } from './retry.ts';
import type { Call, Session } from './session.ts';
import type { HttpResponse } from './transport.ts';

/** Where an upload goes on, and how far the registry has it. */
interface Upload {
  readonly url: URL;
  readonly offset: number;
  /** The least that the registry takes at once. */
  readonly leastBytes: number;
}

interface Push {
  readonly session: Session;
  readonly repository: string;
  readonly host: string;
  readonly content: BlobContent;
  readonly chunkBytes: number | undefined;
}

/**
 * Puts a blob into a repository: not at all where it is there, by a link where another repository has it, and else by
 * sending it. What breaks off goes on where the registry has it, or begins anew; until the last step it is no blob.
 */
export async function pushBlob(
  session: Session,
  repository: string,
  content: BlobContent,
  options: PushBlobOptions,
): Promise<PushOutcome> {
  if (await hasBlob(session, repository, content.digest)) return 'present';
  const { host } = splitRepository(repository);
  const push: Push = { session, repository, host, content, chunkBytes: options.chunkBytes };
  let upload: Upload | undefined;
  for (const from of options.mountFrom ?? []) {
    if (from === repository || splitRepository(from).host !== host) continue;
    const begun = await mount(push, from);
    if (begun === 'mounted') return 'mounted';
    upload = begun;
  }
  await sendAll(push, upload);
  return 'sent';
}

async function sendAll(push: Push, begun: Upload | undefined): Promise<void> {
  const { options } = push.session;
  let upload = begun;
  for (let attempt = 0; ; attempt++) {
    try {
      upload ??= await begin(push);
      const refusal = await send(push, upload);
      if (refusal === undefined) return;
      throw ociErrors.UPLOAD_FAILED({ host: push.host, digest: push.content.digest, reason: refusal });
    } catch (error) {
      options.signal?.throwIfAborted();
      if (attempt >= options.retries || !isWorthAnother(error)) throw error;
    }
    await options.wait(backOffMs(attempt, options.random), options.signal);
    upload = upload === undefined ? undefined : await progressOf(push, upload);
  }
}

/** The connection, or the registry for the moment: then it may go better the next time. */
function isWorthAnother(error: unknown): boolean {
  if (!isSallyportError(error)) return false;
  if (error.code === 'OCI_UNREACHABLE' || error.code === 'OCI_RATE_LIMITED') return true;
  // 404: it has forgotten the upload.
  const status = Number(error.params['status']);
  return error.code === 'OCI_UPSTREAM' && (status === 404 || status === 416 || isTransient(status));
}

/** Starts an upload. */
async function begin(push: Push): Promise<Upload> {
  const response = await post(push, '', { accept: [202] });
  return nextUpload(push, response, undefined);
}

/** Links the blob from another repository, or starts an upload where that cannot be. */
async function mount(push: Push, from: string): Promise<Upload | 'mounted'> {
  const query = `?mount=${push.content.digest}&from=${encodeURIComponent(splitRepository(from).path)}`;
  const response = await post(push, query, { accept: [201, 202], alsoPull: from });
  return response.status === 201 ? 'mounted' : nextUpload(push, response, undefined);
}

async function post(push: Push, query: string, more: Pick<Call, 'accept' | 'alsoPull'>): Promise<HttpResponse> {
  const { session, repository } = push;
  const response = await session.call({
    repository,
    actions: 'pull,push',
    method: 'POST',
    target: `blobs/uploads/${query}`,
    what: `the start of an upload to ${repository}`,
    ...more,
  });
  await response.discard();
  return response;
}

function nextUpload(push: Push, response: HttpResponse, before: Upload | undefined): Upload {
  const base = before?.url ?? new URL(`/v2/`, originOf(push));
  const { location } = response.headers;
  if (location === undefined && before === undefined) {
    throw ociErrors.ANSWER_MALFORMED({
      host: push.host,
      what: 'an upload',
      reason: 'it does not say where to send it',
    });
  }
  const least = Number(response.headers['oci-chunk-min-length'] ?? 0);
  return {
    url: location === undefined ? base : parseUrl(location, base, push.host),
    offset: before?.offset ?? 0,
    leastBytes: Number.isSafeInteger(least) ? least : 0,
  };
}

function originOf({ session, host }: Push): URL {
  return registryOrigin(host, session.options.insecureHosts);
}

/** Sends what the registry does not have yet; a text says why it did not take it. */
async function send(push: Push, begun: Upload): Promise<string | undefined> {
  const { content } = push;
  const chunkBytes = push.chunkBytes ?? (begun.offset > 0 ? content.size : undefined);
  if (chunkBytes === undefined) return finish(push, begun, 0);
  let upload = begun;
  const step = Math.max(1, chunkBytes, begun.leastBytes);
  while (upload.offset < content.size) {
    const length = Math.min(step, content.size - upload.offset);
    upload = await sendChunk(push, upload, length);
  }
  return finish(push, upload, content.size);
}

async function sendChunk(push: Push, upload: Upload, length: number): Promise<Upload> {
  const { session, repository, content } = push;
  const { offset } = upload;
  const response = await session.call({
    repository,
    actions: 'pull,push',
    method: 'PATCH',
    target: upload.url,
    headers: { 'content-type': 'application/octet-stream', 'content-range': `${offset}-${offset + length - 1}` },
    body: { size: length, open: () => part(content.open(offset), length) },
    what: `a part of ${content.digest} for ${repository}`,
    accept: [202],
    isOnce: true,
  });
  await response.discard();
  const next = nextUpload(push, response, upload);
  const has = receivedBytes(response) ?? offset + length;
  if (has <= offset || has > content.size) {
    throw ociErrors.UPLOAD_FAILED({ host: push.host, digest: content.digest, reason: 'it lost a part that was sent' });
  }
  return { ...next, offset: has };
}

/** Names the digest; before `from`, everything has been sent in parts. */
async function finish(push: Push, upload: Upload, from: number): Promise<string | undefined> {
  const { session, repository, content } = push;
  const isWhole = from === 0 && content.size > 0;
  const what = `the content that is pushed as ${content.digest}`;
  const body = {
    size: content.size,
    // What does not match never arrives whole: the connection is cut before its last byte.
    open: () => checked(content.open(0), { digest: content.digest, size: content.size, what }),
  };
  const response = await session.call({
    repository,
    actions: 'pull,push',
    method: 'PUT',
    target: withDigest(upload.url, content.digest),
    headers: { 'content-type': 'application/octet-stream' },
    ...(isWhole ? { body } : {}),
    what: `the push of ${content.digest} to ${repository}`,
    accept: [200, 201, 204, 400],
    isOnce: true,
  });
  await response.discard();
  if (response.status === 400) return 'it says that the digest or the address is wrong';
  const stored = response.headers['docker-content-digest'];
  return stored === undefined || stored === content.digest ? undefined : 'it stored something else';
}

/** The address as the registry gave it, digest added: taken apart and put together again, its state might not be the same. */
function withDigest(url: URL, digest: string): URL {
  return new URL(`${url.href}${url.search === '' ? '?' : '&'}digest=${digest}`);
}

/** How far the registry has an upload that broke off; undefined where it has to begin anew. */
async function progressOf(push: Push, upload: Upload): Promise<Upload | undefined> {
  const { session, repository, content } = push;
  try {
    const response = await session.call({
      repository,
      actions: 'pull,push',
      method: 'GET',
      target: upload.url,
      what: `the state of an upload to ${repository}`,
      accept: [204],
      isOnce: true,
    });
    await response.discard();
    const has = receivedBytes(response);
    if (has === undefined || has <= 0 || has > content.size) return undefined;
    return { ...nextUpload(push, response, upload), offset: has };
  } catch {
    session.options.signal?.throwIfAborted();
    return undefined;
  }
}

/** `Range: 0-99` is 100 bytes; `0-0` says nothing: some registries mean one byte by it, some none. */
function receivedBytes(response: HttpResponse): number | undefined {
  const last = /^(?:bytes=)?0-(?<last>[0-9]{1,15})$/.exec(response.headers.range ?? '')?.groups?.['last'];
  return last === undefined || last === '0' ? undefined : Number(last) + 1;
}

async function* part(content: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array, void, void> {
  let left = length;
  for await (const piece of content) {
    const taken = piece.subarray(0, left);
    left -= taken.length;
    if (taken.length > 0) yield taken;
    if (left === 0) return;
  }
}
