import { isForeignObject } from '@sallyport/kernel';

import type { Sign, Verifier } from './verifier.ts';

/** What a host answered: the beginning of the body is all that is kept of it. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** `valid`, `invalid`, or the sentence that says why the answer does not tell. */
export interface Judgement {
  readonly state: 'valid' | 'invalid' | 'not-verified';
  readonly reason: string;
}

/** Only the beginning of a body is read, so that a long one may not parse. */
const JSON_BEGINS = /^\s*[[{"]/;

/** Reads an answer by what the verifier says about answers; whatever it does not name says nothing. Nothing of the body is quoted. */
export function judge(verifier: Verifier, { status, body }: Answer): Judgement {
  const { host, elsewhere } = verifier;
  const json = parsed(body);
  const shows = (sign: Sign): boolean =>
    sign.status.includes(status) &&
    (sign.member === undefined || hasMember(json, sign.member)) &&
    (sign.json === undefined || JSON_BEGINS.test(body)) &&
    (sign.holds === undefined || body.includes(sign.holds));
  if (verifier.valid.some(shows)) return { state: 'valid', reason: `${host} takes it.` };
  if (verifier.invalid.some(shows)) {
    if (elsewhere === undefined) return { state: 'invalid', reason: `${host} refuses it (${status}).` };
    return notVerified(`${host} refuses it (${status}), but it may belong to ${elsewhere}.`);
  }
  if (status === 429) return notVerified(`${host} takes no more requests for now (429).`);
  if (status >= 500) return notVerified(`${host} failed (${status}).`);
  if (status >= 300 && status < 400)
    return notVerified(`${host} answered with a redirect (${status}), which is not followed.`);
  return notVerified(`${host} answered ${status}, which does not tell.`);
}

export function notVerified(reason: string): Judgement {
  return { state: 'not-verified', reason };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function hasMember(json: unknown, { path, is }: NonNullable<Sign['member']>): boolean {
  let value = json;
  for (const name of path) {
    if (!isForeignObject(value) && !Array.isArray(value)) return false;
    if (!Object.hasOwn(value, name)) return false;
    value = (value as { readonly [name: string]: unknown })[name];
  }
  if (is === undefined) return typeof value === 'string' && value !== '';
  return (typeof value === 'string' || typeof value === 'boolean') && is.includes(value);
}
