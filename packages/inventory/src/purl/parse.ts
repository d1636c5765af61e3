import { inventoryErrors } from '../errors.ts';
import type { Purl, PurlMode, PurlResult } from './purl.ts';
import { normaliseByType, problemByType } from './type-rules.ts';

const TYPE = /^[a-z][a-z0-9.-]*$/;
const KEY = /^[a-z][a-z0-9._-]*$/;
const SCHEME = /^pkg:\/*/i;
/** Longer ones are no package URL but an attack on whoever splits them. */
const MAX_LENGTH = 16_384;

/**
 * Qualifiers that the specification defines for every type. The specification's own tests take them in any case,
 * while a type's own qualifiers (`arch`, `platform`) must be in lower case already.
 */
const COMMON_KEYS: ReadonlySet<string> = new Set([
  'repository_url',
  'download_url',
  'vcs_url',
  'file_name',
  'checksum',
  'checksums',
  'vers',
]);

/** Parses by the specification, the type's rules included; throws `INVENTORY_BAD_PURL`. */
export function parsePurl(text: string, mode: PurlMode = 'strict'): Purl {
  const result = readPurl(text, mode);
  if ('purl' in result) return result.purl;
  throw inventoryErrors.BAD_PURL({ purl: text.slice(0, 200), reason: result.problem });
}

/** Parses a purl that somebody else wrote; what is wrong with it is a value. */
export function readPurl(text: string, mode: PurlMode = 'lenient'): PurlResult {
  if (text.length > MAX_LENGTH) return { problem: 'it is too long' };
  const scheme = SCHEME.exec(text);
  if (scheme === null) return { problem: 'it does not start with "pkg:"' };
  try {
    return readParts(text.slice(scheme[0].length), mode);
  } catch {
    return { problem: 'a percent-encoding is malformed' };
  }
}

function readParts(text: string, mode: PurlMode): PurlResult {
  const [beforeHash, hash] = splitLast(text, '#');
  const [path, query] = splitFirst(beforeHash, '?');
  const [rawType, rest] = splitFirst(path, '/');
  const type = rawType.toLowerCase();
  if (!TYPE.test(type)) return { problem: 'the type is missing or malformed' };
  const [location, version] = splitVersion(trimSlashes(rest ?? ''));
  const named = splitName(type, location);
  if (named === undefined) return { problem: 'the name is missing' };
  const qualifiers = readQualifiers(query, mode);
  if (typeof qualifiers === 'string') return { problem: qualifiers };
  const purl = normaliseByType({
    type,
    ...named,
    ...optional('version', decodeURIComponent(version ?? '')),
    ...(Object.keys(qualifiers).length === 0 ? {} : { qualifiers }),
    ...optional('subpath', readSubpath(hash ?? '')),
  });
  const problem = mode === 'strict' ? problemByType(purl) : undefined;
  return problem === undefined ? { purl } : { problem };
}

function optional(name: 'version' | 'subpath', value: string): Partial<Purl> {
  return value === '' ? {} : { [name]: value };
}

function splitName(type: string, location: string): { namespace?: string; name: string } | undefined {
  // The namespace of a git purl is the host alone; the repository's path is its name.
  const at = type === 'git' ? location.indexOf('/') : location.lastIndexOf('/');
  const name = decodeURIComponent(location.slice(at + 1));
  if (name === '') return undefined;
  const namespace = location
    .slice(0, Math.max(at, 0))
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => decodeURIComponent(segment))
    .join('/');
  return namespace === '' ? { name } : { namespace, name };
}

/** The last `@` starts the version, unless it starts a path segment with more behind it, as an npm scope does. */
function splitVersion(text: string): [string, string | undefined] {
  const at = text.lastIndexOf('@');
  if (at < 0) return [text, undefined];
  const startsSegment = at === 0 || text[at - 1] === '/';
  if (startsSegment && text.includes('/', at)) return [text, undefined];
  return [text.slice(0, at), text.slice(at + 1)];
}

function readQualifiers(query = '', mode: PurlMode): Record<string, string> | string {
  const pairs = new Map<string, string>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const [rawKey, value] = splitFirst(pair, '=');
    const key = rawKey.toLowerCase();
    const caseMatters = mode === 'strict' && !COMMON_KEYS.has(key);
    if (!KEY.test(caseMatters ? rawKey : key)) return `"${rawKey}" is no qualifier key`;
    if (pairs.has(key)) return `the qualifier "${key}" is given twice`;
    if (value !== undefined && value !== '') pairs.set(key, decodeURIComponent(value));
  }
  return Object.fromEntries([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readSubpath(text: string): string {
  return text
    .split('/')
    .map((segment) => decodeURIComponent(segment))
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    .join('/');
}

function splitFirst(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function splitLast(text: string, separator: string): [string, string | undefined] {
  const at = text.lastIndexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function trimSlashes(text: string): string {
  return text.replace(/^\/+/, '').replace(/(?<!\/)\/+$/, '');
}
