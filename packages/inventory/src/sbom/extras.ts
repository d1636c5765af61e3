import { canonicalJson, isForeignObject as isObject, jsonMember as member, jsonText as text } from '@sallyport/kernel';

import { factsOfPurl } from '../from-purl.ts';
import { makePackage } from '../make-package.ts';
import type { Package, PackageLocation } from '../package.ts';

/**
 * What our package model knows and the SBOM formats have no field for, as names and texts. They go into CycloneDX
 * properties and SPDX annotations, so that a scan of the SBOM says the same as a scan of what it describes.
 */
export type Extras = readonly (readonly [name: string, value: string])[];

/** Starts the names of our properties and annotations. */
export const EXTRA_PREFIX = 'sallyport:';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isTexts: Check = (value) => Array.isArray(value) && value.every((item) => typeof item === 'string');
const isOptionalText: Check = (value) => value === undefined || typeof value === 'string';

function isPosition(value: unknown): boolean {
  return ['line', 'column', 'offset'].every((name) => typeof member(value, name) === 'number');
}

function isLocation(value: unknown): value is PackageLocation {
  if (text(value, 'path') === undefined || !isOptionalText(member(value, 'layer'))) return false;
  const range = member(value, 'range');
  return range === undefined || (isPosition(member(range, 'start')) && isPosition(member(range, 'end')));
}

function isDeclared(value: unknown): boolean {
  const location = member(value, 'location');
  return (
    typeof member(value, 'range') === 'string' &&
    isOptionalText(member(value, 'group')) &&
    (location === undefined || isLocation(location))
  );
}

function isResolved(value: unknown): boolean {
  const kinds = ['registry', 'git', 'url', 'file', 'workspace'];
  return (
    kinds.includes(text(value, 'kind') ?? '') &&
    isOptionalText(member(value, 'url')) &&
    isOptionalText(member(value, 'revision'))
  );
}

function isLicences(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (claim) =>
        typeof member(claim, 'raw') === 'string' &&
        isOptionalText(member(claim, 'expression')) &&
        ['declared', 'concluded'].includes(text(claim, 'kind') ?? ''),
    )
  );
}

const CHECKS = {
  id: isText,
  ecosystem: isText,
  name: isText,
  version: isText,
  relation: (value) => ['direct', 'transitive', 'unknown'].includes(String(value)),
  path: isTexts,
  asks: (value) => isObject(value) && Object.values(value).every((range) => typeof range === 'string'),
  dev: isFlag,
  optional: isFlag,
  workspace: isText,
  declared: isDeclared,
  location: isLocation,
  licences: isLicences,
  integrity: isTexts,
  resolved: isResolved,
  source: (value) => typeof member(value, 'name') === 'string' && typeof member(value, 'version') === 'string',
  arch: isText,
  module: isText,
  installScript: isFlag,
  supplier: isText,
} satisfies Partial<Record<keyof Package, Check>>;

type Field = keyof typeof CHECKS;

function isField(name: string): name is Field {
  return Object.hasOwn(CHECKS, name);
}

/** The fields that a reader of the SBOM would not know from the purl, licences only where they are asked for. */
export function extrasOf(found: Package, withLicences: boolean): Extras {
  const plain = makePackage(factsOfPurl(found.purl) ?? { ecosystem: '', name: '' });
  return (
    Object.keys(CHECKS)
      .filter(isField)
      .filter((name) => found[name] !== undefined && (name !== 'licences' || withLicences))
      .map((name) => [name, canonicalJson(found[name])] as const)
      // The relation is always there, so that a reader knows an SBOM of ours and leaves ours as they are.
      .filter(
        ([name, value]) => name === 'relation' || plain[name] === undefined || value !== canonicalJson(plain[name]),
      )
      .map(([name, value]) => [`${EXTRA_PREFIX}${name}`, value])
  );
}

/** Reads extras back; what does not have its field's shape is left out. */
export function readExtras(pairs: Extras): Partial<Package> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of pairs) {
    const field = name.slice(EXTRA_PREFIX.length);
    if (!name.startsWith(EXTRA_PREFIX) || !isField(field)) continue;
    const parsed = parse(value);
    if (CHECKS[field](parsed)) fields[field] = parsed;
  }
  return isObject(fields) ? fields : {};
}

function parse(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}
