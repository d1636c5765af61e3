import { basename, dirname } from 'node:path';

import { SkipCounter } from '@sallyport/findings';
import type { Skipped } from '@sallyport/findings';
import type { Inventory, Package } from '@sallyport/inventory';

import { walkFiles } from '../../files/walk.ts';
import type { WalkedFile } from '../../files/walk.ts';
import { mergeInventories } from '../../merge-inventories.ts';
import type { ScanContext } from '../../scanner.ts';
import type { Declaration, LockFileKind, Surroundings } from '../parser.ts';
import { lockFileKinds } from '../ecosystems/list.ts';
import { readInside, readWhole } from './file-reader.ts';
import { isTestData } from './test-data.ts';

/** A lock file, manifest or SBOM that was read. */
export interface CollectedFile {
  /** Relative to the target. */
  readonly path: string;
  /** Undefined for an SBOM. */
  readonly kind?: LockFileKind;
  readonly packages: readonly Package[];
  /** What the project asks for by this file. */
  readonly declarations: readonly Declaration[];
}

/** What the target says about its packages. */
export interface Collected {
  readonly files: readonly CollectedFile[];
  readonly inventory: Inventory;
  /** How many files were read for one of these: includes, digests, parents. */
  readonly readBesides: number;
  readonly skipped: readonly Skipped[];
  /** Lock files and manifests that would have been judged and could not be read, each with why: `path: reason`. */
  readonly unread: readonly string[];
  /** The same of files in folders of test data, which are often malformed on purpose. */
  readonly unreadTestData: readonly string[];
  readonly notes: readonly string[];
}

export interface CollectOptions {
  readonly includeIgnored: boolean;
  /** Reads the licences of what is installed, where lock files say none. */
  readonly installedLicences: boolean;
}

interface Collecting {
  readonly files: CollectedFile[];
  readonly inventories: Inventory[];
  readonly skips: SkipCounter;
  readonly unread: string[];
  readonly unreadTestData: string[];
  readonly readBesides: Set<string>;
  readonly notes: string[];
  /** Adds to the packages of a lock file what else the target says of them. */
  readonly complete: (packages: readonly Package[]) => Promise<readonly Package[]>;
}

/** Reads every lock file and manifest of the target, or the SBOM that it is. */
export async function collect(
  { target, signal, onProgress }: Pick<ScanContext, 'target' | 'signal' | 'onProgress'>,
  options: CollectOptions,
): Promise<Collected> {
  const folder = target.kind === 'file' ? dirname(target.root) : target.root;
  const collecting: Collecting = {
    files: [],
    inventories: [],
    skips: new SkipCounter(),
    unread: [],
    unreadTestData: [],
    readBesides: new Set(),
    notes: [],
    async complete(packages) {
      if (!options.installedLicences) return packages;
      return (await import('./installed-licences.ts')).withInstalledLicences(folder, packages);
    },
  };
  if (target.kind === 'sbom') await collectSbom(collecting, target.root, true);
  else if (target.kind === 'file') await collectFile(collecting, target.root);
  else {
    const found = manifests(target.root, options, collecting.skips);
    const around: Surroundings = {
      read: (path) => readInside(target.root, path),
      paths: found.map(({ path }) => path),
    };
    for (const file of found) {
      await readOne(collecting, around, file);
      onProgress(collecting.files.length, found.length, 'files');
      signal.throwIfAborted();
    }
  }
  return {
    files: collecting.files,
    inventory: mergeInventories(collecting.inventories),
    readBesides: collecting.readBesides.size,
    skipped: collecting.skips.list(),
    ...unreadOf(collecting),
    notes: [...new Set(collecting.notes)],
  };
}

/** Installed packages are what the lock files say; their own manifests say nothing new. */
const LEAVE_OUT: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** The lock files and manifests of a folder; what other scanners tell of (ignored files, links) is not told again. */
function manifests(root: string, { includeIgnored }: CollectOptions, skips: SkipCounter): WalkedFile[] {
  const walked = new SkipCounter();
  const found = walkFiles({ root, skips: walked, includeIgnored, leaveOut: LEAVE_OUT })
    .filter(({ path }) => hasKnownName(path))
    .toArray();
  skips.merge(walked.list().filter(({ reason }) => reason === 'unreadable' || reason === 'too-deep'));
  return found;
}

function hasKnownName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return lockFileKinds.some(({ fileName }) => fileName.test(name));
}

async function collectFile(collecting: Collecting, path: string): Promise<void> {
  const around: Surroundings = { read: (other) => readInside(dirname(path), other) };
  if (hasKnownName(path)) await readOne(collecting, around, { path: basename(path), absolute: path });
  else if (/\.(?:json|xml|spdx)$/i.test(path)) await collectSbom(collecting, path, false);
}

async function collectSbom(collecting: Collecting, path: string, required: boolean): Promise<void> {
  const { readSbomFile } = await import('./read-sbom-file.ts');
  const read = readSbomFile(path, required);
  if (read === undefined) return;
  collecting.files.push({ path: basename(path), packages: read.inventory.packages, declarations: [] });
  collecting.inventories.push(read.inventory);
  collecting.notes.push(...read.notes);
}

async function readOne(collecting: Collecting, around: Surroundings, { path, absolute }: WalkedFile): Promise<void> {
  const { skips, files, inventories, notes } = collecting;
  const unread = isTestData(path) ? collecting.unreadTestData : collecting.unread;
  const bytes = readWhole(absolute);
  if (typeof bytes === 'string') {
    skips.add(bytes, path);
    unread.push(`${path}: ${bytes.replaceAll('-', ' ')}`);
    return;
  }
  // Most folders hold no such file: what reads them is loaded with the first one.
  const { readLockFile } = await import('../read-lock-file.ts');
  const read = await readLockFile(path, bytes, around);
  if (read === undefined) return;
  if (!read.ok) {
    skips.add('malformed', path);
    unread.push(ofFile(path, read.problem));
    return;
  }
  const { kind, declarations } = read;
  const packages = await collecting.complete(read.packages);
  files.push({ path, kind, packages, declarations });
  for (const other of read.readBesides) collecting.readBesides.add(other);
  if (packages.length > 0) inventories.push({ packages });
  notes.push(...read.notes.map((note) => ofFile(path, note)));
}

/** Where nothing else was read, test data is all there is, and stands for the target. */
function unreadOf({ files, unread, unreadTestData }: Collecting): Pick<Collected, 'unread' | 'unreadTestData'> {
  if (files.length > 0) return { unread, unreadTestData };
  return { unread: [...unread, ...unreadTestData], unreadTestData: [] };
}

/** A sentence on a file, with its path in front where it does not begin with it. */
function ofFile(path: string, text: string): string {
  return text.startsWith(path) ? text : `${path}: ${text}`;
}
