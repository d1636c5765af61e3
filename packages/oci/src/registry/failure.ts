import { jsonList, jsonText } from '@sallyport/kernel';
import type { Clock } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import { retryAfterMs } from './retry.ts';
import type { HttpResponse } from './transport.ts';

const ERROR_BYTES = 64 * 1024;

/** The error for a status that was not hoped for. Of the body only the code is taken: its words are the registry's. */
export async function failureOf(
  response: HttpResponse,
  { host, what, clock }: { readonly host: string; readonly what: string; readonly clock: Clock },
): Promise<Error> {
  const { status } = response;
  const code = await errorCode(response);
  if (status === 401 || status === 403) return ociErrors.DENIED({ host, what, status });
  if (status === 429) {
    const seconds = Math.ceil((retryAfterMs(response.headers['retry-after'], clock) ?? 60_000) / 1000);
    return ociErrors.RATE_LIMITED({ host, seconds });
  }
  return ociErrors.UPSTREAM({ host, status, what, code: code === undefined ? '' : ` (${code})` });
}

/** The code of a registry's error document: `BLOB_UPLOAD_INVALID`. */
async function errorCode(response: HttpResponse): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of response.body) {
      length += piece.length;
      if (length > ERROR_BYTES) break;
      pieces.push(piece);
    }
    const code = jsonText(jsonList(JSON.parse(Buffer.concat(pieces).toString('utf8')), 'errors')[0], 'code');
    return code !== undefined && /^[A-Z_]{1,64}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  } finally {
    await response.discard();
  }
}
