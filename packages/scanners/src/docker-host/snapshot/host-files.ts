import { readdir, readFile, stat } from 'node:fs/promises';
import { systemCode } from '@sallyport/kernel';

import { pathInRoot } from './path-in-root.ts';
import { reduceSettings, settingsOfCommand } from './reduce-engine.ts';
import { known, unknown } from './snapshot.ts';
import type { DaemonSettings, DockerSnapshot, FileFacts, Told } from './snapshot.ts';
import { PLACES } from './watched-files.ts';

/** Larger files are not what they should be: configuration, groups, audit rules. */
const MOST_BYTES = 1024 * 1024;
const MOST_ENTRIES = 1000;

type HostParts = Pick<
  DockerSnapshot,
  | 'daemonFile'
  | 'daemonProcess'
  | 'files'
  | 'registryCertificates'
  | 'auditRules'
  | 'mounts'
  | 'dockerGroup'
  | 'contentTrust'
>;

export interface HostOptions {
  /** Where the host's root lies: `/`, or where a container has it mounted. */
  readonly hostRoot: string;
  readonly env: { readonly [name: string]: string | undefined };
}

/** What the files of a host tell, read as they lie; nothing is run. What may not be read is told as unknown. */
export async function readHostFiles({ hostRoot, env }: HostOptions): Promise<HostParts> {
  const at: At = (path) => pathInRoot(hostRoot, path);
  const names = await readNames(at);
  const daemonFile = await readSettings(at, '/etc/docker/daemon.json');
  const daemonProcess = await findDaemon(at, names);
  const certificates = await listCertificates(at);
  const settings = [daemonFile, daemonProcess].flatMap((part) => (part.state === 'known' ? [part.value] : []));
  const keys = settings.flatMap((value) => tlsFiles('settings' in value ? value.settings : value));
  const paths = [
    ...Object.values(PLACES).flat(),
    ...keys,
    ...(certificates.state === 'known' ? certificates.value : []),
  ];
  const files: Record<string, FileFacts> = {};
  for (const path of paths) files[path] = await factsOf(at, path, names);
  return {
    daemonFile,
    daemonProcess,
    files,
    registryCertificates: certificates,
    auditRules: await readAuditRules(at),
    mounts: await readMounts(at, hostRoot === '/' ? '/proc/self/mounts' : '/proc/1/mounts'),
    dockerGroup: await readDockerGroup(at, '/etc/group'),
    contentTrust: env['DOCKER_CONTENT_TRUST'] === undefined ? { state: 'absent' } : known(env['DOCKER_CONTENT_TRUST']),
  };
}

function tlsFiles({ tlsCaCert, tlsCert, tlsKey }: DaemonSettings): string[] {
  return [tlsCaCert, tlsCert, tlsKey].filter((path) => path?.startsWith('/') === true) as string[];
}

type At = (path: string) => Promise<string>;

/** A text file, whole; absent where it is not there. */
async function readText(at: At, path: string): Promise<Told<string>> {
  try {
    const real = await at(path);
    const found = await stat(real);
    if (!found.isFile() || found.size > MOST_BYTES) return unknown(`${path} is no file of a size to be expected`);
    return known(await readFile(real, 'utf8'));
  } catch (error) {
    return failedRead(path, error);
  }
}

function failedRead(
  path: string,
  error: unknown,
): { readonly state: 'absent' } | { readonly state: 'unknown'; readonly reason: string } {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'absent' };
  return unknown(`${path} may not be read (${code ?? 'an error'})`);
}

async function readSettings(at: At, path: string): Promise<Told<DaemonSettings>> {
  const text = await readText(at, path);
  return text.state === 'known' ? settingsOfText(text.value) : text;
}

/** The settings in the text of a `daemon.json`. */
export function settingsOfText(text: string): Told<DaemonSettings> {
  try {
    return known(reduceSettings(JSON.parse(text)));
  } catch {
    return unknown('daemon.json is not JSON');
  }
}

interface Names {
  readonly users: ReadonlyMap<number, string>;
  readonly groups: ReadonlyMap<number, string>;
}

async function readNames(at: At): Promise<Names> {
  const table = async (path: string): Promise<Map<number, string>> => {
    const text = await readText(at, path);
    const lines = text.state === 'known' ? text.value.split('\n') : [];
    return new Map(lines.map((line) => line.split(':')).map(([name = '', , id = '']) => [Number(id), name]));
  };
  return { users: await table('/etc/passwd'), groups: await table('/etc/group') };
}

async function factsOf(at: At, path: string, { users, groups }: Names): Promise<FileFacts> {
  try {
    const { mode, uid, gid } = await stat(await at(path));
    const owner = uid === 0 ? 'root' : (users.get(uid) ?? String(uid));
    const group = gid === 0 ? 'root' : (groups.get(gid) ?? String(gid));
    return { state: 'known', mode: mode & 0o7777, owner, group };
  } catch (error) {
    return failedRead(path, error);
  }
}

async function listFolder(at: At, path: string): Promise<Told<readonly string[]>> {
  try {
    const names = (await readdir(await at(path))).toSorted();
    const rest = names.length - MOST_ENTRIES;
    return known(names.slice(0, MOST_ENTRIES), rest > 0 ? `${rest} files of ${path} are left out` : undefined);
  } catch (error) {
    return failedRead(path, error);
  }
}

async function listCertificates(at: At): Promise<Told<readonly string[]>> {
  const folder = '/etc/docker/certs.d';
  const registries = await listFolder(at, folder);
  if (registries.state !== 'known') return registries;
  const found: string[] = [];
  for (const registry of registries.value) {
    const files = await listFolder(at, `${folder}/${registry}`);
    if (files.state === 'unknown') return files;
    if (files.state === 'known') found.push(...files.value.map((name) => `${folder}/${registry}/${name}`));
  }
  return known(found.slice(0, MOST_ENTRIES), registries.partial);
}

/** dockerd among the processes: its user and what its command line says. */
async function findDaemon(at: At, { users }: Names): Promise<DockerSnapshot['daemonProcess']> {
  const processes = await allProcesses(at);
  if (processes.state !== 'known') return unknown('the processes may not be listed');
  for (const id of processes.value) {
    const comm = await readText(at, `/proc/${id}/comm`);
    if (comm.state !== 'known' || comm.value.trim() !== 'dockerd') continue;
    try {
      const words = (await readFile(await at(`/proc/${id}/cmdline`), 'utf8')).split('\0').slice(0, 2000);
      const { uid } = await stat(await at(`/proc/${id}`));
      const user = uid === 0 ? 'root' : (users.get(uid) ?? String(uid));
      return known({ user, settings: settingsOfCommand(words) });
    } catch (error) {
      return failedRead(`/proc/${id}`, error);
    }
  }
  return { state: 'absent' };
}

async function allProcesses(at: At): Promise<Told<readonly string[]>> {
  try {
    return known((await readdir(await at('/proc'))).filter((name) => /^\d+$/.test(name)));
  } catch (error) {
    return failedRead('/proc', error);
  }
}

/** The rules that are loaded when the system starts; of those that only the kernel has, nothing is known. */
async function readAuditRules(at: At): Promise<Told<readonly string[]>> {
  const folder = '/etc/audit/rules.d';
  const names = await listFolder(at, folder);
  if (names.state === 'unknown') return names;
  const more = names.state === 'known' ? names.value.filter((name) => name.endsWith('.rules')) : [];
  const texts: string[] = [];
  for (const path of ['/etc/audit/audit.rules', ...more.map((name) => `${folder}/${name}`)]) {
    const text = await readText(at, path);
    if (text.state === 'unknown') return text;
    if (text.state === 'known') texts.push(text.value);
  }
  // No rules at all is known of a host without audit; that auditd may be fed otherwise is not for us to say.
  return known(auditLines(texts.join('\n')));
}

/** The rules in a text of `auditctl -l` or of a rules file. */
export function auditLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('-'))
    .slice(0, 10_000);
}

async function readMounts(at: At, path: string): Promise<DockerSnapshot['mounts']> {
  const text = await readText(at, path);
  return text.state === 'known' ? known(mountsOf(text.value)) : text;
}

/** Targets and types in a text of `/proc/mounts`. */
export function mountsOf(text: string): { readonly target: string; readonly type: string }[] {
  return text
    .split('\n')
    .slice(0, 10_000)
    .map((line) => line.split(' '))
    .filter((fields) => fields.length >= 3)
    .map(([, target = '', type = '']) => ({
      target: target.replaceAll(/\\(?<code>[0-7]{3})/g, (_all, code: string) =>
        String.fromCodePoint(Number.parseInt(code, 8)),
      ),
      type,
    }));
}

async function readDockerGroup(at: At, path: string): Promise<DockerSnapshot['dockerGroup']> {
  const text = await readText(at, path);
  return text.state === 'known' ? dockerGroupOf(text.value) : text;
}

/** Who is in the group `docker`, by a text of `/etc/group`. */
export function dockerGroupOf(text: string): DockerSnapshot['dockerGroup'] {
  const line = text.split('\n').find((each) => each.startsWith('docker:'));
  if (line === undefined) return { state: 'absent' };
  return known((line.split(':')[3] ?? '').trim().split(',').filter(Boolean));
}
