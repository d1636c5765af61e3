import { asText, jsonMember, jsonText } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import { gather } from '../layers/checked.ts';
import { splitRepository } from '../reference.ts';
import { isLinkLocal, isLoopback, hostnameOf } from './addresses.ts';
import type { Challenge } from './challenge.ts';
import { basicHeader } from './credentials.ts';
import type { Credential } from './credentials.ts';
import { failureOf } from './failure.ts';
import { follow } from './follow.ts';
import { backOffMs, isTransient, retryAfterMs } from './retry.ts';
import type { Call, SessionOptions } from './session.ts';
import type { HttpResponse } from './transport.ts';

/** Keeps what registries asked for and what they were shown. */
export interface Authenticator {
  /** The header that served this kind of call before. */
  known(call: Call): string | undefined;
  /** Meets a challenge; undefined where there is nothing to meet it with. */
  meet(call: Call, challenge: Challenge): Promise<string | undefined>;
  forget(call: Call): void;
}

interface Kept {
  readonly header: string;
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
}

type Bearer = Challenge & { readonly scheme: 'bearer' };

const TOKEN_BYTES = 1024 * 1024;
const CLIENT_ID = 'sallyport';
/** What a token is good for where its service does not say (the distribution specification). */
const DEFAULT_SECONDS = 60;

export function createAuthenticator(options: SessionOptions): Authenticator {
  const kept = new Map<string, Kept>();
  return {
    known(call) {
      const found = kept.get(keyOf(call));
      return found !== undefined && found.until > options.clock.now() ? found.header : undefined;
    },
    async meet(call, challenge) {
      const credential = await options.credentials.find(call.repository);
      const found =
        challenge.scheme === 'basic' ? basicFor(credential) : await tokenFor(call, challenge, { credential, options });
      if (found !== undefined) kept.set(keyOf(call), found);
      return found?.header;
    },
    forget(call) {
      kept.delete(keyOf(call));
    },
  };
}

/** A token is good for one repository and what is done with it. */
function keyOf(call: Call): string {
  return `${call.repository} ${call.actions} ${call.alsoPull ?? ''}`;
}

function basicFor(credential: Credential | undefined): Kept | undefined {
  if (credential?.kind !== 'password') return undefined;
  return { header: basicHeader(credential.username, credential.password), until: Number.POSITIVE_INFINITY };
}

interface TokenInput {
  readonly credential: Credential | undefined;
  readonly options: SessionOptions;
}

async function tokenFor(call: Call, challenge: Bearer, input: TokenInput): Promise<Kept> {
  const { credential, options } = input;
  if (credential?.kind === 'registry-token')
    return { header: `Bearer ${credential.token}`, until: Number.POSITIVE_INFINITY };
  const { host } = splitRepository(call.repository);
  const realm = checkRealm(challenge.realm, host, options.insecureHosts);
  const ask = (): Promise<HttpResponse> =>
    credential?.kind === 'identity-token'
      ? exchangeToken(call, { realm, challenge, token: credential.token }, options)
      : askToken(call, { realm, challenge, credential }, options);
  const response = await untilSettled(ask, options);
  if (response.status !== 200) {
    throw await failureOf(response, { host: realm.host, what: `a token for ${call.what}`, clock: options.clock });
  }
  return readToken(response, realm.host, options);
}

/** Asks again where the service is overloaded for the moment. */
async function untilSettled(ask: () => Promise<HttpResponse>, options: SessionOptions): Promise<HttpResponse> {
  for (let attempt = 0; ; attempt++) {
    const response = await ask();
    const asked = retryAfterMs(response.headers['retry-after'], options.clock) ?? 0;
    const isSettled = !isTransient(response.status) || asked > options.longestWaitMs;
    if (isSettled || attempt >= options.retries) return response;
    await response.discard();
    await options.wait(Math.max(asked, backOffMs(attempt, options.random)), options.signal);
  }
}

/** A token service is reached by https; by http only where registry and service are both on this machine, or are named. */
function checkRealm(realm: string, host: string, insecureHosts: readonly string[]): URL {
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  if (url === undefined) throw ociErrors.REALM_REFUSED({ host, realm: realm.slice(0, 100) });
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
  const isPlain = url.username === '' && url.password === '';
  if (isHttp && isPlain && isSafeRealm(url, host, insecureHosts)) return url;
  throw ociErrors.REALM_REFUSED({ host, realm: `${url.protocol}//${url.host}` });
}

function isSafeRealm(url: URL, host: string, insecureHosts: readonly string[]): boolean {
  if (insecureHosts.includes(url.host)) return true;
  if (isLoopback(url.hostname)) return isLoopback(hostnameOf(host));
  return url.protocol === 'https:' && !isLinkLocal(url.hostname);
}

function scopesOf(call: Call): string[] {
  const { path } = splitRepository(call.repository);
  const also = call.alsoPull === undefined ? [] : [`repository:${splitRepository(call.alsoPull).path}:pull`];
  return [`repository:${path}:${call.actions}`, ...also];
}

interface TokenRequest {
  readonly realm: URL;
  readonly challenge: Bearer;
}

/** `GET realm?service=…&scope=…`, with name and password where there are some (the distribution specification's token flow). */
function askToken(
  call: Call,
  { realm, challenge, credential }: TokenRequest & { readonly credential: Credential | undefined },
  options: SessionOptions,
): Promise<HttpResponse> {
  const url = new URL(realm);
  if (challenge.service !== undefined) url.searchParams.set('service', challenge.service);
  for (const scope of scopesOf(call)) url.searchParams.append('scope', scope);
  const authorization =
    credential?.kind === 'password' ? basicHeader(credential.username, credential.password) : undefined;
  return followToken({ method: 'GET', url, headers: { accept: 'application/json' } }, realm, {
    options,
    authorization,
  });
}

/** `POST realm` with the identity token as a refresh token (OAuth 2). */
function exchangeToken(
  call: Call,
  { realm, challenge, token }: TokenRequest & { readonly token: string },
  options: SessionOptions,
): Promise<HttpResponse> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    service: challenge.service ?? realm.host,
    client_id: CLIENT_ID,
    scope: scopesOf(call).join(' '),
    refresh_token: token,
  });
  // The token is in the body: a redirect would carry it on, so none is followed.
  return options.transport.send({
    method: 'POST',
    url: realm,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString(), 'utf8'),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

function followToken(
  request: { method: string; url: URL; headers: Record<string, string> },
  realm: URL,
  { options, authorization }: { readonly options: SessionOptions; readonly authorization: string | undefined },
): Promise<HttpResponse> {
  const insecureHosts = realm.protocol === 'http:' ? [...options.insecureHosts, realm.host] : options.insecureHosts;
  const withSignal = { ...request, ...(options.signal === undefined ? {} : { signal: options.signal }) };
  return follow(withSignal, { ...options, insecureHosts, host: realm.host, authorization });
}

async function readToken(response: HttpResponse, host: string, options: SessionOptions): Promise<Kept> {
  const bytes = await gather(response.body, TOKEN_BYTES, `the token of ${host}`);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    value = undefined;
  }
  const token = jsonText(value, 'token') ?? jsonText(value, 'access_token');
  if (token === undefined || !/^[\u0021-\u007e]+$/.test(token)) {
    throw ociErrors.ANSWER_MALFORMED({ host, what: 'a token', reason: 'there is none in it' });
  }
  const given = jsonMember(value, 'expires_in');
  const seconds = typeof given === 'number' && given > 0 ? given : Number(asText(given) ?? DEFAULT_SECONDS);
  // A little early, so that none expires on its way.
  const lifeMs = (Number.isFinite(seconds) ? seconds : DEFAULT_SECONDS) * 1000 * 0.8;
  return { header: `Bearer ${token}`, until: options.clock.now() + lifeMs };
}
