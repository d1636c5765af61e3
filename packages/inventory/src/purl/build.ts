import { inventoryErrors } from '../errors.ts';
import type { Purl } from './purl.ts';
import { normaliseByType, problemByType } from './type-rules.ts';

const TYPE = /^[a-z][a-z0-9.-]*$/;
const KEY = /^[a-z][a-z0-9._-]*$/;
const PLAIN = /^[A-Za-z0-9._~:-]*$/;

/** Percent-encodes all but the unreserved characters and the colon, as the specification asks. */
function encode(text: string): string {
  if (PLAIN.test(text)) return text;
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%3A', ':')
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function encodePath(path: string): string {
  if (!path.includes('/')) return encode(path);
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => encode(segment))
    .join('/');
}

/**
 * The canonical text of a purl: components normalised by the rules of the type, qualifiers sorted, empty ones left out.
 * Does not hold the type's own demands against it (Julia's uuid, Swift's namespace); `strictPurl` does.
 */
export function buildPurl(parts: Purl): string {
  const type = parts.type.toLowerCase();
  const purl = normaliseByType(type === parts.type ? parts : { ...parts, type });
  const problem = problemOf(purl);
  if (problem !== undefined) throw inventoryErrors.BAD_PURL({ purl: `${purl.type}/${purl.name}`, reason: problem });
  const namespace = purl.namespace === undefined ? '' : encodePath(purl.namespace);
  // The name of a git repository may have a path below its host.
  const name = purl.type === 'git' ? encodePath(purl.name) : encode(purl.name);
  let text = `pkg:${purl.type}/${namespace === '' ? '' : `${namespace}/`}${name}`;
  if (purl.version !== undefined && purl.version !== '') text += `@${encode(purl.version)}`;
  text += queryOf(purl);
  if (purl.subpath === undefined) return text;
  const subpath = encodePath(purl.subpath);
  return subpath === '' ? text : `${text}#${subpath}`;
}

/** Like `buildPurl`, and refuses what the type's definition does not allow. */
export function strictPurl(parts: Purl): string {
  const problem = problemByType(normaliseByType(parts));
  if (problem !== undefined) throw inventoryErrors.BAD_PURL({ purl: `${parts.type}/${parts.name}`, reason: problem });
  return buildPurl(parts);
}

function queryOf(purl: Purl): string {
  if (purl.qualifiers === undefined) return '';
  const pairs = Object.entries(purl.qualifiers ?? {})
    .filter(([, value]) => value !== '')
    .map(([key, value]) => [key.toLowerCase(), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.length === 0 ? '' : `?${pairs.map(([key, value]) => `${key}=${encode(value)}`).join('&')}`;
}

function problemOf(purl: Purl): string | undefined {
  if (!TYPE.test(purl.type)) return 'the type is missing or malformed';
  if (purl.name === '') return 'the name is missing';
  if (purl.qualifiers === undefined) return undefined;
  const badKey = Object.keys(purl.qualifiers).find((key) => !KEY.test(key.toLowerCase()));
  return badKey === undefined ? undefined : `"${badKey}" is no qualifier key`;
}
