import { join } from 'node:path';

import { isForeignObject, jsonMember, jsonText, systemCode } from '@sallyport/kernel';
import type { ForeignObject } from '@sallyport/kernel';

import { ociErrors } from '../errors.ts';
import { splitRepository } from '../reference.ts';
import type { HelperOptions } from './credential-helper.ts';
import type { Credential, Credentials } from './credentials.ts';

export interface DockerCredentialsOptions {
  /** Where DOCKER_CONFIG, REGISTRY_AUTH_FILE, XDG_RUNTIME_DIR, PATH, … are looked up. */
  readonly env: { readonly [name: string]: string | undefined };
  readonly home: string;
  readonly helper?: Partial<HelperOptions>;
}

/** Under these names Docker keeps what it knows of Docker Hub. */
const HUB_KEYS = ['https://index.docker.io/v1/', 'https://index.docker.io/v1', 'index.docker.io', 'docker.io'];
const HUB_SERVER = 'https://index.docker.io/v1/';
const LARGEST_CONFIG = 4 * 1024 * 1024;

/**
 * The credentials that `docker login` and `podman login` keep: Docker's `config.json` with its credential helpers, and the
 * `auth.json` of Podman, Buildah and Skopeo. The first file that knows the registry counts. Files are read once, when first
 * needed; helpers are asked once a registry. Throws `OCI_CREDENTIALS_INVALID` and `OCI_CREDENTIAL_HELPER_FAILED`.
 */
export function dockerCredentials(options: DockerCredentialsOptions): Credentials {
  const answers = new Map<string, Promise<Credential | undefined>>();
  let files: Promise<ConfigFile[]> | undefined;
  return {
    find(repository) {
      files ??= readFiles(configPaths(options));
      const known = answers.get(repository) ?? search(repository, files, options);
      answers.set(repository, known);
      return known;
    },
  };
}

interface ConfigFile {
  readonly path: string;
  readonly content: ForeignObject;
}

function configPaths({ env, home }: DockerCredentialsOptions): string[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  const given = env['REGISTRY_AUTH_FILE'];
  return [
    ...(given === undefined || given === '' ? [] : [given]),
    join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json'),
    ...(runtime === undefined || runtime === '' ? [] : [join(runtime, 'containers', 'auth.json')]),
    join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'containers', 'auth.json'),
  ];
}

async function readFiles(paths: readonly string[]): Promise<ConfigFile[]> {
  const files: ConfigFile[] = [];
  for (const path of paths) {
    const content = await readConfig(path);
    if (content !== undefined) files.push({ path, content });
  }
  return files;
}

async function readConfig(path: string): Promise<ForeignObject | undefined> {
  let text: string;
  try {
    text = await process.getBuiltinModule('node:fs').promises.readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
    throw ociErrors.CREDENTIALS_INVALID({ path, reason: systemCode(error) ?? 'it cannot be read' }, { cause: error });
  }
  if (text.length > LARGEST_CONFIG) throw ociErrors.CREDENTIALS_INVALID({ path, reason: 'it is too large' });
  // The parser's own message would quote the file, and the file holds passwords.
  const value = parseJson(text);
  if (isForeignObject(value)) return value;
  throw ociErrors.CREDENTIALS_INVALID({ path, reason: 'it is not a JSON object' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function search(
  repository: string,
  files: Promise<ConfigFile[]>,
  options: DockerCredentialsOptions,
): Promise<Credential | undefined> {
  const { host } = splitRepository(repository);
  for (const { path, content } of await files) {
    const found = (await fromHelper(content, host, options)) ?? fromAuths(content, repository, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `credHelpers` names a program for one registry, `credsStore` one for all. */
async function fromHelper(
  content: ForeignObject,
  host: string,
  { env, helper }: DockerCredentialsOptions,
): Promise<Credential | undefined> {
  const helpers = jsonMember(content, 'credHelpers');
  const names = host === 'docker.io' ? HUB_KEYS : [host];
  const own = names.map((name) => jsonText(helpers, name)).find((name) => name !== undefined);
  const name = own ?? jsonText(content, 'credsStore');
  if (name === undefined) return undefined;
  const { askHelper } = await import('./credential-helper.ts');
  return askHelper(name, host === 'docker.io' ? HUB_SERVER : host, { env, ...helper });
}

/** `auths`, by registry or (Podman) by the longest beginning of the repository. */
function fromAuths(content: ForeignObject, repository: string, path: string): Credential | undefined {
  const auths = jsonMember(content, 'auths');
  for (const key of keysFor(repository)) {
    const entry = jsonMember(auths, key);
    const found = entry === undefined ? undefined : fromEntry(entry, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function keysFor(repository: string): string[] {
  const { host } = splitRepository(repository);
  const parts = repository.split('/');
  const namespaces = parts.map((_, i) => parts.slice(0, parts.length - i).join('/')).slice(0, -1);
  const hosts =
    host === 'docker.io'
      ? HUB_KEYS
      : [host, `https://${host}`, `https://${host}/`, `https://${host}/v2/`, `https://${host}/v1/`];
  return [...namespaces, ...hosts];
}

function fromEntry(entry: unknown, path: string): Credential | undefined {
  const registryToken = jsonText(entry, 'registrytoken');
  if (registryToken !== undefined) return { kind: 'registry-token', token: registryToken };
  const identityToken = jsonText(entry, 'identitytoken');
  if (identityToken !== undefined) return { kind: 'identity-token', token: identityToken };
  const username = jsonText(entry, 'username');
  const password = jsonText(entry, 'password');
  if (username !== undefined && password !== undefined) return { kind: 'password', username, password };
  const auth = jsonText(entry, 'auth');
  if (auth === undefined) return undefined;
  const text = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = text.indexOf(':');
  if (colon <= 0)
    throw ociErrors.CREDENTIALS_INVALID({ path, reason: 'an auth in it is no name and password in base64' });
  return { kind: 'password', username: text.slice(0, colon), password: text.slice(colon + 1) };
}
