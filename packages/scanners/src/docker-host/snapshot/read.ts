import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { checkShape, parseAs } from '@sallyport/documents';
import { SkipCounter } from '@sallyport/findings';
import { isForeignObject, jsonMember, jsonText, systemCode } from '@sallyport/kernel';

import { scannerErrors } from '../../errors.ts';
import { auditLines, dockerGroupOf, mountsOf, settingsOfText } from './host-files.ts';
import { reduceContainer } from './reduce-container.ts';
import {
  cutOff,
  reduceAll,
  reduceImage,
  reduceInfo,
  reduceNetwork,
  reduceVolume,
  settingsOfCommand,
} from './reduce-engine.ts';
import { emptySnapshot, known, SNAPSHOT } from './snapshot.ts';
import type { DockerSnapshot, FileFacts } from './snapshot.ts';

const MOST_BYTES = 64 * 1024 ** 2;
const MOST_FILES = 500;

/** A snapshot read from files, with what of them could not be read. */
export interface ReadSnapshot {
  readonly snapshot: DockerSnapshot;
  readonly files: number;
  readonly bytes: number;
  readonly skips: SkipCounter;
}

type Parts = Partial<DockerSnapshot>;

/**
 * Reads what `sallyport docker snapshot` wrote, the output of `docker info` or `docker inspect`, or a folder of such files. A
 * file that is the target must be one of these; a file in a folder that is none is told as skipped. Throws
 * `SCANNERS_SNAPSHOT_INVALID`.
 */
export async function readSnapshot(path: string): Promise<ReadSnapshot> {
  const skips = new SkipCounter();
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (error: unknown) => {
      throw invalid(path, systemCode(error) ?? 'it cannot be read', error);
    },
  );
  if (!isFolder) {
    const { parts, bytes } = await readOne(path, path.split('/').at(-1) ?? path);
    if (typeof parts === 'string') throw invalid(path, parts);
    return { snapshot: { ...emptySnapshot(notGiven(path)), ...parts }, files: 1, bytes, skips };
  }
  const names = (await readdir(path)).toSorted();
  for (const name of names.slice(MOST_FILES)) skips.add('limit', name);
  let snapshot = emptySnapshot(notGiven(path));
  let [files, bytes] = [0, 0];
  for (const name of names.slice(0, MOST_FILES)) {
    const read = await readOne(join(path, name), name);
    if (typeof read.parts === 'string') skips.add('unsupported', name, read.parts);
    else {
      snapshot = merge(snapshot, read.parts);
      files += 1;
      bytes += read.bytes;
    }
  }
  if (files === 0) throw invalid(path, 'no file in it is one that is known');
  return { snapshot, files, bytes, skips };
}

function notGiven(path: string): string {
  return `no file says so (${path.split('/').at(-1) ?? path})`;
}

function invalid(path: string, reason: string, cause?: unknown): Error {
  return scannerErrors.SNAPSHOT_INVALID({ path, reason }, { cause });
}

/** Lists of several files are put together: `docker inspect` is often called once for each container. */
function merge(into: DockerSnapshot, parts: Parts): DockerSnapshot {
  const merged: Record<string, unknown> = { ...into, ...parts, files: { ...into.files, ...parts.files } };
  for (const name of ['containers', 'images', 'networks', 'volumes'] as const) {
    const [old, added] = [into[name], parts[name]];
    if (old.state === 'known' && added?.state === 'known')
      merged[name] = { ...old, ...added, value: [...old.value, ...added.value] };
  }
  return merged as DockerSnapshot;
}

interface ReadFile {
  /** A text says why the file is none of those that are known. */
  readonly parts: Parts | string;
  readonly bytes: number;
}

async function readOne(path: string, name: string): Promise<ReadFile> {
  let bytes: Buffer;
  try {
    const { size, isFile } = await stat(path).then((found) => ({ size: found.size, isFile: found.isFile() }));
    if (!isFile) return { parts: 'it is no file', bytes: 0 };
    if (size > MOST_BYTES) return { parts: `it is larger than ${MOST_BYTES} bytes`, bytes: 0 };
    bytes = await readFile(path);
  } catch (error) {
    return { parts: `it cannot be read (${systemCode(error) ?? 'an error'})`, bytes: 0 };
  }
  const text = bytes.toString('utf8');
  const byName = TEXTS[name];
  const parts = byName === undefined ? await partsOfJson(text) : byName(text);
  return { parts, bytes: bytes.length };
}

/** Files that are known by their names: a host's own, and what its tools print. */
const TEXTS: Readonly<Record<string, (text: string) => Parts | string>> = {
  'daemon.json': (text) => {
    const daemonFile = settingsOfText(text);
    return daemonFile.state === 'unknown' ? daemonFile.reason : { daemonFile };
  },
  'audit.rules': (text) => ({ auditRules: known(auditLines(text)) }),
  'auditctl.txt': (text) => ({ auditRules: known(auditLines(text)) }),
  'mounts.txt': (text) => ({ mounts: known(mountsOf(text)) }),
  'group.txt': (text) => ({ dockerGroup: dockerGroupOf(text) }),
  'dockerd.txt': (text) => ({
    daemonProcess: known({ user: 'unknown', settings: settingsOfCommand(text.trim().split(/\s+/)) }),
  }),
  'stat.txt': (text) => ({ files: filesOf(text) }),
};

/** Lines of `stat -c '%a %U %G %n' FILE …`. */
function filesOf(text: string): Record<string, FileFacts> {
  const files: Record<string, FileFacts> = {};
  for (const line of text.split('\n').slice(0, 10_000)) {
    const match = /^(?<mode>[0-7]{1,4}) (?<owner>\S+) (?<group>\S+) (?<path>\/.*)$/.exec(line.trim())?.groups;
    if (match === undefined) continue;
    const { mode = '', owner = '', group = '', path = '' } = match;
    files[path] = { state: 'known', mode: Number.parseInt(mode, 8), owner, group };
  }
  return files;
}

async function partsOfJson(text: string): Promise<Parts | string> {
  const read = await parseAs('json', text);
  if (!read.ok) return `it is not JSON (line ${read.error.line})`;
  const [root] = read.documents;
  if (root === undefined) return 'it is empty';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  if (jsonText(value, 'kind') !== 'sallyport-docker-snapshot') return partsOfOutput(value);
  const version = jsonText(value, 'version');
  if (version !== '1') return `it is a snapshot of version ${version ?? 'none'}, and 1 is read here`;
  const checked = checkShape(root, SNAPSHOT);
  return checked.ok ? checked.value : (checked.problems[0]?.message ?? 'it is damaged');
}

/** What Docker's own commands print, told by its form. */
function partsOfOutput(value: unknown): Parts | string {
  const info = reduceInfo(value);
  if (info !== undefined) return { engine: known(info) };
  const list = Array.isArray(value) ? value : [value];
  const [first] = list;
  if (!isForeignObject(first)) return 'it is not the output of a command of Docker';
  const partial = cutOff(list);
  if ('HostConfig' in first && 'State' in first)
    return { containers: known(reduceAll(list, reduceContainer), partial) };
  if ('RootFS' in first && 'RepoTags' in first) return { images: known(reduceAll(list, reduceImage), partial) };
  if ('IPAM' in first) return { networks: known(reduceAll(list, reduceNetwork), partial) };
  if ('Mountpoint' in first) return { volumes: known(reduceAll(list, reduceVolume), partial) };
  if (jsonMember(first, 'Server') !== undefined || 'ApiVersion' in first) return {};
  return 'it is not the output of a command of Docker that is known';
}
