import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { DEFAULT_LIMITS } from '@sallyport/kernel';
import { parseDocument } from 'yaml';

import { parseJson } from '../shared/read-json.ts';
import { readTar } from '../shared/tar.ts';
import { isPlain } from '../shared/values.ts';
import type { PlainObject, Value } from '../shared/values.ts';
import { verifyBundle } from './bundle-signature.ts';
import type { BundleKey } from './bundle-signature.ts';
import type { RegoError } from './errors.ts';
import type { RegoSource } from './program.ts';
import type { RegoVersion } from './syntax/ast.ts';

/** A set of modules and data that travel together. */
export interface Bundle {
  readonly revision: string | undefined;
  readonly roots: readonly string[];
  readonly metadata: Value | undefined;
  readonly modules: readonly RegoSource[];
  readonly data: PlainObject;
}

export interface BundleOptions {
  /** Keys by id. Where any is given, an unsigned bundle is refused. */
  readonly keys?: Readonly<Record<string, BundleKey>>;
  /** The key to use, whatever the signature names. */
  readonly keyId?: string;
  readonly scope?: string;
  readonly version?: RegoVersion;
  readonly maxBytes?: number;
}

export interface BundleFile {
  readonly name: string;
  readonly content: Uint8Array;
}

export type BundleResult = { readonly bundle: Bundle } | { readonly errors: readonly RegoError[] };

function refused(message: string, file?: string): { readonly errors: readonly RegoError[] } {
  return { errors: [{ code: 'rego_bundle_error', message, ...(file === undefined ? {} : { file }) }] };
}

/** Reads a bundle from the bytes of a `.tar.gz`. */
export function readBundle(bytes: Uint8Array, options: BundleOptions = {}): BundleResult {
  const maxOutputLength = options.maxBytes ?? DEFAULT_LIMITS.documentBytes;
  let tar: Uint8Array;
  try {
    tar = gunzipSync(bytes, { maxOutputLength });
  } catch {
    return refused(`bundle is no gzip archive, or holds more than ${maxOutputLength} bytes`);
  }
  const entries = readTar(tar);
  return 'error' in entries ? refused(entries.error) : assemble(entries, options);
}

/** Reads a bundle from a folder. Throws what the file system throws. */
export function readBundleFolder(folder: string, options: BundleOptions = {}): BundleResult {
  const maxBytes = options.maxBytes ?? DEFAULT_LIMITS.documentBytes;
  const files: BundleFile[] = [];
  let total = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    total += content.length;
    if (total > maxBytes) return refused(`bundle holds more than ${maxBytes} bytes`);
    files.push({ name: path.slice(folder.length).split(sep).join('/'), content });
  }
  return assemble(files, options);
}

interface Manifest {
  readonly revision?: string;
  readonly roots?: readonly string[];
  readonly metadata?: Value;
  readonly rego_version?: number;
  readonly file_rego_versions?: Readonly<Record<string, number>>;
}

/** Puts the files of a bundle together; names may begin with `/` or `./`. */
export function assemble(files: readonly BundleFile[], options: BundleOptions = {}): BundleResult {
  const byName = new Map<string, Uint8Array>();
  for (const { name, content } of files) {
    const clean = name.replace(/^(?:\.?\/)+/, '');
    if (clean.split('/').includes('..')) return refused('file name leads out of the bundle', name);
    if (byName.has(clean)) return refused('bundle holds this file twice', clean);
    byName.set(clean, content);
  }
  const untrusted = verifyBundle(byName, options);
  if (untrusted !== undefined) return refused(untrusted);
  const manifest = manifestOf(byName.get('.manifest'));
  if (typeof manifest === 'string') return refused(manifest, '.manifest');
  const roots = manifest.roots ?? [''];
  const overlap = overlapping(roots);
  if (overlap !== undefined) return refused(`manifest has overlapping roots: ${overlap}`, '.manifest');
  return fill(byName, { manifest, roots, options });
}

function manifestOf(content: Uint8Array | undefined): Manifest | string {
  if (content === undefined) return {};
  const parsed = parseJson(Buffer.from(content).toString('utf8'));
  if ('error' in parsed || !isPlain(parsed.value)) return 'manifest is no JSON object';
  const manifest = parsed.value as unknown as Manifest;
  const { roots, revision } = manifest;
  if (roots !== undefined && !(Array.isArray(roots) && roots.every((root) => typeof root === 'string')))
    return 'manifest: roots must be an array of strings';
  return revision === undefined || typeof revision === 'string' ? manifest : 'manifest: revision must be a string';
}

function overlapping(roots: readonly string[]): string | undefined {
  for (const [i, a] of roots.entries()) {
    const other = roots.find((b, j) => j > i && (inRoot(a.split('/'), b) || inRoot(b.split('/'), a)));
    if (other !== undefined) return `${a} and ${other}`;
  }
  return undefined;
}

function inRoot(path: readonly string[], root: string): boolean {
  const parts = root.split('/').filter((part) => part !== '');
  return parts.length <= path.length && parts.every((part, i) => part === path[i]);
}

interface Filling {
  readonly manifest: Manifest;
  readonly roots: readonly string[];
  readonly options: BundleOptions;
}

// oxlint-disable-next-line complexity -- one arm for each kind of file
function fill(files: ReadonlyMap<string, Uint8Array>, { manifest, roots, options }: Filling): BundleResult {
  const modules: RegoSource[] = [];
  const data: Record<string, Value> = {};
  const errors: RegoError[] = [];
  const standard: RegoVersion | undefined =
    manifest.rego_version === 0 ? 'v0' : manifest.rego_version === 1 ? 'v1' : options.version;
  for (const [name, content] of files) {
    const text = (): string => Buffer.from(content).toString('utf8');
    const base = name.split('/').at(-1) ?? '';
    if (name.endsWith('.rego')) {
      const own = manifest.file_rego_versions?.[`/${name}`] ?? manifest.file_rego_versions?.[name];
      const version = own === undefined ? standard : own === 0 ? 'v0' : 'v1';
      modules.push({ path: name, text: text(), ...(version === undefined ? {} : { version }) });
    } else if (base === 'data.json' || base === 'data.yaml' || base === 'data.yml') {
      const value = base === 'data.json' ? jsonOf(text()) : yamlOf(text());
      const path = name.split('/').slice(0, -1);
      const problem = value === undefined ? 'data is not readable' : place(data, path, value, roots);
      if (problem !== undefined) errors.push({ code: 'rego_bundle_error', message: problem, file: name });
    }
  }
  for (const { path, text } of modules) {
    const package_ = /^[ \t]*package[ \t]+([\w.]+)/m.exec(text)?.[1];
    if (package_ === undefined || roots.some((root) => inRoot(package_.split('.'), root))) continue;
    errors.push({ code: 'rego_bundle_error', message: `manifest roots do not permit package ${package_}`, file: path });
  }
  if (errors.length > 0) return { errors };
  return { bundle: { revision: manifest.revision, roots, metadata: manifest.metadata, modules, data } };
}

function jsonOf(text: string): Value | undefined {
  const parsed = parseJson(text);
  return 'error' in parsed ? undefined : parsed.value;
}

function yamlOf(text: string): Value | undefined {
  const document = parseDocument(text, { merge: true });
  return document.errors.length > 0 ? undefined : (document.toJS({ maxAliasCount: 1000 }) as Value);
}

/** Puts a value into the tree of data; what is wrong with that otherwise. */
// oxlint-disable-next-line max-params -- the tree, the place, the value and what is allowed
function place(
  data: Record<string, Value>,
  path: readonly string[],
  value: Value,
  roots: readonly string[],
): string | undefined {
  if (path.length === 0 && !isPlain(value)) return 'data at the top must be an object';
  const outside = leafPaths(path, value).find((leaf) => !roots.some((root) => inRoot(leaf, root)));
  if (outside !== undefined) return `manifest roots do not permit data at ${outside.join('/')}`;
  return merge(data, path, value) ? undefined : `data at ${path.join('/')} is there twice`;
}

/** Paths that tell whether a value lies within the roots: its first keys where it is an object. */
function leafPaths(path: readonly string[], value: Value): (readonly string[])[] {
  if (!isPlain(value) || path.length > 8 || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, item]) => leafPaths([...path, key], item));
}

function merge(into: Record<string, Value>, path: readonly string[], value: Value): boolean {
  const [key, ...rest] = path;
  if (key === undefined)
    return isPlain(value) && Object.entries(value).every(([name, item]) => merge(into, [name], item));
  const before = Object.hasOwn(into, key) ? into[key] : undefined;
  if (before === undefined) {
    const fresh: Record<string, Value> = {};
    Object.defineProperty(into, key, {
      value: rest.length === 0 ? value : fresh,
      enumerable: true,
      writable: true,
      configurable: true,
    });
    return rest.length === 0 || merge(fresh, rest, value);
  }
  if (!isPlain(before) || (rest.length === 0 && !isPlain(value))) return false;
  const copy: Record<string, Value> = { ...before };
  into[key] = copy;
  return merge(copy, rest, value);
}
