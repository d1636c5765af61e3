import { SkipCounter } from '@sallyport/findings';
import type { Sighting } from '@sallyport/findings';
import { readTar } from '@sallyport/oci';
import type { TarEntry } from '@sallyport/oci';

import type { Analyser, FileFacts, ImageFile } from '../analysers/analyser.ts';
import { Unreadable } from '../analysers/analyser.ts';
import { classifiers } from '../analysers/executables/classifiers.ts';
import { isProgram, newScratch, readProgram } from '../analysers/executables/program.ts';
import { analysers } from '../analysers/list.ts';
import type { LayerFacts, RiskyMode } from './facts.ts';
import { collectPaths } from './path-set.ts';
import type { SecretLook } from './secret-look.ts';

export interface CollectOptions {
  readonly secrets: SecretLook | undefined;
  /** Called with bytes of files that went by. */
  readonly onBytes: (bytes: number) => void;
}

/** What a layer's tar says. Links that lead to files whose own name says nothing are read in a second pass, where there are any. */
export async function collectLayer(
  open: () => Promise<AsyncIterable<Uint8Array>>,
  options: CollectOptions,
): Promise<LayerFacts> {
  const layer = newCollector(options);
  for await (const entry of readTar(await open())) await layer.take(entry);
  const waiting = layer.waitingLinks();
  if (waiting.size > 0)
    for await (const entry of readTar(await open())) {
      if (entry.type === 'file') await layer.takeTarget(entry, waiting.get(entry.path) ?? []);
    }
  return layer.facts();
}

type Loaded = (file: ImageFile) => FileFacts;

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** Programs under this size are scripts or stubs. */
const SMALLEST_PROGRAM = 4096;
/** PATH_MAX of Linux; patterns on paths cost their square at worst. */
const LONGEST_PATH = 4096;
/** Files that say something, deletions, permissions and secrets of one layer: hundreds of bytes each. */
const MOST_FACTS = 400_000;

// oxlint-disable-next-line max-lines-per-function -- closures over what one layer has gathered
function newCollector({ secrets, onBytes }: CollectOptions) {
  const files = new Map<string, FileFacts>();
  const looked = { files: 0, bytes: 0, texts: 0 };
  const whiteouts: string[] = [];
  const opaque: string[] = [];
  const modes: RiskyMode[] = [];
  const found: Sighting[] = [];
  const skips = new SkipCounter();
  const present = collectPaths();
  /** Hard links that an analyser wants, by the path of the file that they lead to. */
  const links: { readonly path: string; readonly target: string }[] = [];
  const loaded = new Map<string, Promise<Loaded>>();
  const scratch = newScratch();

  const analyse = async (analyser: Analyser, path: string, bytes: Buffer): Promise<void> => {
    const load = loaded.get(analyser.id) ?? analyser.load();
    loaded.set(analyser.id, load);
    const run = await load;
    try {
      files.set(path, run({ path, bytes }));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      skips.add('malformed', path, `A file of packages could not be read: ${error.message}.`);
      files.set(path, {});
    }
  };

  const takeFile = async (entry: TarEntry): Promise<void> => {
    looked.files += 1;
    looked.bytes += entry.sizeBytes;
    onBytes(entry.sizeBytes);
    const mode = riskyMode(entry);
    if (mode !== undefined) modes.push(mode);
    const analyser = analyserOf(entry.path);
    if (analyser !== undefined) {
      if (entry.sizeBytes > analyser.mostBytes)
        skips.add('too-large', entry.path, 'A file of packages is larger than its bound.');
      else await analyse(analyser, entry.path, await wholeOf(entry.content(), scratch.take(entry.sizeBytes)));
      return;
    }
    const asProgram = mayBeProgram(entry);
    const asText = secrets?.wants(entry.path, entry.sizeBytes) === true;
    if (asProgram || asText) await takeContent(entry, { asProgram, asText });
  };

  const lookForSecrets = (look: SecretLook, path: string, bytes: Buffer): void => {
    looked.texts += 1;
    const { sightings, gaveUp } = look.look(path, bytes);
    for (const sighting of sightings) found.push(sighting);
    if (gaveUp) skips.add('limit', path, 'Full of beginnings of secrets that never end: the rest was left.');
  };

  const takeContent = async (entry: TarEntry, wants: { asProgram: boolean; asText: boolean }): Promise<void> => {
    const pieces = entry.content();
    const { head, rest } = await headOf(pieces);
    if (wants.asProgram && isProgram(head)) {
      const program = readProgram(entry.path, entry.sizeBytes, scratch);
      program.push(head);
      for await (const piece of rest) program.push(piece);
      const facts = program.end();
      if (Object.keys(facts).length > 0) files.set(entry.path, facts);
    } else if (wants.asText && secrets !== undefined && !isBinary(head)) {
      const room = scratch.take(entry.sizeBytes);
      const from = head.copy(room);
      lookForSecrets(secrets, entry.path, await wholeOf(rest, room, from));
    }
  };

  const takeLink = (path: string, target: string): void => {
    const wanted = analyserOf(path);
    // A program is one under all of its names, unless the name says what it is.
    if (wanted === undefined && !isSoftwareName(path)) return;
    const known = files.get(target);
    if (known !== undefined && analyserOf(target)?.id === wanted?.id) files.set(path, known);
    else links.push({ path, target });
  };

  const isTooMuch = ({ path }: TarEntry): boolean => {
    if (path.length > LONGEST_PATH) {
      skips.add('unsupported', `${path.slice(0, 80)}…`, 'A path is longer than any system allows.');
      return true;
    }
    const kept = files.size + links.length + modes.length + found.length + whiteouts.length + opaque.length;
    if (kept < MOST_FACTS) return false;
    skips.add('limit', path, `A layer says more than ${MOST_FACTS} things: the rest of it was left.`);
    return true;
  };

  return {
    async take(entry: TarEntry): Promise<void> {
      if (isTooMuch(entry)) return;
      const { path } = entry;
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (entry.escapes) skips.add('outside-target', path, 'A path tries to leave the root of the image.');
      if (name === OPAQUE) opaque.push(folderOf(path));
      else if (name.startsWith(WHITEOUT)) whiteouts.push(join(folderOf(path), name.slice(WHITEOUT.length)));
      else if (entry.type === 'directory') {
        if ((entry.mode & 0o1002) === 0o002) modes.push({ path, kind: 'world-writable-folder', mode: entry.mode });
      } else {
        present.add(path);
        if (entry.type === 'file') await takeFile(entry);
        else if (entry.type === 'hard-link' && entry.linkPath !== undefined) takeLink(path, entry.linkPath);
      }
    },
    waitingLinks: () =>
      new Map([...Map.groupBy(links, ({ target }) => target)].map(([to, all]) => [to, all.map(({ path }) => path)])),
    async takeTarget(entry: TarEntry, paths: readonly string[]): Promise<void> {
      for (const [index, path] of paths.entries()) {
        const known = index === 0 ? undefined : files.get(paths[0] ?? '');
        if (known !== undefined) files.set(path, known);
        else await takeFile({ ...entry, path });
      }
    },
    facts: (): LayerFacts => ({
      files: [...files],
      whiteouts,
      opaque,
      modes,
      secrets: found,
      looked,
      skipped: skips.list(),
      present: present.done(),
    }),
  };
}

/** A content in memory that is used again for the next: who reads it keeps no part of it. `from` bytes of it are there already. */
async function wholeOf(content: AsyncIterable<Uint8Array>, room: Buffer, from = 0): Promise<Buffer> {
  let at = from;
  for await (const piece of content) at += asBuffer(piece).copy(room, at);
  return room.subarray(0, at);
}

/** Enough to tell what a file is. */
const HEAD_BYTES = 4096;

/** The first bytes of a content, however small its pieces are, and what follows them. Both are only valid until the next piece. */
async function headOf(
  content: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: Buffer; readonly rest: AsyncGenerator<Buffer> }> {
  const pieces = content[Symbol.asyncIterator]();
  const first = await pieces.next();
  let head = first.done === true ? Buffer.alloc(0) : asBuffer(first.value);
  while (head.length < HEAD_BYTES) {
    const before = Buffer.from(head);
    const { done, value } = await pieces.next();
    if (done === true) {
      head = before;
      break;
    }
    head = Buffer.concat([before, value]);
  }
  async function* rest(): AsyncGenerator<Buffer> {
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield asBuffer(next.value);
  }
  return { head, rest: rest() };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** NUL bytes stand in no text but UTF-16, which begins with its mark. */
function isBinary(head: Buffer): boolean {
  const mark = head.length < 2 ? 0 : head.readUInt16BE(0);
  return mark !== 0xfffe && mark !== 0xfeff && head.includes(0);
}

function analyserOf(path: string): Analyser | undefined {
  return analysers.find(({ paths }) => paths.test(path));
}

function isSoftwareName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return classifiers.some(({ file }) => file.test(name));
}

function mayBeProgram({ path, mode, sizeBytes }: TarEntry): boolean {
  if (sizeBytes < SMALLEST_PROGRAM) return false;
  if (path.endsWith('.exe')) return true;
  const isLibrary = /\.so(?:\.[\d.]+)?$/.test(path);
  return isLibrary ? isSoftwareName(path) : (mode & 0o111) !== 0 || isSoftwareName(path);
}

function riskyMode({ path, mode }: TarEntry): RiskyMode | undefined {
  if ((mode & 0o4000) !== 0) return { path, kind: 'setuid', mode };
  if ((mode & 0o2000) !== 0 && (mode & 0o010) !== 0) return { path, kind: 'setgid', mode };
  return (mode & 0o002) === 0 ? undefined : { path, kind: 'world-writable-file', mode };
}

function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at);
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
