import type { DocumentNode, Range } from '@sallyport/documents';
import type { LicenceClaim, ResolvedFrom } from '@sallyport/inventory';

import type { Entry } from '../../parser.ts';
import { isTrue, textOf } from '../shared/nodes.ts';
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

/** What a package of npm's lock files says, by field. */
export type NpmFields = { [name in FieldName]?: DocumentNode };

/** The fields of a package that mean something here, in one pass: there are thousands of packages. */
export function npmFields(node: DocumentNode): NpmFields {
  const fields: NpmFields = {};
  if (node.kind !== 'object') return fields;
  for (const { key, value } of node.entries) if (isKnown(key)) fields[key] = value;
  return fields;
}

function isKnown(key: string): key is FieldName {
  return KNOWN.has(key);
}

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
    dev: isTrue(fields.dev),
    // What development and an optional package need is shipped with the optional one.
    optional: isTrue(fields.optional) || isTrue(fields.devOptional),
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
  if (isTrue(fields.hasInstallScript)) more.installScript = true;
  const asks = asksOf(fields);
  if (asks !== undefined) more.asks = asks;
  return more;
}

/** The ranges in which a package asks for others; version 1 of the lock file calls them `requires`. */
function asksOf({ dependencies, optionalDependencies, requires }: NpmFields): Record<string, string> | undefined {
  const asks: Record<string, string> = {};
  let isEmpty = true;
  for (const field of [dependencies, optionalDependencies, requires]) {
    if (field?.kind !== 'object') continue;
    for (const { key, value } of field.entries) {
      const range = textOf(value);
      if (range === undefined || key === '__proto__') continue;
      asks[key] = range;
      isEmpty = false;
    }
  }
  return isEmpty ? undefined : asks;
}

function digestsOf(integrity: string | undefined): string[] {
  if (integrity === undefined) return [];
  return integrity.includes(' ') ? integrity.split(/\s+/) : [integrity];
}

/** What is bundled comes within another package's archive: it has no source and no digest of its own. */
function sourceOf(fields: NpmFields, version: string): ResolvedFrom | undefined {
  if (isTrue(fields.inBundle) || isTrue(fields.bundled)) return { kind: 'file' };
  const resolved = textOf(fields.resolved);
  if (resolved !== undefined) return resolvedFrom(resolved);
  return isVersion(version) || version === '' ? undefined : resolvedFrom(version);
}
