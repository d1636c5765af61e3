import { createPublicKey } from 'node:crypto';

import { messageOf } from '@sallyport/kernel';
import { formatError, readBundle } from '@sallyport/languages/rego';
import type { Bundle, BundleKey, RegoVersion } from '@sallyport/languages/rego';

/** Whether a path names a bundle of Open Policy Agent: an archive of policies and data. */
export function isBundlePath(path: string): boolean {
  return /\.(?:tar\.gz|tgz)$/.test(path);
}

export interface BundleTrust {
  /** PEM of the public key; without one nothing is asked of the bundle. */
  readonly key?: string;
  readonly version?: RegoVersion;
}

/** Reads a bundle. A text says why it cannot be taken: it is no bundle, or where a key is given, it is not signed with that. */
export function loadBundle(bytes: Uint8Array, trust: BundleTrust): Bundle | string {
  const options = bundleOptions(trust);
  if (typeof options === 'string') return options;
  const read = readBundle(bytes, options);
  return 'errors' in read ? read.errors.map(formatError).join('; ') : read.bundle;
}

/** The key of a bundle as its engine takes it; a text says what is wrong with it. */
export function bundleOptions({
  key,
  version,
}: BundleTrust): { keys?: Record<string, BundleKey>; keyId?: string; version?: RegoVersion } | string {
  const spoken = version === undefined ? {} : { version };
  if (key === undefined) return spoken;
  const algorithm = algorithmOf(key);
  if (typeof algorithm === 'string') return algorithm;
  return { ...spoken, keys: { default: { key, ...algorithm } }, keyId: 'default' };
}

const CURVES: { readonly [curve: string]: BundleKey['algorithm'] } = {
  prime256v1: 'ES256',
  secp384r1: 'ES384',
  secp521r1: 'ES512',
};

function algorithmOf(key: string): Pick<BundleKey, 'algorithm'> | string {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPublicKey(key);
    const algorithm = type === 'rsa' ? 'RS256' : CURVES[details?.namedCurve ?? ''];
    return algorithm === undefined ? `a key of the type ${type ?? 'unknown'} cannot sign a bundle` : { algorithm };
  } catch (error) {
    return `the key of the bundle cannot be read: ${messageOf(error)}`;
  }
}
