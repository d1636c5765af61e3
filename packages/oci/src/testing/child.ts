/** Attaches one text to an image, as a process of its own: `child.ts REPOSITORY DIGEST SIZE MEDIA_TYPE TEXT`. */
import type { Digest } from '@sallyport/kernel';

import { createRegistry } from '../registry/create-registry.ts';
import { makeReferrer } from './image.ts';

const [repository = '', digest = '', size = '', mediaType = '', text = ''] = process.argv.slice(2);
const registry = createRegistry();
const subject = { bytes: new Uint8Array(Number(size)), digest: digest as Digest, mediaType };
const { manifest, blobs } = makeReferrer(subject, text);
await registry.attachContent(repository, { manifest: manifest.bytes, mediaType: manifest.mediaType, blobs });
registry.close();
