const LENGTHS: Readonly<Record<string, number>> = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 };

export interface HexHash {
  /** `sha256` and so on. */
  readonly algorithm: string;
  readonly hex: string;
}

/** The hash of `sha512-<base64>` or `sha256:<hex>`; undefined for other forms, as Go's `h1:` is. */
export function hexOfIntegrity(integrity: string): HexHash | undefined {
  const match = /^(?<algorithm>md5|sha1|sha256|sha384|sha512)(?<separator>[-:])(?<value>[A-Za-z0-9+/=]+)$/.exec(
    integrity,
  );
  if (match?.groups === undefined) return undefined;
  const { algorithm = '', separator, value = '' } = match.groups;
  const hex = separator === ':' ? value.toLowerCase() : Buffer.from(value, 'base64').toString('hex');
  return hex.length === LENGTHS[algorithm] && /^[0-9a-f]+$/.test(hex) ? { algorithm, hex } : undefined;
}
