import { readTar } from '@sallyport/oci';
import type { ImageSource, ResolvedImage, TarEntry } from '@sallyport/oci';

import { readImports } from './elf-imports.ts';
import type { ElfImports } from './elf-imports.ts';
import { fileCapabilities } from './file-capabilities.ts';
import type { ProgramFacts } from './needs.ts';

/** Larger programs are not looked into; what they call is then not known. */
const MOST_BYTES = 96 * 1024 ** 2;
const MOST_FILES = 2_000_000;

interface Seen {
  readonly setuid: boolean;
  readonly capabilities: readonly string[];
  readonly imports?: ElfImports;
  readonly isTooLarge?: boolean;
  /** Where a symbolic or hard link leads. */
  readonly link?: string;
  readonly isScript?: boolean;
}

/** Looks at every program in an image's layers, as a container sees them in the end. `programs` is what starts. */
export async function readProgramFacts(
  source: ImageSource,
  image: ResolvedImage,
  programs: readonly string[],
): Promise<ProgramFacts> {
  const files = new Map<string, Seen>();
  for await (const { content } of source.openLayers(image.layers)) {
    const added = new Map<string, Seen>();
    const removed: string[] = [];
    const opaque: string[] = [];
    for await (const entry of readTar(content)) await lookAt(entry, { added, removed, opaque });
    hide(files, removed, opaque);
    for (const [path, seen] of added) if (files.size < MOST_FILES) files.set(path, seen);
  }
  const all = [...files];
  return {
    fileCapabilities: all.flatMap(([path, { capabilities }]) =>
      capabilities.length === 0 ? [] : [{ path, names: capabilities }],
    ),
    setuid: all.filter(([, { setuid }]) => setuid).map(([path]) => path),
    has32Bit: all.some(([, { imports, isTooLarge }]) => imports?.is32Bit === true || isTooLarge === true),
    calls: callsOf(files, programs),
  };
}

interface LayerView {
  readonly added: Map<string, Seen>;
  readonly removed: string[];
  readonly opaque: string[];
}

async function lookAt(entry: TarEntry, { added, removed, opaque }: LayerView): Promise<void> {
  const at = entry.path.lastIndexOf('/') + 1;
  const [folder, name] = [entry.path.slice(0, at), entry.path.slice(at)];
  if (name === '.wh..wh..opq') opaque.push(folder);
  else if (name.startsWith('.wh.')) removed.push(`${folder}${name.slice(4)}`);
  else if (entry.type === 'symlink' || entry.type === 'hard-link') {
    added.set(entry.path, { setuid: false, capabilities: [], link: linkOf(entry, folder) });
  } else if (entry.type === 'file') added.set(entry.path, await seenOf(entry));
}

/** Targets of symbolic links start from their folder or from the root, those of hard links from the root. */
function linkOf({ type, linkPath = '' }: TarEntry, folder: string): string {
  const whole = type === 'hard-link' || linkPath.startsWith('/') ? linkPath : `${folder}${linkPath}`;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

async function seenOf(entry: TarEntry): Promise<Seen> {
  const attribute = entry.xattrs?.get('security.capability');
  const base = {
    setuid: (entry.mode & 0o6000) !== 0,
    capabilities: attribute === undefined ? [] : fileCapabilities(attribute),
  };
  const isProgram = (entry.mode & 0o111) !== 0 || /\.so(?:\.|$)/.test(entry.path);
  if (!isProgram || entry.sizeBytes < 4) return base;
  const bytes = await entry.bytes(MOST_BYTES);
  if (bytes === undefined) return { ...base, isTooLarge: true };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const imports = readImports(buffer);
  if (imports !== undefined) return { ...base, imports };
  return buffer.toString('latin1', 0, 2) === '#!' ? { ...base, isScript: true } : base;
}

function hide(files: Map<string, Seen>, removed: readonly string[], opaque: readonly string[]): void {
  if (removed.length === 0 && opaque.length === 0) return;
  const gone = new Set(removed);
  for (const path of files.keys()) {
    const isOpaque = opaque.some((folder) => path.startsWith(folder));
    if (isOpaque || gone.has(path) || [...foldersOf(path)].some((folder) => gone.has(folder))) files.delete(path);
  }
}

function* foldersOf(path: string): Generator<string> {
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) yield path.slice(0, at);
}

/** Libraries that define what others import: that they hold every function says nothing. */
const C_LIBRARY =
  /^(?:ld-|ld\.|libc\.|libc-|libpthread|libdl|librt|libm\.|libm-|libresolv|libutil|libnss_|libanl|ld-musl|libc\.musl)/;
/** They call what their scripts say, by names that nobody sees before. */
const INTERPRETERS =
  /^(?:python[\d.]*|perl[\d.]*|ruby[\d.]*|node|nodejs|deno|bun|java|php[\d.]*|php-fpm[\d.]*|lua[\d.]*|luajit|tclsh[\d.]*|R|pwsh|dotnet|qemu-.*)$/;
/** With these, other programs and libraries of the image come into it. */
const STARTS_OTHERS = [
  'execv',
  'execve',
  'execvp',
  'execvpe',
  'execl',
  'execlp',
  'execle',
  'fexecve',
  'posix_spawn',
  'posix_spawnp',
  'system',
  'popen',
  'dlopen',
];

type Calls = ProgramFacts['calls'];

function callsOf(files: ReadonlyMap<string, Seen>, programs: readonly string[]): Calls {
  const [first] = programs;
  const start = first === undefined ? undefined : findProgram(files, first);
  if (start === undefined) return unknownCalls(`the program ${first ?? 'that starts'} was not found in the image`);
  if (files.get(start)?.isScript === true)
    return callsOfAll(files, `/${start} is a script, and so all programs of the image`);
  const closure = closureOf(files, start);
  if (typeof closure === 'string') return unknownCalls(closure);
  const names = new Set(closure.flatMap(({ imports }) => imports.functions));
  if (STARTS_OTHERS.some((name) => names.has(name)))
    return callsOfAll(files, 'what starts starts others: all programs of the image');
  return judged(closure, `/${start} and its libraries`, false);
}

function unknownCalls(reason: string): Calls {
  return { state: 'unknown', reason };
}

interface Member {
  readonly path: string;
  readonly imports: ElfImports;
}

function callsOfAll(files: ReadonlyMap<string, Seen>, of: string): Calls {
  const large = [...files].find(([, { isTooLarge }]) => isTooLarge === true);
  if (large !== undefined) return unknownCalls(`/${large[0]} is too large to look into`);
  const members = [...files].flatMap(([path, { imports }]) => (imports === undefined ? [] : [{ path, imports }]));
  return judged(members, of, true);
}

function judged(members: readonly Member[], of: string, startsOthers: boolean): Calls {
  const names = new Set<string>();
  for (const { path, imports } of members) {
    const name = path.split('/').at(-1) ?? '';
    if (INTERPRETERS.test(name)) return unknownCalls(`/${path} calls what scripts tell it to`);
    if (C_LIBRARY.test(name)) continue;
    if (!imports.isDynamic) return unknownCalls(`/${path} is linked statically, and shows nothing of what it calls`);
    if (imports.functions.includes('syscall')) return unknownCalls(`/${path} makes system calls by number`);
    for (const each of imports.functions) names.add(each);
  }
  return { state: 'known', names, of, startsOthers };
}

/** The program and all libraries that are loaded with it; why not, where one is missing. */
function closureOf(files: ReadonlyMap<string, Seen>, start: string): Member[] | string {
  const byName = new Map<string, string>();
  for (const path of files.keys()) {
    const name = path.split('/').at(-1) ?? '';
    if (name.includes('.so') && !byName.has(name)) byName.set(name, path);
  }
  const found = new Map<string, Member>();
  const open = [start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const real = followed(files, path);
    const imports = files.get(real)?.imports;
    if (imports === undefined) return `/${path} is no program that can be looked into`;
    if (found.has(real)) continue;
    found.set(real, { path: real, imports });
    for (const library of imports.libraries) {
      const at = byName.get(library);
      if (at === undefined) return `the library ${library} is not in the image`;
      open.push(at);
    }
  }
  return [...found.values()];
}

const MOST_LINKS = 20;

/** Where a path leads in the end, links of files and of the folders above them followed. */
function followed(files: ReadonlyMap<string, Seen>, path: string): string {
  let current = path;
  for (let step = 0; step < MOST_LINKS; step += 1) {
    const own = files.get(current)?.link;
    const folder =
      own === undefined ? [...foldersOf(current)].find((each) => files.get(each)?.link !== undefined) : undefined;
    if (own !== undefined) current = own;
    else if (folder === undefined) return current;
    else current = `${files.get(folder)?.link ?? ''}${current.slice(folder.length)}`;
  }
  return current;
}

const SEARCHED = ['usr/local/sbin', 'usr/local/bin', 'usr/sbin', 'usr/bin', 'sbin', 'bin'];

function findProgram(files: ReadonlyMap<string, Seen>, program: string): string | undefined {
  const candidates = program.includes('/')
    ? [program.replace(/^\/+/, '')]
    : SEARCHED.map((folder) => `${folder}/${program}`);
  return candidates.map((path) => followed(files, path)).find((path) => files.has(path));
}
