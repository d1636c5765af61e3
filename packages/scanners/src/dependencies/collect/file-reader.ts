import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';

import type { SkipReason } from '@sallyport/findings';
import { DEFAULT_LIMITS } from '@sallyport/kernel';

import { openRegular } from '../../files/read.ts';

/** The whole of a regular file, or why it cannot be had. */
export function readWhole(path: string | Buffer): Buffer | SkipReason {
  const open = openRegular(path);
  if (typeof open === 'string') return open;
  try {
    if (open.sizeBytes > DEFAULT_LIMITS.documentBytes) return 'too-large';
    const bytes = Buffer.allocUnsafe(open.sizeBytes);
    return bytes.subarray(0, open.read(bytes, 0, open.sizeBytes, 0));
  } catch {
    return 'unreadable';
  } finally {
    open.close();
  }
}

/** A file of the target by its path relative to it; undefined where there is none. Links are not followed out of the target. */
export function readInside(root: string, path: string): Buffer | undefined {
  if (isAbsolute(path) || path.split(/[\\/]/).includes('..')) return undefined;
  try {
    const folder = realpathSync(join(root, dirname(path)));
    const inside = relative(realpathSync(root), folder);
    if (isAbsolute(inside) || inside.split(sep).includes('..')) return undefined;
    const bytes = readWhole(join(folder, basename(path)));
    return typeof bytes === 'string' ? undefined : bytes;
  } catch {
    return undefined;
  }
}
