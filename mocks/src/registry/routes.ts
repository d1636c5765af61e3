import type { IncomingMessage, ServerResponse } from 'node:http';

import { digestOf, jsonList, jsonText, jsonMember } from '@sallyport/kernel';

import type { Fault } from './faults.ts';
import type { RegistryFakeOptions } from './registry-fake.ts';
import type { RegistryStore } from './store.ts';
import { beginUpload, continueUpload } from './uploads.ts';

/** One request and what is needed to answer it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The repository's path. */
  readonly name: string;
  readonly store: RegistryStore;
  readonly fault: Fault | undefined;
  readonly options: RegistryFakeOptions;
  refuse(status: number, code: string): void;
}

/** The distribution specification, as far as clients use it. */
export async function serve(exchange: Exchange, rest: string): Promise<void> {
  const [kind = '', ...parts] = rest.split('/');
  if (kind === 'blobs' && parts[0] === 'uploads') return serveUpload(exchange, parts[1] ?? '');
  const target = parts.join('/');
  const routes: Readonly<Record<string, () => void | Promise<void>>> = {
    blobs: () => serveBlob(exchange, target),
    manifests: () =>
      exchange.request.method === 'PUT' ? putManifest(exchange, target) : serveManifest(exchange, target),
    tags: () => serveTags(exchange),
    referrers: () =>
      exchange.options.referrersApi === false ? exchange.refuse(404, 'UNSUPPORTED') : serveReferrers(exchange, target),
  };
  return routes[kind]?.();
}

async function serveUpload(exchange: Exchange, id: string): Promise<void> {
  if (id === '') beginUpload(exchange);
  else await continueUpload(exchange, id);
}

function serveBlob({ request, response, name, store, fault, refuse }: Exchange, digest: string): void {
  const { blobs } = store.repository(name);
  const bytes = blobs.get(digest);
  if (bytes === undefined) return refuse(404, 'BLOB_UNKNOWN');
  if (request.method === 'DELETE') {
    blobs.delete(digest);
    response.writeHead(202).end();
    return undefined;
  }
  const start = Number(/^bytes=(?<start>[0-9]+)-$/.exec(request.headers.range ?? '')?.groups?.['start'] ?? 0);
  const part = bytes.subarray(start);
  const range = start === 0 ? {} : { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
  response.writeHead(start === 0 ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': part.length,
    'docker-content-digest': digest,
    ...range,
  });
  send(response, request.method === 'HEAD' ? undefined : part, fault);
  return undefined;
}

function serveManifest({ request, response, name, store, fault, refuse }: Exchange, target: string): void {
  const manifest = store.manifest(name, target);
  if (manifest === undefined) return refuse(404, 'MANIFEST_UNKNOWN');
  if (request.method === 'DELETE') {
    const { manifests, tags } = store.repository(name);
    if (!tags.delete(target)) {
      manifests.delete(manifest.digest);
      for (const [tag, digest] of tags) if (digest === manifest.digest) tags.delete(tag);
    }
    response.writeHead(202).end();
    return undefined;
  }
  response.writeHead(200, {
    'content-type': manifest.mediaType,
    'content-length': manifest.bytes.length,
    'docker-content-digest': manifest.digest,
  });
  send(response, request.method === 'HEAD' ? undefined : manifest.bytes, fault);
  return undefined;
}

function send(response: ServerResponse, bytes: Buffer | undefined, fault: Fault | undefined): void {
  if (bytes !== undefined && fault?.kind === 'cut') {
    response.write(bytes.subarray(0, fault.afterBytes), () => response.destroy());
  } else if (bytes !== undefined && fault?.kind === 'wrong-content') {
    response.end(Buffer.alloc(bytes.length, '!'));
  } else response.end(bytes);
}

async function putManifest(exchange: Exchange, target: string): Promise<void> {
  const { request, response, name, store, options, refuse } = exchange;
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const bytes = Buffer.concat(pieces);
  const value = parse(bytes);
  if (value === undefined) return refuse(400, 'MANIFEST_INVALID');
  if (target.startsWith('sha256:') && target !== digestOf(bytes)) return refuse(400, 'DIGEST_INVALID');
  if (!isComplete(exchange, value)) return refuse(404, 'MANIFEST_BLOB_UNKNOWN');
  if (isKept(exchange, target, bytes)) return refuse(options.immutableTags ?? 409, 'TAG_INVALID');
  const mediaType = request.headers['content-type'] ?? '';
  const digest = store.addManifest(name, bytes, {
    mediaType,
    ...(target.startsWith('sha256:') ? {} : { tag: target }),
  });
  const subject = jsonText(jsonMember(value, 'subject'), 'digest');
  const isListed = subject !== undefined && options.referrersApi !== false;
  response.writeHead(201, {
    location: `/v2/${name}/manifests/${digest}`,
    'docker-content-digest': digest,
    ...(isListed ? { 'oci-subject': subject } : {}),
  });
  response.end();
  return undefined;
}

/** Whether a tag leads elsewhere already, where such are not written again. */
function isKept({ name, store, options }: Exchange, target: string, bytes: Buffer): boolean {
  const tagged = store.repository(name).tags.get(target);
  return options.immutableTags !== undefined && tagged !== undefined && tagged !== digestOf(bytes);
}

/** Whether everything that a manifest names is there, as registries ask. */
function isComplete({ name, store }: Exchange, value: unknown): boolean {
  const { blobs, manifests } = store.repository(name);
  const layers = [jsonMember(value, 'config'), ...jsonList(value, 'layers')].filter((item) => item !== undefined);
  const isForeign = (item: unknown): boolean => jsonText(item, 'mediaType')?.includes('foreign') ?? false;
  return (
    layers.every((item) => isForeign(item) || blobs.has(jsonText(item, 'digest') ?? '')) &&
    jsonList(value, 'manifests').every((item) => manifests.has(jsonText(item, 'digest') ?? ''))
  );
}

function serveTags({ response, name, url, store, options }: Exchange): void {
  const all = [...store.repository(name).tags.keys()].toSorted();
  const last = url.searchParams.get('last') ?? '';
  const count = Math.min(Number(url.searchParams.get('n') ?? 1000), options.pageSize ?? 1000);
  const rest = all.filter((tag) => tag > last);
  const page = rest.slice(0, count);
  const isLast = page.length === rest.length;
  const next = `/v2/${name}/tags/list?n=${count}&last=${encodeURIComponent(page.at(-1) ?? '')}`;
  response.writeHead(200, { 'content-type': 'application/json', ...(isLast ? {} : { link: `<${next}>; rel="next"` }) });
  response.end(JSON.stringify({ name, tags: page }));
}

function serveReferrers({ response, name, url, store, options }: Exchange, subject: string): void {
  const found = [...store.repository(name).manifests.values()].flatMap(({ bytes, digest, mediaType }) => {
    const value = parse(bytes);
    if (jsonText(jsonMember(value, 'subject'), 'digest') !== subject) return [];
    const artifactType = jsonText(value, 'artifactType') ?? jsonText(jsonMember(value, 'config'), 'mediaType');
    return [{ mediaType, digest, size: bytes.length, artifactType, annotations: jsonMember(value, 'annotations') }];
  });
  const size = options.pageSize ?? 1000;
  const start = Number(url.searchParams.get('start') ?? 0);
  const isLast = start + size >= found.length;
  const link = isLast ? {} : { link: `</v2/${name}/referrers/${subject}?start=${start + size}>; rel="next"` };
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  response.writeHead(200, { 'content-type': mediaType, ...link });
  response.end(JSON.stringify({ schemaVersion: 2, mediaType, manifests: found.slice(start, start + size) }));
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
