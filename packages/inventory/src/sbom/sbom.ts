import type { Inventory } from '../package.ts';

export type SbomFormat = 'cyclonedx-json' | 'cyclonedx-xml' | 'spdx-json' | 'spdx-tag-value';

/** An SBOM as read. */
export interface Sbom {
  readonly format: SbomFormat;
  /** The format's own version, `1.6`, `2.3`. */
  readonly version: string;
  readonly inventory: Inventory;
  /** Names and versions of the tools that made it. */
  readonly tools: readonly string[];
  /** RFC 3339, as written. */
  readonly created?: string;
  /** Components that name no package: those without a purl, and how many of them. */
  readonly skipped: readonly { readonly reason: string; readonly count: number }[];
}

/** What goes into a written SBOM besides the inventory; the same input gives the same bytes. */
export interface WriteOptions {
  /** Milliseconds since the epoch, from the caller's clock. */
  readonly timestamp: number;
  readonly tool: { readonly name: string; readonly version: string };
}
