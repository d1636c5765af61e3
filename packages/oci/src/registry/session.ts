import { isSallyportError, messageOf, systemCode } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import type { OciLimits } from '../limits.ts';
import { splitRepository } from '../reference.ts';
import { registryOrigin } from './addresses.ts';
import { createAuthenticator } from './authenticator.ts';
import type { Authenticator } from './authenticator.ts';
import type { Credentials } from './credentials.ts';
import { parseChallenge } from './challenge.ts';
import { follow } from './follow.ts';
import { backOffMs, isTransient, retryAfterMs } from './retry.ts';
import type { RetryOptions } from './retry.ts';
import { failureOf } from './failure.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

export interface SessionOptions extends RetryOptions {
  readonly transport: Transport;
  readonly credentials: Credentials;
  readonly limits: OciLimits;
  readonly offline: boolean;
  readonly insecureHosts: readonly string[];
  readonly signal?: AbortSignal;
}

/** One request to a registry. */
export interface Call {
  readonly repository: string;
  /** What is done with the repository: `pull`, `pull,push`, `delete`. */
  readonly actions: string;
  readonly method: string;
  /** Under `/v2/PATH/`: `manifests/latest`. Or a whole URL that the registry gave. */
  readonly target: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpRequest['body'];
  /** In words, for errors: `the manifest latest of registry.example/app`. */
  readonly what: string;
  /** Statuses that are an answer; any other is an error. */
  readonly accept: readonly number[];
  /** Another repository on the host that is read from. */
  readonly alsoPull?: string;
  /** Not repeated when it fails: what comes next depends on how far it got. */
  readonly isOnce?: boolean;
}

/** Requests with authentication, redirects and repetition. */
export interface Session {
  /** The answer; its body has to be read or discarded. Throws the `OCI_` error that fits any other status. */
  call(call: Call): Promise<HttpResponse>;
  readonly options: SessionOptions;
}

export function createSession(options: SessionOptions): Session {
  const authenticator = createAuthenticator(options);
  return {
    options,
    async call(call) {
      const { host } = splitRepository(call.repository);
      if (options.offline) throw ociErrors.OFFLINE({ host });
      for (let attempt = 0; ; attempt++) {
        const isLast = call.isOnce === true || attempt >= options.retries;
        const response = await attemptCall(call, { options, authenticator, host, isLast });
        if (response !== undefined && call.accept.includes(response.status)) return response;
        await pause(response, call, { options, host, attempt, isLast });
      }
    },
  };
}

interface Attempt {
  readonly options: SessionOptions;
  readonly authenticator: Authenticator;
  readonly host: string;
  readonly isLast: boolean;
}

/** The answer, or undefined where the connection failed and may be tried again. */
async function attemptCall(call: Call, attempt: Attempt): Promise<HttpResponse | undefined> {
  try {
    return await authenticated(call, attempt);
  } catch (error) {
    if (isSallyportError(error)) throw error;
    attempt.options.signal?.throwIfAborted();
    if (attempt.isLast) throw unreachable(attempt.host, error);
    return undefined;
  }
}

export function unreachable(host: string, error: unknown): Error {
  // The message of a system or TLS error names addresses and certificates, nothing that was sent.
  const reason = messageOf(error) || (systemCode(error) ?? 'the connection failed');
  return ociErrors.UNREACHABLE({ host, reason }, { cause: error });
}

/** Sends with what is known of the credentials; a refusal is met once with fresh ones. */
async function authenticated(call: Call, { options, authenticator, host }: Attempt): Promise<HttpResponse> {
  const request = requestOf(call, options);
  const known = authenticator.known(call);
  const response = await follow(request, { ...options, host, authorization: known });
  if (response.status !== 401) return response;
  const challenge = parseChallenge(response.headers['www-authenticate']);
  await response.discard();
  if (challenge === undefined) throw ociErrors.DENIED({ host, what: call.what, status: 401 });
  const authorization = await authenticator.meet(call, challenge);
  const again = authorization === undefined ? undefined : await follow(request, { ...options, host, authorization });
  if (again !== undefined && again.status !== 401) return again;
  await again?.discard();
  authenticator.forget(call);
  throw ociErrors.DENIED({ host, what: call.what, status: 401 });
}

function requestOf(call: Call, options: SessionOptions): HttpRequest {
  const { host, path } = splitRepository(call.repository);
  const base = registryOrigin(host, options.insecureHosts);
  return {
    method: call.method,
    url: typeof call.target === 'string' ? new URL(`/v2/${path}/${call.target}`, base) : call.target,
    // Content is checked against its digest as it is kept: nobody may compress it on its way.
    headers: { 'accept-encoding': 'identity', ...call.headers },
    ...(call.body === undefined ? {} : { body: call.body }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
}

interface Pause {
  readonly options: SessionOptions;
  readonly host: string;
  readonly attempt: number;
  readonly isLast: boolean;
}

/** Waits before the next attempt, or throws where there will be none. */
async function pause(
  response: HttpResponse | undefined,
  call: Call,
  { options, host, attempt, isLast }: Pause,
): Promise<void> {
  if (response !== undefined && (isLast || !isTransient(response.status))) {
    throw await failureOf(response, { host, what: call.what, clock: options.clock });
  }
  const asked = retryAfterMs(response?.headers['retry-after'], options.clock);
  await response?.discard();
  if (asked !== undefined && asked > options.longestWaitMs) {
    throw ociErrors.RATE_LIMITED({ host, seconds: Math.ceil(asked / 1000) });
  }
  await options.wait(asked ?? backOffMs(attempt, options.random), options.signal);
}
