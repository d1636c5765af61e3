import { asText, isDigest, isForeignObject, jsonMember, jsonText } from '@sallyport/kernel';
import type { Digest } from '@sallyport/kernel';

import { parsePlatformObject } from './platform.ts';
import type { Platform } from './platform.ts';

/** A pointer to content: what it is, its digest and its size in bytes. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: Platform;
}

/** A descriptor from foreign JSON, or undefined where it is none. */
export function parseDescriptor(value: unknown): Descriptor | undefined {
  const mediaType = jsonText(value, 'mediaType');
  const digest = jsonText(value, 'digest');
  const size = jsonMember(value, 'size');
  if (mediaType === undefined || digest === undefined || !isDigest(digest)) return undefined;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
  const artifactType = jsonText(value, 'artifactType');
  const annotations = parseAnnotations(jsonMember(value, 'annotations'));
  const platform = parsePlatformObject(jsonMember(value, 'platform'));
  return {
    mediaType,
    digest,
    size,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(platform === undefined ? {} : { platform }),
  };
}

/** The annotations that are texts; undefined where there are none at all. */
export function parseAnnotations(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isForeignObject(value)) return undefined;
  const texts = Object.entries(value).flatMap(([name, item]) => {
    const text = item === '' ? '' : asText(item);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(texts);
}
