import { isSallyportError, jsonList, jsonMember } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { parseDescriptor } from '../descriptor.ts';
import type { Descriptor } from '../descriptor.ts';
import { ociErrors } from '../errors.ts';
import { encodeManifest, manifestDescriptor, parseManifest, rawManifest } from '../manifest.ts';
import type { Manifest, RawManifest } from '../manifest.ts';
import { MEDIA_TYPES } from '../media-types.ts';
import { splitRepository } from '../reference.ts';
import { pagesOf } from './listing.ts';
import { getManifest, headManifest, putManifest } from './manifests.ts';
import type { Referrers } from './registry.ts';
import { backOffMs } from './retry.ts';
import type { Session } from './session.ts';
import { listTagsWith } from './tags.ts';

/** The tag under which clients keep the list where a registry has no referrers API (the distribution specification). */
export function indexTag(subject: Digest): string {
  return subject.replace(':', '-');
}

const OWN_TAG_DIGITS = 48;

/**
 * The tag of one referrer alone. It is written once and by nobody else, so that no two writers ever meet: the list under
 * `indexTag` may lose entries when two write it at the same time, and is made whole from these. 48 digits (192 bits) keep
 * it within the 128 characters of a tag and beyond collisions; what a tag leads to is checked in any case.
 */
export function ownTag(subject: Digest, referrer: Digest): string {
  return `${indexTag(subject)}.${referrer.slice('sha256:'.length, 'sha256:'.length + OWN_TAG_DIGITS)}`;
}

/** What the referrers API lists; undefined where there is none: only a 404 says so. */
export async function referrersByApi(
  session: Session,
  repository: string,
  subject: Digest,
): Promise<Referrers | undefined> {
  const pages = pagesOf(session, {
    repository,
    target: `referrers/${subject}`,
    headers: { accept: MEDIA_TYPES.ociIndex },
    what: `what is attached to ${subject} in ${repository}`,
  });
  const found = new Map<Digest, Descriptor>();
  for (;;) {
    const { done, value } = await pages.next();
    if (done === true)
      return value === 'none'
        ? undefined
        : { descriptors: [...found.values()], via: 'api', complete: value === 'whole' };
    if (!Array.isArray(jsonMember(value.value, 'manifests'))) throw noList(repository, subject);
    for (const item of jsonList(value.value, 'manifests')) {
      const descriptor = parseDescriptor(item);
      if (descriptor === undefined) continue;
      if (found.size >= session.options.limits.referrers) {
        return { descriptors: [...found.values()], via: 'api', complete: false };
      }
      found.set(descriptor.digest, descriptor);
    }
  }
}

function noList(repository: string, subject: Digest): Error {
  const { host } = splitRepository(repository);
  return ociErrors.ANSWER_MALFORMED({ host, what: `what is attached to ${subject}`, reason: 'it is not an index' });
}

/** Everything that is attached: what the API lists and what clients keep in tags. */
export async function referrersOf(session: Session, repository: string, subject: Digest): Promise<Referrers> {
  const [api, index] = await Promise.all([
    referrersByApi(session, repository, subject),
    readIndex(session, repository, subject),
  ]);
  if (api !== undefined) return { ...api, descriptors: merge(api.descriptors, index) };
  const own = await ownTagged(session, { repository, subject, known: index });
  return { descriptors: merge(index, own.descriptors), via: 'tags', complete: own.isWhole };
}

/** Each digest once; the first description of it counts. */
function merge(...lists: readonly (readonly Descriptor[])[]): Descriptor[] {
  const found = new Map<Digest, Descriptor>();
  for (const descriptor of lists.flat()) if (!found.has(descriptor.digest)) found.set(descriptor.digest, descriptor);
  return [...found.values()];
}

async function readIndex(session: Session, repository: string, subject: Digest): Promise<readonly Descriptor[]> {
  const tag = indexTag(subject);
  const raw = await getManifest(session, repository, tag);
  if (raw === undefined) return [];
  const manifest = parseManifest(raw, `${repository}:${tag}`);
  return manifest.kind === 'index' ? manifest.manifests : [];
}

interface OwnTags {
  readonly repository: string;
  readonly subject: Digest;
  /** What is known already and need not be fetched. */
  readonly known: readonly Descriptor[];
}

/** The referrers that only their own tags tell of. */
async function ownTagged(
  session: Session,
  { repository, subject, known }: OwnTags,
): Promise<{ descriptors: Descriptor[]; isWhole: boolean }> {
  const listed = await listTagsWith(session, repository, `${indexTag(subject)}.`);
  const names = new Set(known.map(({ digest }) => ownTag(subject, digest)));
  const missing = listed.tags.filter((tag) => /\.[0-9a-f]{48}$/.test(tag) && !names.has(tag));
  const descriptors: Descriptor[] = [];
  for (const tag of missing.slice(0, session.options.limits.referrers)) {
    const raw = await getManifest(session, repository, tag);
    const descriptor = raw === undefined || ownTag(subject, raw.digest) !== tag ? undefined : describe(raw, subject);
    if (descriptor !== undefined) descriptors.push(descriptor);
  }
  return { descriptors, isWhole: listed.isWhole && missing.length <= session.options.limits.referrers };
}

/** The descriptor of a referrer as the specification wants it; undefined where it refers to something else. */
function describe(raw: RawManifest, subject: Digest): Descriptor | undefined {
  let manifest: Manifest;
  try {
    manifest = parseManifest(raw, raw.digest);
  } catch {
    // Whoever put something else under such a tag has attached nothing.
    return undefined;
  }
  if (manifest.subject?.digest !== subject) return undefined;
  const artifactType = manifest.artifactType ?? (manifest.kind === 'image' ? manifest.config.mediaType : undefined);
  return {
    ...manifestDescriptor({ ...raw, mediaType: manifest.mediaType }),
    ...(artifactType === undefined ? {} : { artifactType }),
    annotations: manifest.annotations,
  };
}

/**
 * Stores a manifest that has a subject, so that it is found. With the API that is the registry's work; without it the
 * referrer gets a tag of its own, and the list of all is written anew from what it held and what all own tags tell. Where the
 * registry lets no tag be written again, the own tag alone tells of it: our readers find it, others may not.
 */
export async function attach(session: Session, repository: string, manifest: RawManifest): Promise<Descriptor> {
  const subject = parseManifest(manifest, manifest.digest).subject?.digest;
  const descriptor = subject === undefined ? undefined : describe(manifest, subject);
  if (subject === undefined || descriptor === undefined) {
    throw ociErrors.MANIFEST_MALFORMED({ image: manifest.digest, reason: 'it has no subject to be attached to' });
  }
  const put = await putManifest(session, repository, manifest.digest, manifest);
  if (put.isListed) return descriptor;
  const api = await referrersByApi(session, repository, subject);
  if (api?.descriptors.some(({ digest }) => digest === manifest.digest) === true) return descriptor;
  await putManifest(session, repository, ownTag(subject, manifest.digest), manifest);
  const isKept = await writeIndex(session, { repository, subject, known: [descriptor] });
  // Readers of a registry with the API do not look for own tags: there the list has to hold it.
  if (!isKept && api !== undefined) {
    const { host } = splitRepository(repository);
    throw ociErrors.REFERRER_NOT_LISTED({ host, digest: manifest.digest, subject });
  }
  return descriptor;
}

const INDEX_ROUNDS = 3;
/** What registries answer where a tag is not to be written again: no two the same. */
const IS_IMMUTABLE = new Set([400, 405, 409, 412, 422]);

/** False where the registry keeps its tags as they are, and there is a list already. */
async function putList(session: Session, repository: string, tag: string, list: RawManifest): Promise<boolean> {
  try {
    await putManifest(session, repository, tag, list);
    return true;
  } catch (error) {
    const isRefused =
      isSallyportError(error) && error.code === 'OCI_UPSTREAM' && IS_IMMUTABLE.has(Number(error.params['status']));
    if (!isRefused || (await headManifest(session, repository, tag)) === undefined) throw error;
    return false;
  }
}

/** Writes the list and looks whether it was kept; false where others wrote theirs over it each time. */
async function writeIndex(session: Session, { repository, subject, known }: OwnTags): Promise<boolean> {
  const { options } = session;
  // Own tags are never rewritten: what was read of one need not be read again.
  let gathered = known;
  for (let round = 0; round < INDEX_ROUNDS; round++) {
    const kept = await readIndex(session, repository, subject);
    const own = await ownTagged(session, { repository, subject, known: merge(kept, gathered) });
    gathered = merge(gathered, own.descriptors);
    const wanted = merge(kept, gathered);
    if (wanted.length > kept.length) {
      const mediaType = MEDIA_TYPES.ociIndex;
      const list = rawManifest(encodeManifest({ schemaVersion: 2, mediaType, manifests: wanted }), mediaType);
      if (!(await putList(session, repository, indexTag(subject), list))) return false;
    }
    const after = new Set((await readIndex(session, repository, subject)).map(({ digest }) => digest));
    if (known.every(({ digest }) => after.has(digest))) return true;
    await options.wait(backOffMs(round, options.random), options.signal);
  }
  return false;
}
