import { closeSync, fsyncSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';

import { isSallyportError, jsonText, messageOf, sha256Hex } from '@sallyport/kernel';

import { advisoryErrors } from '../errors.ts';
import { fileError } from '../store/files.ts';
import { tagPath } from '../store/workspace.ts';
import type { Workspace } from '../store/workspace.ts';
import { checkDigests } from './digests.ts';
import type { FetchedFile, FetchOptions, Source, Validators } from './source.ts';

/** The part of `fetch` that is needed; the caller hands one in, and only to it does anything go out. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; signal: AbortSignal | null },
) => Promise<Response>;

/** How often a broken transfer is taken up again without having got any further. */
const ATTEMPTS = 3;

/** A web server. Everything is asked for unpacked, so that sizes and positions mean what they say. */
export function webSource(base: string, fetch: Fetch, workspace: Workspace): Source {
  const { root, authorization } = readBase(base);
  const client: Client = { fetch, workspace, authorization };
  const urlOf = (path: string): string => new URL(path.split('/').map(encodeURIComponent).join('/'), root).href;
  return {
    label: root.replace(/\/$/, ''),
    isLocal: false,
    async probe(path, signal) {
      const response = await request(client, urlOf(path), { method: 'HEAD', signal });
      await response.body?.cancel();
      return response.status === 404 ? undefined : validatorsOf(expectOk(response, urlOf(path)));
    },
    async read(path, options) {
      const url = urlOf(path);
      const response = await request(client, url, { ...options, headers: conditions(options.known) });
      if (response.status === 304 || response.status === 404) {
        await response.body?.cancel();
        return response.status === 304 ? 'unchanged' : undefined;
      }
      return { bytes: await readAll(expectOk(response, url), url, options), validators: validatorsOf(response) };
    },
    download: (path, options) => download(client, urlOf(path), options),
  };
}

/** Name and password of a URL become a header, so that no message and no file ever shows them. */
function readBase(base: string): { root: string; authorization: Record<string, string> } {
  const url = URL.parse(base.endsWith('/') ? base : `${base}/`);
  if (url === null) throw failed('the source', 'its URL is malformed');
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { root: url.href, authorization: {} };
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return { root: url.href, authorization: { authorization: `Basic ${basic}` } };
}

interface Client {
  readonly fetch: Fetch;
  readonly workspace: Workspace;
  readonly authorization: Record<string, string>;
}

interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal | undefined;
}

async function request(client: Client, url: string, options: RequestOptions): Promise<Response> {
  try {
    return await client.fetch(url, {
      method: options.method ?? 'GET',
      headers: { 'accept-encoding': 'identity', ...client.authorization, ...options.headers },
      signal: options.signal ?? null,
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw failed(url, reasonOf(error), error);
  }
}

/** Node's fetch says only "fetch failed" and keeps the reason as the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : messageOf(cause) || messageOf(error);
}

const failed = (what: string, reason: string, cause?: unknown): Error =>
  advisoryErrors.SOURCE_FAILED({ what, reason }, { cause });

function expectOk(response: Response, url: string): Response {
  if (response.ok) return response;
  throw failed(url, `the server answers ${response.status}`);
}

function conditions(known: Validators | undefined): Record<string, string> {
  return {
    ...(known?.['etag'] === undefined ? {} : { 'if-none-match': known['etag'] }),
    ...(known?.['modified'] === undefined ? {} : { 'if-modified-since': known['modified'] }),
  };
}

function validatorsOf({ headers }: Response): Validators {
  const found = {
    etag: headers.get('etag'),
    modified: headers.get('last-modified'),
    size: headers.get('content-length'),
  };
  return Object.fromEntries(Object.entries(found).filter((each): each is [string, string] => each[1] !== null));
}

function sizeOf(response: Response): number | undefined {
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  return Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}

function announce(response: Response, url: string, options: FetchOptions, before = 0): number | undefined {
  const rest = sizeOf(response);
  const sizeBytes = rest === undefined ? undefined : rest + before;
  if ((sizeBytes ?? 0) > options.maxBytes) throw advisoryErrors.TOO_LARGE({ what: url, limitBytes: options.maxBytes });
  // Behind a redirect it is another host that serves the file.
  const { host, pathname } = new URL(response.url || url);
  options.announce?.({ host, path: pathname, ...(sizeBytes === undefined ? {} : { sizeBytes }) });
  return sizeBytes;
}

async function readAll(response: Response, url: string, options: FetchOptions): Promise<Uint8Array> {
  const sizeBytes = announce(response, url, options);
  const parts: Uint8Array[] = [];
  const length = await receive(response, url, options, { sizeBytes, before: 0, write: (part) => parts.push(part) });
  if (sizeBytes !== undefined && length !== sizeBytes) throw failed(url, 'the transfer was cut off');
  const bytes = Buffer.concat(parts);
  checkDigests(response.headers, bytes, url);
  return bytes;
}

interface Receiver {
  readonly sizeBytes: number | undefined;
  readonly before: number;
  write(part: Uint8Array): void;
}

/** Passes on the body piece by piece and answers with how much there was, what came before included. */
async function receive(response: Response, url: string, options: FetchOptions, receiver: Receiver): Promise<number> {
  let length = receiver.before;
  try {
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > options.maxBytes) throw advisoryErrors.TOO_LARGE({ what: url, limitBytes: options.maxBytes });
      receiver.write(part);
      options.received?.(length, receiver.sizeBytes);
    }
  } catch (error) {
    if (isSallyportError(error)) throw error;
    options.signal?.throwIfAborted();
    throw failed(url, reasonOf(error), error);
  }
  return length;
}

/** Downloads to a file of our own; a transfer that breaks off goes on from there, in this run or in a later one. */
async function download(client: Client, url: string, options: FetchOptions): Promise<FetchedFile | undefined> {
  const label = sha256Hex(url).slice(0, 32);
  const path = client.workspace.claimPart(label) ?? client.workspace.path(label, 'part');
  let failures = 0;
  for (;;) {
    const before = partSize(path);
    try {
      const validators = await transfer(client, url, path, options);
      if (validators === undefined) return undefined;
      return { path, validators, discard: () => discard(path) };
    } catch (error) {
      failures = partSize(path) > before ? 1 : failures + 1;
      const canResume = isSallyportError(error) && error.code === 'ADVISORIES_SOURCE_FAILED';
      if (!canResume || readTag(path) === undefined) discard(path);
      if (!canResume || failures >= ATTEMPTS) throw error;
    }
  }
}

const partSize = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function readTag(path: string): string | undefined {
  try {
    return jsonText(JSON.parse(readFileSync(tagPath(path), 'utf8')), 'etag');
  } catch {
    return undefined;
  }
}

function discard(path: string): void {
  rmSync(path, { force: true });
  rmSync(tagPath(path), { force: true });
}

async function transfer(
  client: Client,
  url: string,
  path: string,
  options: FetchOptions,
): Promise<Validators | undefined> {
  const { response, before } = await requestRest(client, url, path, options);
  if (response === undefined) return undefined;
  const sizeBytes = announce(response, url, options, before);
  keepTag(path, response);
  const length = await writeBody(response, path, options, { url, before, sizeBytes });
  if (sizeBytes !== undefined && length !== sizeBytes) throw failed(url, 'the transfer was cut off');
  checkDigests(response.headers, path, url);
  const validators = validatorsOf(response);
  return { ...validators, ...(validators['size'] === undefined ? {} : { size: String(length) }) };
}

interface Rest {
  /** Undefined where there is no such file. */
  readonly response: Response | undefined;
  /** How much of the file is there already and stays. */
  readonly before: number;
}

/** Asks for what is missing where a part of the same file is there, for the whole otherwise. */
async function requestRest(client: Client, url: string, path: string, options: FetchOptions): Promise<Rest> {
  const have = partSize(path);
  const tag = have > 0 ? readTag(path) : undefined;
  const headers: Record<string, string> = tag === undefined ? {} : { range: `bytes=${have}-`, 'if-range': tag };
  const response = await request(client, url, { signal: options.signal, headers });
  if (response.status === 404 || response.status === 416) {
    await response.body?.cancel();
    discard(path);
    if (response.status === 404) return { response: undefined, before: 0 };
    throw failed(url, 'the file changed during the transfer');
  }
  expectOk(response, url);
  if (response.status !== 206) return { response, before: 0 };
  if (startsAt(response, have) && response.headers.get('etag') === tag) return { response, before: have };
  discard(path);
  throw failed(url, 'the server sends another part than was asked for');
}

function startsAt(response: Response, offset: number): boolean {
  return response.headers.get('content-range')?.startsWith(`bytes ${offset}-`) === true;
}

/** Only a strong validator tells that two parts are of the same file. */
function keepTag(path: string, response: Response): void {
  const etag = response.headers.get('etag');
  if (etag === null || etag.startsWith('W/')) rmSync(tagPath(path), { force: true });
  else writeTag(path, etag);
}

function writeTag(path: string, etag: string): void {
  try {
    writeFileSync(tagPath(path), JSON.stringify({ etag }), { mode: 0o600 });
  } catch (error) {
    throw fileError(error, tagPath(path));
  }
}

interface Body {
  readonly url: string;
  readonly before: number;
  readonly sizeBytes: number | undefined;
}

async function writeBody(response: Response, path: string, options: FetchOptions, body: Body): Promise<number> {
  const write = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      throw fileError(error, path);
    }
  };
  let fd = -1;
  write(() => (fd = openSync(path, body.before > 0 ? 'r+' : 'w', 0o600)));
  let position = body.before;
  try {
    return await receive(response, body.url, options, {
      ...body,
      write: (part) =>
        write(() => {
          let done = 0;
          while (done < part.length) done += writeSync(fd, part, done, part.length - done, position + done);
          position += part.length;
        }),
    });
  } finally {
    write(() => fsyncSync(fd));
    closeSync(fd);
  }
}
