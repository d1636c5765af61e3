import type { PackageFacts } from '@sallyport/inventory';

import { given } from '../analyser.ts';
import type { Elf } from './elf.ts';
import type { Marker } from './sweep.ts';

/** What a Go program says of itself (debug/buildinfo): the compiler's version and the modules that went in. */
export interface GoBuild {
  version?: string;
  modules?: string;
}

/** Before the build information in a section of its own; then width of pointers, flags, and from byte 32 the texts or pointers to them. */
const HEAD = Buffer.from('\xff Go buildinf:', 'latin1');
const TEXTS_INLINE = 2;
const BIG_ENDIAN = 1;
const INLINE_AT = 32;

/** Around the list of modules, wherever it lies, so that it can be told in a program without tables. */
const MODULES_START = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const MODULES_END = Buffer.from('f932433186182072008242104116d8f2', 'hex');
const MOST_MODULE_BYTES = 4 * 1024 ** 2;

/** Looks for what a Go build leaves in any program format. The version stands beside the head since Go 1.18 only. */
export function goMarkers(build: GoBuild): Marker[] {
  return [
    {
      needle: HEAD,
      found(data, at) {
        const version = inlineTexts(data.subarray(at))?.version;
        if (version !== undefined) build.version ??= version;
        return undefined;
      },
    },
    {
      needle: MODULES_START,
      found: (data, at) => {
        // The linker's own tables hold the mark too; a list of modules begins with its path.
        if (!/^(?:path|mod)\t/.test(data.toString('latin1', at + 16, at + 21))) return undefined;
        return {
          mostBytes: MOST_MODULE_BYTES,
          done: (bytes) => Object.assign(build, given({ modules: build.modules ?? betweenMarks(bytes) })),
        };
      },
    },
  ];
}

function betweenMarks(bytes: Buffer): string | undefined {
  const end = bytes.indexOf(MODULES_END);
  return end < 0 ? undefined : bytes.toString('utf8', 16, end);
}

/** The same from the sections of an ELF file, in both of its forms; undefined for a program that is not Go's. */
export function goBuildOfElf(elf: Elf): GoBuild | undefined {
  const section = elf.sections.find(({ name }) => name === '.go.buildinfo' || name === '.data.rel.ro.go.buildinfo');
  const at = section?.bytes.indexOf(HEAD) ?? -1;
  if (section === undefined || at < 0) return undefined;
  const info = section.bytes.subarray(at);
  return inlineTexts(info) ?? pointedTexts(info, elf);
}

function inlineTexts(info: Buffer): GoBuild | undefined {
  if (info.length < INLINE_AT + 1 || ((info[15] ?? 0) & TEXTS_INLINE) === 0) return undefined;
  const version = sizedText(info, INLINE_AT);
  if (version === undefined) return undefined;
  const modules = sizedText(info, version.next);
  return given({
    version: version.bytes.toString('utf8'),
    modules: modules === undefined ? undefined : unmark(modules.bytes),
  });
}

function sizedText(info: Buffer, at: number): { readonly bytes: Buffer; readonly next: number } | undefined {
  let size = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = info[at + index];
    if (byte === undefined) return undefined;
    size += (byte & 0x7f) * 128 ** index;
    if (byte >= 0x80) continue;
    const start = at + index + 1;
    if (start + size > info.length) return undefined;
    return { bytes: info.subarray(start, start + size), next: start + size };
  }
  return undefined;
}

function unmark(bytes: Buffer): string | undefined {
  if (bytes.length < 33 || !bytes.subarray(0, 16).equals(MODULES_START)) return undefined;
  return bytes.toString('utf8', 16, bytes.length - 16);
}

/** Before Go 1.18: two addresses of Go strings, which are an address and a length each. */
function pointedTexts(info: Buffer, elf: Elf): GoBuild | undefined {
  const width = info[14];
  const little = ((info[15] ?? 0) & BIG_ENDIAN) === 0;
  if (width !== 4 && width !== 8) return undefined;
  const word = (bytes: Buffer, at: number): bigint | undefined => {
    if (at + width > bytes.length) return undefined;
    if (width === 4) return BigInt(little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
    return little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at);
  };
  const goString = (address: bigint | undefined): Buffer | undefined => {
    const head = address === undefined ? undefined : elf.at(address);
    const start = head === undefined ? undefined : word(head, 0);
    const size = head === undefined ? undefined : word(head, width);
    if (start === undefined || size === undefined || size > BigInt(MOST_MODULE_BYTES)) return undefined;
    return elf.at(start)?.subarray(0, Number(size));
  };
  const version = goString(word(info, 16))?.toString('utf8');
  const modules = goString(word(info, 16 + width));
  if (version === undefined) return undefined;
  return given({ version, modules: modules === undefined ? undefined : unmark(modules) });
}

/** The Go packages of a program: the standard library by the compiler's version, the main module, and what it depends on. */
export function goPackages({ version, modules }: GoBuild): PackageFacts[] {
  const plain = /^go(?<version>\d+\.\d+(?:\.\d+)?(?:(?:rc|beta)\d+)?)/.exec(version ?? '')?.groups?.['version'];
  const library: PackageFacts[] =
    plain === undefined ? [] : [{ ecosystem: 'Go', name: 'stdlib', version: plain, relation: 'direct' }];
  const lines = (modules ?? '').split('\n').map((line) => line.split('\t'));
  const flags = lines.find(([kind, value]) => kind === 'build' && value?.startsWith('-ldflags=') === true)?.[1];
  const found = lines.flatMap((line, at) => {
    if (line[0] !== 'dep' && line[0] !== 'mod') return [];
    const next = lines[at + 1];
    return moduleOf(line, next?.[0] === '=>' ? next : undefined, flags) ?? [];
  });
  return [...library, ...found];
}

/** `dep`, path, version and sum; a line `=>` after it names what stands in for the module. */
function moduleOf(
  [kind, path = '', ...own]: readonly string[],
  replacement: readonly string[] | undefined,
  flags: string | undefined,
): PackageFacts | undefined {
  const isMain = kind === 'mod';
  const [name = path, written, sum = ''] = replacement?.slice(1) ?? [path, ...own];
  const version = versionOf(written) ?? (isMain ? versionOfFlags(flags, path) : undefined);
  // A folder that stands in for a module is part of the program's own source.
  if (version === undefined || name === '' || /^\.{0,2}\//.test(name)) return undefined;
  const relation = isMain ? 'direct' : 'transitive';
  return { ecosystem: 'Go', name, version, relation, integrity: [sum].filter((each) => each !== '') };
}

function versionOf(written: string | undefined): string | undefined {
  return written === '(devel)' || written === '' ? undefined : written;
}

/** `-X example.org/app/version.Version=1.2.3`: how programs that are built from a checkout are told their version. */
function versionOfFlags(flags: string | undefined, module: string): string | undefined {
  if (flags === undefined) return undefined;
  const root = module.replace(/\/v\d+$/, '');
  for (const match of flags.matchAll(/-X[ =]"?'?(?<name>[\w./-]+)=v?(?<version>\d+\.\d+\.\d+[\w.+-]*)/g)) {
    const { name = '', version } = match.groups ?? {};
    if (/\.(?:git)?version$/i.test(name) && (name.startsWith('main.') || name.startsWith(root))) return `v${version}`;
  }
  return undefined;
}
