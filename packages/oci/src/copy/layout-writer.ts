import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { jsonList, systemCode } from '@sallyport/kernel';
import type { Digest, Random } from '@sallyport/kernel';

import type { Descriptor } from '../descriptor.ts';
import { ociErrors } from '../errors.ts';
import { fileFailed } from '../files/folder-files.ts';
import { checked } from '../layers/checked.ts';
import { bytesContent } from '../registry/create-registry.ts';
import type { BlobContent } from '../registry/registry.ts';
import { blobPath } from '../sources/oci-layout.ts';
import type { ContentWriter } from './content-writer.ts';
import { LAYOUT_MARKER, layoutEntry, mergeEntries } from './layout-index.ts';

export interface LayoutWriterOptions {
  /** The name under which the image is found in the layout. */
  readonly name: string | undefined;
  readonly random: Random;
  /** Waits between looks at a lock. */
  readonly wait: (ms: number) => Promise<void>;
}

const LOCK_LOOKS = 100;
const LOCK_WAIT_MS = 100;

/** Writes an OCI layout folder; what is in it stays. Files appear under their names only when they are whole. */
export async function layoutWriter(root: string, options: LayoutWriterOptions): Promise<ContentWriter> {
  const entries: Descriptor[] = [];
  const path = (digest: Digest): string => join(root, ...blobPath(digest).split('/'));
  const put = (content: BlobContent): Promise<'present' | 'sent'> =>
    putFile(path(content.digest), content, options.random);
  try {
    await mkdir(join(root, 'blobs', 'sha256'), { recursive: true });
  } catch (error) {
    throw fileFailed(root, error);
  }
  return {
    label: `${root}${options.name === undefined ? '' : `:${options.name}`}`,
    isSingle: false,
    putBlob: (_descriptor, content) => put(content),
    async putManifest(manifest) {
      await put(bytesContent(manifest.bytes));
    },
    async attach(manifest) {
      await put(bytesContent(manifest.bytes));
      entries.push(layoutEntry(manifest, undefined));
    },
    async tag(name, manifest) {
      await put(bytesContent(manifest.bytes));
      entries.push(layoutEntry(manifest, name));
    },
    async finish(manifest) {
      await put(bytesContent(manifest.bytes));
      entries.push(layoutEntry(manifest, options.name));
      await writeIndex(root, entries, options);
    },
    // Blobs that no index names are no image; another run may be using them.
    abort: async () => undefined,
  };
}

async function putFile(path: string, content: BlobContent, random: Random): Promise<'present' | 'sent'> {
  if ((await sizeOf(path)) === content.size) return 'present';
  const partial = `${path}.${Buffer.from(random.bytes(6)).toString('hex')}.partial`;
  try {
    const handle = await open(partial, 'wx');
    try {
      const what = `the content of ${content.digest}`;
      await writeAll(handle, checked(content.open(0), { ...content, what }));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, path);
    return 'sent';
  } catch (error) {
    await rm(partial, { force: true });
    throw fileFailed(path, error);
  }
}

async function writeAll(
  handle: { write(b: Uint8Array): Promise<unknown> },
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  for await (const piece of content) await handle.write(piece);
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}

/** Adds entries to index.json. Other processes may do the same: one at a time holds the lock. */
async function writeIndex(root: string, entries: readonly Descriptor[], options: LayoutWriterOptions): Promise<void> {
  const lock = join(root, 'index.json.lock');
  await takeLock(root, lock, options);
  const partial = join(root, `index.json.${Buffer.from(options.random.bytes(6)).toString('hex')}.partial`);
  try {
    await writeFile(join(root, 'oci-layout'), LAYOUT_MARKER);
    await writeFile(partial, mergeEntries(await entriesOf(join(root, 'index.json')), entries));
    await rename(partial, join(root, 'index.json'));
  } catch (error) {
    await rm(partial, { force: true });
    throw fileFailed(root, error);
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(root: string, lock: string, options: LayoutWriterOptions): Promise<void> {
  for (let look = 0; look < LOCK_LOOKS; look++) {
    try {
      await (await open(lock, 'wx')).close();
      return;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw fileFailed(lock, error);
    }
    await options.wait(LOCK_WAIT_MS);
  }
  throw ociErrors.LAYOUT_BUSY({ path: root, lock });
}

async function entriesOf(path: string): Promise<readonly unknown[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
  try {
    return jsonList(JSON.parse(text), 'manifests');
  } catch (error) {
    throw ociErrors.ARCHIVE_INVALID({ path, reason: 'it is not JSON' }, { cause: error });
  }
}
