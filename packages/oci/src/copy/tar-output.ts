import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import type { Random } from '@sallyport/kernel';

import { fileFailed } from '../files/folder-files.ts';
import { tarEnd, tarFileHeader, tarFolderHeader, tarPadding } from '../tar/write-tar.ts';

/** A tar file in the making: it appears under its name when it is whole, and not before. */
export interface TarOutput {
  addFolder(path: string): Promise<void>;
  addFile(path: string, sizeBytes: number, content: AsyncIterable<Uint8Array>): Promise<void>;
  addBytes(path: string, bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  abort(): Promise<void>;
}

export async function createTarOutput(path: string, random: Random): Promise<TarOutput> {
  const partial = `${path}.${Buffer.from(random.bytes(6)).toString('hex')}.partial`;
  let handle: FileHandle;
  try {
    handle = await open(partial, 'wx');
  } catch (error) {
    throw fileFailed(path, error);
  }
  const guarded = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      throw fileFailed(path, error);
    }
  };
  return {
    addFolder: (name) => guarded(() => handle.write(tarFolderHeader(name))),
    addFile: (name, sizeBytes, content) =>
      guarded(async () => {
        await handle.write(tarFileHeader({ path: name, sizeBytes }));
        for await (const piece of content) await handle.write(piece);
        await handle.write(tarPadding(sizeBytes));
      }),
    addBytes: (name, bytes) =>
      guarded(() =>
        handle.write(
          Buffer.concat([tarFileHeader({ path: name, sizeBytes: bytes.length }), bytes, tarPadding(bytes.length)]),
        ),
      ),
    finish: () =>
      guarded(async () => {
        await handle.write(tarEnd());
        await handle.sync();
        await handle.close();
        await rename(partial, path);
      }),
    async abort() {
      await handle.close().catch(() => undefined);
      await rm(partial, { force: true });
    },
  };
}
