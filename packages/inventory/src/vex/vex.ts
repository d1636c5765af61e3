export type VexStatus = 'not_affected' | 'affected' | 'fixed' | 'under_investigation';

/** What a statement is about: a package, or a product and packages inside it. */
export interface VexProduct {
  /** As written: a purl, a URI, a product id. */
  readonly id: string;
  readonly purl?: string;
  /** Purls or ids of the parts that the statement narrows itself to. */
  readonly subcomponents: readonly string[];
}

export interface VexStatement {
  /** The identifier and its aliases, as written. */
  readonly vulnerabilities: readonly string[];
  readonly products: readonly VexProduct[];
  readonly status: VexStatus;
  /** OpenVEX justification where the status is `not_affected`; other formats' terms are translated to it. */
  readonly justification?: string;
  readonly impact?: string;
  readonly action?: string;
  /** RFC 3339, as written; the document's where the statement has none. */
  readonly timestamp?: string;
}

export type VexFormat = 'openvex' | 'cyclonedx' | 'csaf';

export interface VexDocument {
  readonly format: VexFormat;
  readonly id: string;
  readonly author: string;
  readonly statements: readonly VexStatement[];
}
