import { resolve } from 'node:path';

import { unknownLicence } from '@sallyport/inventory';
import type { LicencePolicy } from '@sallyport/inventory';

import { dependencyErrors } from './errors.ts';
import type { DependenciesSection } from './section.ts';

/** Where advisories come from and where they are kept. */
export interface AdvisoryOptions {
  /** The folder that holds the partitions. */
  readonly root: string;
  /** A URL or an absolute path. */
  readonly source: string;
  readonly importer: 'osv-bucket' | 'osv-files' | 'mirror';
}

/** The `dependencies` section of `sallyport.yaml` with defaults, and what the caller adds to it. */
export interface DependencyOptions {
  readonly includeIgnored: boolean;
  readonly dev: boolean;
  readonly oldAfterMs: number;
  readonly severitySources: readonly string[];
  /** Absolute paths. */
  readonly vex: readonly string[];
  readonly private: readonly string[];
  readonly hygiene: boolean;
  readonly licences: (LicencePolicy & { readonly dev: boolean }) | undefined;
  /** Undefined where nothing may be kept: then no advisory can be read. */
  readonly advisories: AdvisoryOptions | undefined;
  /** Only what is staged for commit is looked at. */
  readonly staged: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Puts the checked section, and what the command adds (`advisories`, `staged`, `folder`), into one form. Throws where a
 * list of licences names none.
 */
export function readOptions(given: { readonly [name: string]: unknown }): DependencyOptions {
  const section: DependenciesSection = given;
  const folder = typeof given['folder'] === 'string' ? given['folder'] : '.';
  return {
    includeIgnored: section.includeIgnored === true,
    dev: section.dev !== false,
    oldAfterMs: (section.oldAfterDays ?? 7) * DAY_MS,
    severitySources: section.severitySources ?? [],
    vex: (section.vex ?? []).map((path) => resolve(folder, path)),
    private: section.private ?? [],
    hygiene: section.hygiene !== false,
    licences: licencesOf(section.licences),
    advisories: given['advisories'] as AdvisoryOptions | undefined,
    staged: given['staged'] === true,
  };
}

function licencesOf(licences: DependenciesSection['licences']): DependencyOptions['licences'] {
  if (licences?.allow === undefined && licences?.deny === undefined) return undefined;
  for (const list of ['allow', 'deny'] as const) requireLicences(list, licences[list] ?? []);
  return { ...licences, dev: licences.dev === true };
}

/** A misspelt entry of a deny list would let everything pass. */
function requireLicences(list: string, entries: readonly string[]): void {
  for (const entry of entries) {
    const unknown = unknownLicence(entry);
    if (unknown === undefined) continue;
    const meant = unknown.nearest === undefined ? '' : ` (did you mean ${unknown.nearest}?)`;
    throw dependencyErrors.LICENCE_UNKNOWN({ list, entry, meant });
  }
}
