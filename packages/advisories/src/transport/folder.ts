import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { messageOf, systemCode } from '@sallyport/kernel';

import { advisoryErrors } from '../errors.ts';
import type { FetchOptions, Source, Validators } from './source.ts';

interface Found {
  readonly path: string;
  readonly sizeBytes: number;
  readonly validators: Validators;
}

/** A folder on this machine or a mounted one. */
export function folderSource(root: string): Source {
  const find = async (relative: string): Promise<Found | undefined> => {
    const path = join(root, relative);
    try {
      const { size, mtimeMs } = await stat(path);
      return { path, sizeBytes: size, validators: { size: String(size), mtime: String(mtimeMs) } };
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined;
      throw advisoryErrors.SOURCE_FAILED({ what: path, reason: messageOf(error) }, { cause: error });
    }
  };
  const check = (found: Found, options: FetchOptions): void => {
    if (found.sizeBytes > options.maxBytes) {
      throw advisoryErrors.TOO_LARGE({ what: found.path, limitBytes: options.maxBytes });
    }
    options.announce?.({ host: 'this machine', path: found.path, sizeBytes: found.sizeBytes });
  };
  return {
    label: root,
    isLocal: true,
    probe: async (relative) => (await find(relative))?.validators,
    async read(relative, options) {
      const found = await find(relative);
      if (found === undefined) return undefined;
      if (sameValidators(found.validators, options.known)) return 'unchanged';
      check(found, options);
      try {
        return { bytes: await readFile(found.path), validators: found.validators };
      } catch (error) {
        throw advisoryErrors.SOURCE_FAILED({ what: found.path, reason: messageOf(error) }, { cause: error });
      }
    },
    async download(relative, options) {
      const found = await find(relative);
      if (found === undefined) return undefined;
      check(found, options);
      return { path: found.path, validators: found.validators, discard: () => undefined };
    },
  };
}

/** Whether two looks at a file saw the same; nothing known is never the same. */
function sameValidators(a: Validators, b: Validators | undefined): boolean {
  const names = Object.keys(a);
  return b !== undefined && names.length > 0 && names.every((name) => a[name] === b[name]);
}
