import { ociErrors } from '../errors.ts';
import type { OciLimits } from '../limits.ts';
import { isLinkLocal, isLoopback, registryOrigin } from './addresses.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

export interface FollowOptions {
  readonly transport: Transport;
  readonly limits: OciLimits;
  readonly insecureHosts: readonly string[];
  /** The registry that the credentials belong to. */
  readonly host: string;
  readonly authorization: string | undefined;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a request and follows where it leads. The credentials go to the registry's own origin and, once another was
 * visited, nowhere any more. What leads from https to http, or from elsewhere to this machine, is refused.
 */
export async function follow(request: HttpRequest, options: FollowOptions): Promise<HttpResponse> {
  const home = registryOrigin(options.host, options.insecureHosts).origin;
  let { url, method } = request;
  let hasLeft = url.origin !== home;
  if (hasLeft) checkStep(new URL(home), url, options);
  for (let step = 0; step <= options.limits.redirects; step++) {
    const auth = hasLeft || options.authorization === undefined ? {} : { authorization: options.authorization };
    const body = method === request.method ? request.body : undefined;
    const { body: _body, ...rest } = request;
    const headers = { ...request.headers, ...auth };
    const response = await options.transport.send({
      ...rest,
      url,
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const location = response.headers.location;
    if (!REDIRECTS.has(response.status) || location === undefined) return response;
    await response.discard();
    const next = parseUrl(location, url, options.host);
    checkStep(url, next, options);
    method = nextMethod(method, response.status, options.host);
    url = next;
    hasLeft ||= url.origin !== home;
  }
  throw refused(options.host, `it leads on more than ${options.limits.redirects} times`);
}

/** A location that a registry gave, resolved. Throws `OCI_REDIRECT_REFUSED`. */
export function parseUrl(location: string, base: URL, host: string): URL {
  if (!URL.canParse(location, base)) throw refused(host, 'what it gives is no URL');
  return new URL(location, base);
}

function checkStep(from: URL, to: URL, { host, insecureHosts }: FollowOptions): void {
  if (to.protocol !== 'https:' && to.protocol !== 'http:')
    throw refused(host, `it leads to ${to.protocol.slice(0, 20)}`);
  if (to.username !== '' || to.password !== '') throw refused(host, 'it puts a name and password into the address');
  if (from.protocol === 'https:' && to.protocol === 'http:') throw refused(host, 'it leads from https to http');
  if (isLinkLocal(to.hostname)) throw refused(host, 'it leads to an address that only this machine reaches');
  const isKnown = insecureHosts.includes(to.host);
  if (isLoopback(to.hostname) && !isLoopback(from.hostname) && !isKnown)
    throw refused(host, 'it leads to this machine');
}

/** 307 and 308 repeat the request as it was; the others only what has no body (RFC 9110, 15.4). */
function nextMethod(method: string, status: number, host: string): string {
  if (status === 307 || status === 308 || method === 'GET' || method === 'HEAD') return method;
  if (status === 303) return 'GET';
  throw refused(host, `it answers ${status} to ${method}`);
}

function refused(host: string, reason: string): Error {
  return ociErrors.REDIRECT_REFUSED({ host, reason });
}
