import { ociErrors } from '../errors.ts';
import { gather } from '../layers/checked.ts';
import { splitRepository } from '../reference.ts';
import { parseUrl } from './follow.ts';
import { registryOrigin } from './addresses.ts';
import type { Session } from './session.ts';
import type { HttpResponse } from './transport.ts';

export interface Listing {
  readonly repository: string;
  /** Where its first page is, under `/v2/PATH/`. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly what: string;
}

/** One page as JSON; `undefined` of the first page means that there is no such list (404). */
export interface Page {
  readonly value: unknown;
  readonly contentType: string;
}

/** Most pages of one list, whatever they hold. */
const MOST_PAGES = 10_000;

/**
 * The pages of a list, as `Link: <…>; rel="next"` leads from one to the next; together at most `limits.listBytes`. Nothing
 * where the first page is a 404. Returns whether the list was seen to its end.
 */
export async function* pagesOf(
  session: Session,
  listing: Listing,
): AsyncGenerator<Page, 'whole' | 'cut' | 'none', void> {
  const { host } = splitRepository(listing.repository);
  let bytesLeft = session.options.limits.listBytes;
  const seen = new Set<string>();
  let target: string | URL = listing.target;
  for (let page = 0; page < MOST_PAGES; page++) {
    const response: HttpResponse = await session.call({
      ...listing,
      actions: 'pull',
      method: 'GET',
      target,
      accept: [200, 404],
    });
    if (response.status === 404) {
      await response.discard();
      return page === 0 ? 'none' : 'cut';
    }
    const bytes = await pageBytes(response, bytesLeft, listing.what);
    if (bytes === undefined) return 'cut';
    bytesLeft -= bytes.length;
    yield { value: parse(bytes, host, listing.what), contentType: response.headers['content-type'] ?? '' };
    const next = nextOf(response);
    if (next === undefined) return 'whole';
    target = nextPage(next, target, { session, host, listing });
    if (seen.has(target.href)) throw malformed(host, listing.what, 'its pages lead in a circle');
    seen.add(target.href);
  }
  return 'cut';
}

async function pageBytes(response: HttpResponse, bytesLeft: number, what: string): Promise<Buffer | undefined> {
  try {
    return await gather(response.body, bytesLeft, what);
  } catch (error) {
    await response.discard();
    if (isTooLarge(error)) return undefined;
    throw error;
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'OCI_TOO_LARGE';
}

function parse(bytes: Buffer, host: string, what: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw malformed(host, what, 'it is not JSON');
  }
}

function nextOf({ headers }: HttpResponse): string | undefined {
  const link = headers['link'];
  const text = Array.isArray(link) ? link.join(', ') : link;
  return /<(?<url>[^<>]{1,4096})>\s*;\s*rel="?next"?/i.exec(text ?? '')?.groups?.['url'];
}

function nextPage(
  next: string,
  target: string | URL,
  { session, host, listing }: { session: Session; host: string; listing: Listing },
): URL {
  const home = registryOrigin(host, session.options.insecureHosts);
  const { path } = splitRepository(listing.repository);
  const base = typeof target === 'string' ? new URL(`/v2/${path}/${target}`, home) : target;
  const url = parseUrl(next, base, host);
  if (url.origin === home.origin) return url;
  throw malformed(host, listing.what, 'its next page is on another host');
}

function malformed(host: string, what: string, reason: string): Error {
  return ociErrors.ANSWER_MALFORMED({ host, what, reason });
}
