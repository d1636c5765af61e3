import { systemCode } from '@sallyport/kernel';
import type { Fetch } from '@sallyport/scanners';

/** How long a host may take to answer, its transfer aside. */
const ANSWER_MS = 5000;

type Send = (url: string, init: RequestInit) => Promise<Response>;

/**
 * The way out to hosts. A host that does not answer in time, or cannot be reached, is not tried again in this run: each
 * partition would wait for it anew.
 */
export function boundedFetch(answerMs: number = ANSWER_MS, send: Send = fetch): Fetch {
  const silent = new Map<string, Error>();
  return async (url, init) => {
    const { host } = new URL(url);
    const known = silent.get(host);
    if (known !== undefined) throw known;
    const patience = new AbortController();
    const timer = setTimeout(
      () => patience.abort(new Error(`${host} did not answer within ${answerMs / 1000} s`)),
      answerMs,
    );
    const signals = init.signal === null ? [patience.signal] : [patience.signal, init.signal];
    try {
      return await send(url, { ...init, signal: AbortSignal.any(signals) });
    } catch (error) {
      const late = patience.signal.aborted && init.signal?.aborted !== true;
      const reason = late ? asError(patience.signal.reason) : error;
      if (late || isUnreachable(error)) silent.set(host, asError(reason));
      throw reason;
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Causes that another try in the same run does not change. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function isUnreachable(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return UNREACHABLE.has(systemCode(cause) ?? systemCode(error) ?? '');
}

const asError = (value: unknown): Error => (value instanceof Error ? value : new Error(String(value)));
