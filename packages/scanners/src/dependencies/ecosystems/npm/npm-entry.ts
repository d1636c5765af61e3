import { toValue } from '@sallyport/documents';
import type { DocumentNode, Range } from '@sallyport/documents';
import type { LicenceClaim, ResolvedFrom } from '@sallyport/inventory';
import { jsonMember } from '@sallyport/kernel';

import type { Entry } from '../../parser.ts';
import { aliasOf, isVersion, resolvedFrom } from './source.ts';

const FIELDS = [
  'name',
  'version',
  'resolved',
  'integrity',
  'license',
  'dev',
  'optional',
  'devOptional',
  'hasInstallScript',
  'inBundle',
  'bundled',
  'link',
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'requires',
] as const;

type FieldName = (typeof FIELDS)[number];
const KNOWN: ReadonlySet<string> = new Set(FIELDS);

/** What a package of npm's lock files says, by field; foreign values. */
export type NpmFields = { readonly [name in FieldName]?: unknown };

/** The fields of a package. Only its own: a name of every object's prototype is none. */
export function npmFields(value: unknown): NpmFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** The same of a node; `dependencies` are in version 1 packages themselves. */
export function fieldsOfNode(node: DocumentNode): NpmFields {
  const fields: { [name in FieldName]?: unknown } = {};
  if (node.kind !== 'object') return fields;
  for (const { key, value } of node.entries) if (isKnown(key) && key !== 'dependencies') fields[key] = toValue(value);
  return fields;
}

function isKnown(key: string): key is FieldName {
  return KNOWN.has(key);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

interface NpmFacts {
  readonly key: string;
  readonly name: string;
  readonly fields: NpmFields;
  readonly needs: readonly string[];
  readonly range: Range;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A package of a lock file that writes npm's own field names. */
export function npmEntry({ key, name, fields, needs, range }: NpmFacts): Entry {
  const written = textOf(fields.version) ?? '';
  const alias = written.startsWith('npm:') ? aliasOf(written) : undefined;
  const version = alias?.version ?? written;
  const entry: Writable<Entry> = {
    key,
    ecosystem: 'npm',
    name: alias?.name ?? name,
    needs,
    dev: fields.dev === true,
    // What development and an optional package need is shipped with the optional one.
    optional: fields.optional === true || fields.devOptional === true,
    range,
    more: factsOf(fields, version),
  };
  if (isVersion(version)) entry.version = version;
  return entry;
}

const NO_LICENCES: readonly LicenceClaim[] = Object.freeze([]);

function factsOf(fields: NpmFields, version: string): NonNullable<Entry['more']> {
  const licence = textOf(fields.license);
  const more: Writable<NonNullable<Entry['more']>> = {
    integrity: digestsOf(textOf(fields.integrity)),
    licences: licence === undefined ? NO_LICENCES : [{ raw: licence, kind: 'declared' }],
  };
  const resolved = sourceOf(fields, version);
  if (resolved !== undefined) more.resolved = resolved;
  if (fields.hasInstallScript === true) more.installScript = true;
  const asks = asksOf(fields);
  if (asks !== undefined) more.asks = asks;
  return more;
}

/** The ranges in which a package asks for others; version 1 of the lock file calls them `requires`. */
function asksOf({ dependencies, optionalDependencies, requires }: NpmFields): Record<string, string> | undefined {
  // Nearly all have the one field alone, which then need not be copied.
  if (optionalDependencies === undefined && requires === undefined && isAllTexts(dependencies)) return dependencies;
  const asks: Record<string, string> = {};
  let isEmpty = true;
  for (const field of [dependencies, optionalDependencies, requires]) {
    if (typeof field !== 'object' || field === null) continue;
    for (const [key, value] of Object.entries(field)) {
      const range = textOf(value);
      if (range === undefined || key === '__proto__') continue;
      asks[key] = range;
      isEmpty = false;
    }
  }
  return isEmpty ? undefined : asks;
}

function isAllTexts(field: unknown): field is Record<string, string> {
  if (typeof field !== 'object' || field === null || Array.isArray(field)) return false;
  const keys = Object.keys(field);
  return keys.length > 0 && keys.every((key) => key !== '__proto__' && textOf(jsonMember(field, key)) !== undefined);
}

function digestsOf(integrity: string | undefined): string[] {
  if (integrity === undefined) return [];
  return integrity.includes(' ') ? integrity.split(/\s+/) : [integrity];
}

/** What is bundled comes within another package's archive: it has no source and no digest of its own. */
function sourceOf(fields: NpmFields, version: string): ResolvedFrom | undefined {
  if (fields.inBundle === true || fields.bundled === true) return { kind: 'file' };
  const resolved = textOf(fields.resolved);
  if (resolved !== undefined) return resolvedFrom(resolved);
  return isVersion(version) || version === '' ? undefined : resolvedFrom(version);
}
