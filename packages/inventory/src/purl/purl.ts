/** The components of a package URL, decoded. */
export interface Purl {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
  readonly subpath?: string;
}

/**
 * `strict` holds a purl to the specification, its type's rules included. `lenient` takes what other tools write:
 * keys in upper case, a namespace where the type has none, a qualifier left out. Both normalise.
 */
export type PurlMode = 'strict' | 'lenient';

/** A purl, or what is wrong with it. */
export type PurlResult = { readonly purl: Purl } | { readonly problem: string };
