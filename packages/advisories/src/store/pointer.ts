import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { jsonMember, jsonText, systemCode } from '@sallyport/kernel';

import { advisoryErrors } from '../errors.ts';
import { fileError } from './files.ts';

/**
 * What names the current file of a partition or a signal. One small file each, replaced by renaming, so that readers
 * see the old or the new one and updaters of different partitions never meet.
 */
export interface Pointer {
  readonly format: 1;
  /** `npm`, `Debian`, `kev`, `epss`. */
  readonly name: string;
  /** The file beside the pointer; its name holds the digest's beginning. */
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Advisories, or entries of a signal. */
  readonly count: number;
  readonly malformed: number;
  /** The newest `modified` of the records, or the catalogue's own date. */
  readonly newest: string;
  /** RFC 3339: when the file was built, and when the source last said that it is current. */
  readonly builtAt: string;
  readonly checkedAt: string;
  /** Where it came from: a URL or a folder. */
  readonly source: string;
  /** What the source said of its files then, by which the next update knows what changed. */
  readonly validators: Readonly<Record<string, string>>;
}

const NAME = /^[A-Za-z][A-Za-z0-9 .+-]{0,63}$/;

/** Whether a partition could have this name; packages of an SBOM may carry anything. */
export const isName = (name: string): boolean => NAME.test(name);

/** A file name for a partition; throws `ADVISORIES_BAD_ECOSYSTEM` for what cannot be one. */
export function fileNameOf(name: string): string {
  if (!isName(name)) throw advisoryErrors.BAD_ECOSYSTEM({ name: name.slice(0, 80) });
  return encodeURIComponent(name);
}

/** KEV and EPSS are kept beside the partitions, but are none. */
export const isSignal = (name: string): boolean => name === 'kev' || name === 'epss';

const pointerPath = (root: string, name: string): string => join(root, `${fileNameOf(name)}.json`);

/** The pointer of a partition, or undefined where there is none. A damaged one counts as none: the next update mends it. */
export function readPointer(root: string, name: string): Pointer | undefined {
  const path = pointerPath(root, name);
  try {
    return parsePointer(readFileSync(path, 'utf8'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw fileError(error, path);
  }
}

/** The text of a pointer's file; undefined where it is none. */
export function parsePointer(text: string): Pointer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const texts = ['name', 'file', 'sha256', 'newest', 'builtAt', 'checkedAt', 'source'];
  const sound =
    jsonMember(value, 'format') === 1 &&
    texts.every((name) => typeof jsonMember(value, name) === 'string') &&
    ['sizeBytes', 'count', 'malformed'].every((name) => typeof jsonMember(value, name) === 'number') &&
    /^[^/\\]+$/.test(jsonText(value, 'file') ?? '');
  return sound ? (value as Pointer) : undefined;
}

/** Every pointer in the folder, by name. */
export function listPointers(root: string): Pointer[] {
  let names: string[];
  try {
    names = readdirSync(root);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw fileError(error, root);
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readPointerFile(join(root, name)) ?? [])
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readPointerFile(path: string): Pointer | undefined {
  try {
    return parsePointer(readFileSync(path, 'utf8'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw fileError(error, path);
  }
}

/** Puts a pointer in place in one step. `temporary` is a path in the same folder that no other process uses. */
export function writePointer(root: string, pointer: Pointer, temporary: string): void {
  const path = pointerPath(root, pointer.name);
  try {
    writeFileSync(temporary, `${JSON.stringify(pointer, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(temporary, path);
  } catch (error) {
    throw fileError(error, path);
  }
}
