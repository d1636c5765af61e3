import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import { ociErrors } from '../errors.ts';
import { gather } from '../layers/checked.ts';
import { TAR_LIMITS } from '../tar/entry.ts';
import { createTarMachine } from '../tar/machine.ts';
import { lookAt, openEach } from './archive-files.ts';
import type { ArchiveFiles } from './archive-files.ts';
import { fileFailed, readFilePart } from './folder-files.ts';
import type { ReadWay } from './folder-files.ts';
import { ARCHIVE_ENTRIES, createTarIndex } from './tar-index.ts';
import type { TarIndex } from './tar-index.ts';

const SCAN_BYTES = 16 * 1024;

interface Place {
  readonly start: number;
  readonly size: number;
}

/** The files of a tar file that is not compressed: only its headers are read to find them, each is then read in place. */
export async function tarFile(path: string, { isInPlace }: ReadWay = {}): Promise<ArchiveFiles> {
  const index = await indexOf(path);
  const openPath = async (name: string): Promise<AsyncIterable<Uint8Array> | undefined> => {
    const found = index.find(name);
    if (found === undefined) return undefined;
    const { start, size } = found.place;
    return readFilePart(path, { start, length: size, isInPlace });
  };
  const files: ArchiveFiles = {
    label: path,
    has: async (name) => index.find(name) !== undefined,
    size: async (name) => index.find(name)?.place.size,
    open: openPath,
    async look(name) {
      const content = await openPath(name);
      return content === undefined ? undefined : lookAt(content);
    },
    async read(name, maxBytes) {
      const content = await openPath(name);
      return content === undefined ? undefined : gather(content, maxBytes, `${name} in ${path}`);
    },
    openMany: (names) => openEach(files, names),
    close: async () => undefined,
  };
  return files;
}

async function indexOf(path: string): Promise<TarIndex<Place>> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    return await scan(handle);
  } catch (error) {
    throw fileFailed(path, error);
  } finally {
    await handle?.close();
  }
}

/** Reads the headers and jumps over what lies between. */
async function scan(handle: FileHandle): Promise<TarIndex<Place>> {
  const machine = createTarMachine({ ...TAR_LIMITS, entries: ARCHIVE_ENTRIES });
  const index = createTarIndex<Place>();
  const fileSize = (await handle.stat()).size;
  let position = 0;
  let contentEnd = 0;
  for (;;) {
    const step = machine.next();
    if (step === 'end') return index;
    if (step === 'entry') {
      const { header } = machine;
      if (machine.sparse === undefined) index.add(header, { start: machine.offset, size: header.sizeBytes });
      contentEnd = machine.offset + machine.contentLeft;
      position += machine.jump();
    } else {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(SCAN_BYTES), 0, SCAN_BYTES, position);
      if (bytesRead > 0) machine.feed(buffer.subarray(0, bytesRead));
      else {
        machine.finish();
        // The last file may have been jumped over: it must be there to its end.
        if (contentEnd <= fileSize) return index;
        throw ociErrors.TAR_MALFORMED({ offset: fileSize, reason: 'it breaks off in the middle' });
      }
      position += bytesRead;
    }
  }
}
