import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

import { systemCode } from '@sallyport/kernel';

/** Replaces a file so that a crash leaves the old content or the new, never a mixture: written aside, synced, renamed, folder synced. */
export async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const aside = `${path}.new`;
  const file = await open(aside, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
  await syncFolder(dirname(path));
}

/** Makes the names in a folder durable. Windows offers no handle for it and writes them through. */
export async function syncFolder(folder: string): Promise<void> {
  let handle;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'EISDIR' && code !== 'EPERM' && code !== 'EACCES') throw error;
  } finally {
    await handle?.close();
  }
}
