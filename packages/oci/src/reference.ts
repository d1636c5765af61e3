import { isDigest } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { ociErrors } from './errors.ts';

/** Where an image is: a repository, and a tag or digest in it. */
export interface Reference {
  /** `registry.example:5000`, `docker.io`. */
  readonly host: string;
  /** The repository's path on its host: `library/debian`. */
  readonly path: string;
  /** Host and path: what the registry's methods take. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

const LONGEST = 4096;
const HOST =
  /^(?:(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*|\[[0-9a-fA-F:]{2,45}\])(?::[0-9]{1,5})?$/;
const PATH_PART = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const LONGEST_PATH = 255;
const DEFAULT_HOST = 'docker.io';
/** Other names under which Docker Hub is known. */
const HUB_NAMES: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

/**
 * Reads `[host[:port]/]path[:tag][@digest]` as Docker does: without a host it is Docker Hub, without a path segment there
 * `library/`, and without tag and digest the tag `latest`. Throws `OCI_REFERENCE_INVALID`.
 */
export function parseReference(text: string): Reference {
  if (text.length > LONGEST) throw invalid(text, `it is longer than ${LONGEST} characters`);
  const [withoutDigest = '', digest, ...more] = text.split('@');
  if (more.length > 0) throw invalid(text, 'it has several @');
  if (digest !== undefined && !isDigest(digest)) throw invalid(text, 'its digest is not sha256: and 64 hex digits');
  const colon = withoutDigest.indexOf(':', withoutDigest.lastIndexOf('/') + 1);
  const [name, tag] =
    colon === -1 ? [withoutDigest, undefined] : [withoutDigest.slice(0, colon), withoutDigest.slice(colon + 1)];
  if (tag !== undefined && !isTag(tag)) throw invalid(text, 'its tag has characters that a tag may not have');
  const { host, path } = splitName(text, name);
  return {
    host,
    path,
    repository: `${host}/${path}`,
    ...(tag !== undefined ? { tag } : digest === undefined ? { tag: 'latest' } : {}),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** What the reference names in its repository: the digest where there is one, else the tag. */
export function referenceTarget(reference: Reference): string {
  return reference.digest ?? reference.tag ?? 'latest';
}

/** The reference as text, in full. */
export function formatReference({ repository, tag, digest }: Reference): string {
  return `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Whether a text may be a tag. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Takes `host/path` apart again. Throws `OCI_REFERENCE_INVALID`. */
export function splitRepository(repository: string): { readonly host: string; readonly path: string } {
  return splitName(repository, repository);
}

function splitName(text: string, name: string): { host: string; path: string } {
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const isNamed = /[.:A-Z]/.test(first) || first === 'localhost';
  const host = isNamed ? first : DEFAULT_HOST;
  const path = isNamed ? name.slice(slash + 1) : name;
  if (!HOST.test(host)) throw invalid(text, 'its host is none');
  checkPath(text, path);
  if (!HUB_NAMES.has(host)) return { host, path };
  return { host: DEFAULT_HOST, path: path.includes('/') ? path : `library/${path}` };
}

function checkPath(text: string, path: string): void {
  if (path === '') throw invalid(text, 'it names no repository');
  if (path.length > LONGEST_PATH) throw invalid(text, `its path is longer than ${LONGEST_PATH} characters`);
  if (path.split('/').every((part) => PATH_PART.test(part))) return;
  throw invalid(text, 'its path has characters that a repository may not have (capitals, for example)');
}

function invalid(reference: string, reason: string): Error {
  return ociErrors.REFERENCE_INVALID({ reference: reference.slice(0, 200), reason });
}
