/**
 * How to ask a provider whether it still takes a secret: data only. The host is a part of the data and never of the text that
 * was scanned. The call reads, changes nothing, and costs nothing.
 */
export interface Verifier {
  /** The rules whose secrets it checks, by id. */
  readonly rules: readonly string[];
  /** Where a rule finds secrets of several forms: only those that begin so, or none of those, can be checked this way. */
  readonly only?: readonly string[];
  readonly not?: readonly string[];
  /** `api.github.com`; always asked by https at port 443. */
  readonly host: string;
  /** GET where left out. */
  readonly method?: 'POST';
  /** With its query; `{secret}` or a partner's name in braces stands for the value. */
  readonly path: string;
  readonly auth: Auth;
  /** Headers without a secret. */
  readonly headers?: { readonly [name: string]: string };
  /** What is posted, without a secret. */
  readonly body?: string;
  /** Values that are needed too, by name: of the rules with these ids, in the same file, nearest to the secret. */
  readonly partners?: { readonly [name: string]: readonly string[] };
  /** Partners that may be missing. */
  readonly optional?: readonly string[];
  /** Answers that say that the secret is taken; looked at before `invalid`. */
  readonly valid: readonly Sign[];
  /** Answers that say that it is refused. Every other answer says nothing. */
  readonly invalid: readonly Sign[];
  /** Who else may have given out a secret of this form. Where set, a refusal by this host is no proof that it is invalid. */
  readonly elsewhere?: string;
  /** The provider's page about the call. */
  readonly source: string;
}

/** Where the secret goes in the request. `basic` makes it the password of `user`, or the user where none is named. */
export type Auth =
  | { readonly kind: 'header'; readonly name: string; readonly prefix?: string }
  | { readonly kind: 'basic'; readonly user?: string }
  | { readonly kind: 'path' }
  /** AWS Signature Version 4, with the partner `id` and, where there is one, `session`. */
  | { readonly kind: 'aws'; readonly region: string; readonly service: string };

/** What an answer looks like: its status, and a member of its JSON or a text in it where the status alone does not tell. */
export interface Sign {
  readonly status: readonly number[];
  /** A member of the JSON, through objects by name and lists by number; one of these values, or any text where none is named. */
  readonly member?: { readonly path: readonly string[]; readonly is?: readonly (string | boolean)[] };
  /** The body begins as JSON does: a page that something in between made up does not. */
  readonly json?: true;
  /** A text in the body, where it is no JSON. */
  readonly holds?: string;
}

/** `Authorization: Bearer …`. */
export const BEARER: Auth = Object.freeze({ kind: 'header', name: 'Authorization', prefix: 'Bearer ' });
/** The signs of most APIs. A bare 403 is neither: it may come from whatever stands in front of the provider. */
export const TAKEN: readonly Sign[] = Object.freeze([{ status: [200], json: true }]);
export const REFUSED: readonly Sign[] = Object.freeze([{ status: [401] }]);

/** 403 where the body says that the secret is known and only this call not allowed to it. */
export function forbidden(path: readonly string[], ...is: readonly string[]): Sign {
  return { status: [403], member: { path, is } };
}
