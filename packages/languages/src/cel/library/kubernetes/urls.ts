import { fail } from '../../errors.ts';
import { CelMap, Opaque } from '../../values.ts';
import type { CelValue } from '../../values.ts';
import type { Library } from '../library.ts';
import { parseAddress } from '../../../shared/addresses.ts';

interface Parts {
  readonly scheme: string;
  /** With the port; an IPv6 address in brackets. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

class Url extends Opaque {
  readonly typeName = 'kubernetes.URL';
  readonly source: string;
  readonly parts: Parts;

  constructor(source: string, parts: Parts) {
    super();
    this.source = source;
    this.parts = parts;
  }

  equals(other: Opaque): boolean {
    return other instanceof Url && other.source === this.source;
  }

  text(): string {
    return this.source;
  }
}

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s;

/** Reads an absolute URL or an absolute path, as Go's `url.ParseRequestURI` does; undefined where the text is neither. */
function parseUrl(text: string): Url | undefined {
  // oxlint-disable-next-line no-control-regex -- control characters are what no URL may hold
  if (text === '' || /[\0-\x1f\x7f]/.test(text)) return undefined;
  const [scheme, afterScheme] = schemeOf(text);
  const [rest, query] = cut(afterScheme.split('#')[0] ?? '', '?');
  if (!rest.startsWith('/') && (scheme === '' || rest === '')) return undefined;
  if (!rest.startsWith('/')) return new Url(text, { scheme: scheme.toLowerCase(), host: '', path: '', query });
  if (scheme === '' || !rest.startsWith('//')) return withAuthority(text, { scheme, authority: '', path: rest, query });
  const [authority, path] = cut(rest.slice(2), '/');
  const hasPath = rest.indexOf('/', 2) >= 0;
  return withAuthority(text, { scheme, authority, path: hasPath ? `/${path}` : '', query });
}

function schemeOf(text: string): readonly [string, string] {
  const match = SCHEME.exec(text);
  return match === null ? ['', text] : [match[1] ?? '', match[2] ?? ''];
}

/** What stands before and after the first mark. */
function cut(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

interface Pieces {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
}

function withAuthority(text: string, { scheme, authority, path, query }: Pieces): Url | undefined {
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? '' : authority.slice(0, at);
  const host = authority.slice(at + 1);
  const isUser = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user);
  if (!isUser || !isHost(host) || hasBadEscape(path) || hasBadEscape(user)) return undefined;
  return new Url(text, { scheme: scheme.toLowerCase(), host, path, query });
}

function hasBadEscape(text: string): boolean {
  return /%(?![0-9A-Fa-f]{2})/.test(text);
}

function isHost(host: string): boolean {
  if (!host.startsWith('[')) return /^[^:\s<>"\\^`{|}[\]%]*(?::\d*)?$/.test(host);
  const match = /^\[([^\]%]+)(?:%25[^\]]+)?\](?::\d*)?$/.exec(host);
  return match !== null && parseAddress(match[1] ?? '')?.bits === 128;
}

/** True for an absolute URL or an absolute path. */
export function isUrl(text: string): boolean {
  return parseUrl(text) !== undefined;
}

function url(_: unknown, text: string): Url {
  return parseUrl(text) ?? fail('invalid_argument', `${JSON.stringify(text.slice(0, 60))} is no absolute URL`);
}

function hostname({ parts: { host } }: Url): string {
  return host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}

function port({ parts: { host } }: Url): string {
  return /:(\d*)$/.exec(host)?.[1] ?? '';
}

/** The path with what has no place in one escaped. */
function escapedPath({ parts: { path } }: Url): string {
  return path.replaceAll(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%[\]]+/gu, (part) => encodeURIComponent(part.toWellFormed()));
}

/** Values by key, both unescaped; pairs that cannot be are left out. */
function query({ parts }: Url): CelMap {
  const found = new Map<string, string[]>();
  for (const pair of parts.query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const [key, value] = cut(pair, '=').map(unescape);
    if (key === undefined || value === undefined) continue;
    const values = found.get(key);
    if (values === undefined) found.set(key, [value]);
    else values.push(value);
  }
  return CelMap.of(found);
}

function unescape(text: string): string | undefined {
  if (hasBadEscape(text)) return undefined;
  const bytes = text
    .replaceAll('+', ' ')
    .replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
  return bytes;
}

/** URLs. */
export const URLS: Library = {
  name: 'kubernetes.urls',
  functions: {
    url: [['string_to_url', '(string) -> kubernetes.URL', url]],
    isURL: [['is_url_string', '(string) -> bool', (_, text: string) => isUrl(text)]],
    getScheme: [['url_get_scheme', 'kubernetes.URL.() -> string', (_, { parts }: Url) => parts.scheme]],
    getHost: [['url_get_host', 'kubernetes.URL.() -> string', (_, { parts }: Url) => parts.host]],
    getHostname: [['url_get_hostname', 'kubernetes.URL.() -> string', (_, value: Url) => hostname(value)]],
    getPort: [['url_get_port', 'kubernetes.URL.() -> string', (_, value: Url) => port(value)]],
    getEscapedPath: [['url_get_escaped_path', 'kubernetes.URL.() -> string', (_, value: Url) => escapedPath(value)]],
    getQuery: [
      [
        'url_get_query',
        'kubernetes.URL.() -> map(string, list(string))',
        (s, value: Url): CelValue => {
          s.charge(value.source.length);
          return query(value);
        },
      ],
    ],
  },
};
