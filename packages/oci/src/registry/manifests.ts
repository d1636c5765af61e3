import { isDigest, isSallyportError } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import type { Descriptor } from '../descriptor.ts';
import { ociErrors } from '../errors.ts';
import { gather } from '../layers/checked.ts';
import { rawManifest } from '../manifest.ts';
import type { RawManifest } from '../manifest.ts';
import { MANIFEST_ACCEPT } from '../media-types.ts';
import { isTag, splitRepository } from '../reference.ts';
import { backOffMs } from './retry.ts';
import type { Session } from './session.ts';
import type { HttpResponse } from './transport.ts';

const STORED = [200, 201, 202, 204];

export async function getManifest(
  session: Session,
  repository: string,
  target: string,
): Promise<RawManifest | undefined> {
  const what = describe(repository, target);
  const response = await session.call({
    repository,
    actions: 'pull',
    method: 'GET',
    target: `manifests/${target}`,
    headers: { accept: MANIFEST_ACCEPT },
    what,
    accept: [200, 404],
  });
  if (response.status === 404) return absent(response);
  const bytes = await gather(response.body, session.options.limits.manifestBytes, what);
  const mediaType = typeOf(response, repository, what);
  const raw = rawManifest(bytes, mediaType);
  const expected = isDigest(target) ? target : digestHeader(response);
  if (expected !== undefined && raw.digest !== expected) {
    throw ociErrors.DIGEST_MISMATCH({ what, expected, actual: raw.digest });
  }
  return raw;
}

export async function headManifest(
  session: Session,
  repository: string,
  target: string,
): Promise<Descriptor | undefined> {
  const what = describe(repository, target);
  const response = await session.call({
    repository,
    actions: 'pull',
    method: 'HEAD',
    target: `manifests/${target}`,
    headers: { accept: MANIFEST_ACCEPT },
    what,
    accept: [200, 404],
  });
  await response.discard();
  if (response.status === 404) return undefined;
  const digest = isDigest(target) ? target : digestHeader(response);
  const size = Number(response.headers['content-length']);
  if (digest !== undefined && Number.isSafeInteger(size)) {
    return { mediaType: typeOf(response, repository, what), digest, size };
  }
  // Some registries tell neither without the content.
  const raw = await getManifest(session, repository, target);
  return raw === undefined ? undefined : { mediaType: raw.mediaType, digest: raw.digest, size: raw.bytes.length };
}

/** What a registry said of a manifest that it took. */
export interface PutManifest {
  readonly digest: Digest;
  /** It has the referrers API and has listed the manifest under its subject (`OCI-Subject`). */
  readonly isListed: boolean;
}

/**
 * Stores a manifest under its digest or a tag. A registry whose disk is written by several clients at once may say that a
 * digest is wrong when it read a link to a shared blob half written (docker-registry's plain files): what is sent stands
 * under its own digest, so that answer is asked for again before it counts.
 */
export async function putManifest(
  session: Session,
  repository: string,
  target: string,
  manifest: RawManifest,
): Promise<PutManifest> {
  const { retries, random, signal, wait } = session.options;
  for (let attempt = 0; ; attempt++) {
    try {
      return await putOnce(session, repository, target, manifest);
    } catch (error) {
      if (attempt >= retries || !saysDigestIsWrong(error)) throw error;
    }
    await wait(backOffMs(attempt, random), signal);
  }
}

function saysDigestIsWrong(error: unknown): boolean {
  return isSallyportError(error) && error.code === 'OCI_UPSTREAM' && error.params['code'] === ' (DIGEST_INVALID)';
}

async function putOnce(
  session: Session,
  repository: string,
  target: string,
  manifest: RawManifest,
): Promise<PutManifest> {
  const what = describe(repository, target);
  const response = await session.call({
    repository,
    actions: 'pull,push',
    method: 'PUT',
    target: `manifests/${target}`,
    headers: { 'content-type': manifest.mediaType },
    body: manifest.bytes,
    what: `the push of ${what}`,
    accept: STORED,
  });
  await response.discard();
  const stored = digestHeader(response);
  if (stored !== undefined && stored !== manifest.digest) {
    throw ociErrors.DIGEST_MISMATCH({ what, expected: manifest.digest, actual: stored });
  }
  return { digest: manifest.digest, isListed: response.headers['oci-subject'] !== undefined };
}

export async function deleteManifest(session: Session, repository: string, target: string): Promise<boolean> {
  return deleteContent(session, { repository, target: `manifests/${target}`, what: describe(repository, target) });
}

export async function deleteBlob(session: Session, repository: string, digest: Digest): Promise<boolean> {
  return deleteContent(session, { repository, target: `blobs/${digest}`, what: `the blob ${digest} of ${repository}` });
}

/** Deletes; false where it was not there. */
async function deleteContent(
  session: Session,
  { repository, target, what }: { readonly repository: string; readonly target: string; readonly what: string },
): Promise<boolean> {
  const response = await session.call({
    repository,
    actions: 'pull,push,delete',
    method: 'DELETE',
    target,
    what: `the deletion of ${what}`,
    accept: [200, 202, 204, 404],
  });
  await response.discard();
  return response.status !== 404;
}

/** What is asked of a manifest, in words. A target that is neither tag nor digest would change the address. */
function describe(repository: string, target: string): string {
  if (!isDigest(target) && !isTag(target)) {
    throw ociErrors.REFERENCE_INVALID({ reference: target.slice(0, 200), reason: 'it is neither a tag nor a digest' });
  }
  return `the manifest ${target} of ${repository}`;
}

async function absent(response: HttpResponse): Promise<undefined> {
  await response.discard();
}

function digestHeader(response: HttpResponse): Digest | undefined {
  const value = response.headers['docker-content-digest'];
  return typeof value === 'string' && isDigest(value) ? value : undefined;
}

function typeOf(response: HttpResponse, repository: string, what: string): string {
  const type = (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'text/html') return type;
  const { host } = splitRepository(repository);
  throw ociErrors.ANSWER_MALFORMED({ host, what, reason: 'it is a web page' });
}
