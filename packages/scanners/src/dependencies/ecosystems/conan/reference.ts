/** Conan's way to name a recipe: `name/version@user/channel#revision%time`. */
export interface ConanReference {
  readonly name: string;
  /** A version, or a range in brackets. */
  readonly version: string;
  readonly revision?: string;
}

const REFERENCE =
  /^(?<name>[a-z0-9_][a-z0-9_+.-]*)\/(?<version>\[[^\]]*\]|[^@#%:\s]+)(?:@[^#%\s]*)?(?:#(?<revision>[^%:\s]+))?/i;

export function parseReference(text: string): ConanReference | undefined {
  const { name, version, revision } = REFERENCE.exec(text.trim())?.groups ?? {};
  if (name === undefined || version === undefined) return undefined;
  return revision === undefined ? { name, version } : { name, version, revision };
}
