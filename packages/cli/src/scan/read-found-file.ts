import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

import { DEFAULT_LIMITS, systemCode } from '@sallyport/kernel';

import { cliErrors } from '../errors.ts';

/** Nobody waits for the other end of a FIFO. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The text of a file that is read because of its name alone, such as a target's `sallyport.yaml`: whoever wrote the target
 * chose what it is. Undefined where there is none. Throws CLI_UNREADABLE_FILE, also for what is no regular file (a FIFO or a
 * link to a device never ends) or has more than `maxBytes`.
 */
export function readFoundFile(path: string, maxBytes: number = DEFAULT_LIMITS.documentBytes): string | undefined {
  const unreadable = (reason: string, cause?: unknown): Error => cliErrors.UNREADABLE_FILE({ path, reason }, { cause });
  let file: number;
  try {
    file = openSync(path, FLAGS);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadable(code === 'ENXIO' ? 'it is no regular file' : (code ?? 'unknown'), error);
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw unreadable('it is no regular file');
    if (stat.size > maxBytes) throw unreadable(`it has ${stat.size} bytes, and at most ${maxBytes} are read`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}
