import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** A FIFO that nobody writes into is opened at once, instead of never. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file of a repository for reading. What a repository calls its HEAD may be a FIFO or a link to a device: only
 * regular files are taken. Throws what the system says, and an Error with code EINVAL for anything that is no file.
 */
export function openFile(path: string): number {
  const fd = openSync(path, FLAGS);
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw Object.assign(new Error(`${path} is not a regular file`), { code: 'EINVAL' });
}

/** The bytes of a file of a repository; throws as {@link openFile} does. */
export function readFile(path: string): Buffer {
  const fd = openFile(path);
  try {
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The text of a file of a repository; undefined where there is none that can be read. */
export function readText(path: string): string | undefined {
  try {
    return readFile(path).toString('utf8');
  } catch {
    return undefined;
  }
}
