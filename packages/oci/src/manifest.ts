import { digestOf, isForeignObject, jsonList, jsonMember, jsonText } from '@sallyport/kernel';
import type { Digest, ForeignObject } from '@sallyport/kernel';

import { parseAnnotations, parseDescriptor } from './descriptor.ts';
import type { Descriptor } from './descriptor.ts';
import { ociErrors } from './errors.ts';
import { isIndexType, isManifestType, MEDIA_TYPES } from './media-types.ts';

/** The bytes of a manifest as they are kept, and what was checked of them. */
export interface RawManifest {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly mediaType: string;
}

interface Common {
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ImageManifest extends Common {
  readonly kind: 'image';
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

export interface ImageIndex extends Common {
  readonly kind: 'index';
  readonly manifests: readonly Descriptor[];
}

export type Manifest = ImageManifest | ImageIndex;

/** Most layers of an image, or manifests of an index. */
const MOST_DESCRIPTORS = 10_000;

/**
 * Reads an OCI or Docker (schema 2) manifest or index. Content that could be read as both is refused, and so is content
 * that names another type than the one it came as. Throws `OCI_MANIFEST_MALFORMED` or `OCI_MANIFEST_UNSUPPORTED`.
 */
export function parseManifest(
  raw: { readonly bytes: Uint8Array; readonly mediaType?: string },
  image: string,
): Manifest {
  const value = parseObject(raw.bytes, image);
  const mediaType = typeOf(value, raw.mediaType, image);
  const common = commonParts(value, mediaType, image);
  if (isIndexType(mediaType)) {
    if (Object.hasOwn(value, 'layers') || Object.hasOwn(value, 'config')) throw ambiguous(image);
    return { ...common, kind: 'index', manifests: descriptors(value, 'manifests', image) };
  }
  if (Object.hasOwn(value, 'manifests')) throw ambiguous(image);
  const config = parseDescriptor(jsonMember(value, 'config'));
  if (config === undefined) throw ociErrors.MANIFEST_MALFORMED({ image, reason: 'it has no config' });
  return { ...common, kind: 'image', config, layers: descriptors(value, 'layers', image) };
}

/** A manifest of our own making, as bytes. */
export function encodeManifest(manifest: object): Uint8Array {
  return Buffer.from(JSON.stringify(manifest), 'utf8');
}

export function rawManifest(bytes: Uint8Array, mediaType: string): RawManifest {
  return { bytes, mediaType, digest: digestOf(bytes) };
}

/** The descriptor that points to a manifest. */
export function manifestDescriptor(raw: RawManifest): Descriptor {
  return { mediaType: raw.mediaType, digest: raw.digest, size: raw.bytes.length };
}

function parseObject(bytes: Uint8Array, image: string): ForeignObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw ociErrors.MANIFEST_MALFORMED({ image, reason: 'it is not JSON in UTF-8' }, { cause: error });
  }
  if (!isForeignObject(value)) throw ociErrors.MANIFEST_MALFORMED({ image, reason: 'it is not an object' });
  return value;
}

function typeOf(value: ForeignObject, given: string | undefined, image: string): string {
  const own = jsonText(value, 'mediaType');
  const known = (type: string | undefined): type is string =>
    type !== undefined && (isIndexType(type) || isManifestType(type));
  if (known(own) && known(given) && own !== given) {
    throw ociErrors.MANIFEST_MALFORMED({ image, reason: `it came as ${given} and calls itself ${own}` });
  }
  const type = own ?? (known(given) ? given : guessed(value));
  if (!known(type)) {
    const shown = (type ?? given ?? 'an unknown type').slice(0, 100);
    throw ociErrors.MANIFEST_UNSUPPORTED({ image, mediaType: shown });
  }
  return type;
}

/** OCI made `mediaType` optional: its members tell. */
function guessed(value: ForeignObject): string | undefined {
  if (jsonMember(value, 'schemaVersion') !== 2) return undefined;
  if (Object.hasOwn(value, 'manifests')) return MEDIA_TYPES.ociIndex;
  return Object.hasOwn(value, 'config') ? MEDIA_TYPES.ociManifest : undefined;
}

function commonParts(value: ForeignObject, mediaType: string, image: string): Common {
  const artifactType = jsonText(value, 'artifactType');
  const given = jsonMember(value, 'subject');
  const subject = parseDescriptor(given);
  if (given !== undefined && given !== null && subject === undefined) {
    throw ociErrors.MANIFEST_MALFORMED({ image, reason: 'its subject is no descriptor' });
  }
  return {
    mediaType,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(subject === undefined ? {} : { subject }),
    annotations: parseAnnotations(jsonMember(value, 'annotations')) ?? {},
  };
}

function descriptors(value: ForeignObject, name: string, image: string): readonly Descriptor[] {
  const list = jsonList(value, name);
  if (list.length > MOST_DESCRIPTORS) {
    throw ociErrors.MANIFEST_MALFORMED({ image, reason: `it has more than ${MOST_DESCRIPTORS} ${name}` });
  }
  return list.map((item) => {
    const descriptor = parseDescriptor(item);
    if (descriptor !== undefined) return descriptor;
    throw ociErrors.MANIFEST_MALFORMED({ image, reason: `one of its ${name} is no descriptor with a sha256 digest` });
  });
}

function ambiguous(image: string): Error {
  return ociErrors.MANIFEST_MALFORMED({ image, reason: 'it could be read as an image and as an index' });
}
