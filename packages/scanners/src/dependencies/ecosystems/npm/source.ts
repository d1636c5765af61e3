import type { ResolvedFrom } from '@sallyport/inventory';

import { fileSource, gitSource, registrySource, urlSource, withoutCredentials } from '../shared/resolved.ts';

/** What makes an address one of a git repository. */
const GIT = /^git[+:@]|^ssh:|\.git(?:#|$)|^(?:github|gitlab|bitbucket|gist):/;
/** `owner/repository`, which npm takes for one on GitHub. */
const SHORTHAND = /^[\w-][\w.-]*\/[\w.-]+(?:#|$)/;
/** How registries write the address of an archive: `/name/-/name-1.0.0.tgz`, or a download by name. */
const REGISTRY = /^https?:\/\/[^?#]*\/(?:-|download)\//;
/** Archives of GitHub, which npm writes for a git reference when it can. */
const HOSTED = /^https:\/\/codeload\.github\.com\/[^/]+\/[^/]+\/tar\.gz\/(?<revision>[0-9a-f]{40})/;

/** Where a lock file says that bytes come from. */
export function resolvedFrom(written: string | undefined): ResolvedFrom | undefined {
  if (written === undefined) return undefined;
  if (REGISTRY.test(written)) return registrySource(written);
  const hosted = HOSTED.exec(written)?.groups?.['revision'];
  if (hosted !== undefined) return gitSource(written, hosted);
  if (GIT.test(written)) return gitSource(written);
  if (/^(?:file|link|portal):/.test(written)) return fileSource(written);
  return /^https?:/.test(written) ? urlSource(written) : fileSource(written);
}

/** Where a reference in a manifest leads, if not to a registry. */
export function referenceSource(range: string): ResolvedFrom | undefined {
  if (range.startsWith('workspace:')) return { kind: 'workspace' };
  if (/^(?:file|link|portal):|^(?:\.{1,2}|~)?\//.test(range)) return fileSource(range);
  if (GIT.test(range) || SHORTHAND.test(range)) return gitSource(range);
  return /^https?:/.test(range) ? { kind: 'url', url: withoutCredentials(range) } : undefined;
}

/** The package that an alias (`npm:real@1.0.0`) stands for. */
export function aliasOf(written: string): { name: string; version: string } | undefined {
  const found = /^npm:(?<name>(?:@[^/@]+\/)?[^/@]+)@(?<version>[^@]+)$/.exec(written)?.groups;
  return found?.['name'] === undefined ? undefined : { name: found['name'], version: found['version'] ?? '' };
}

/** Whether a text is a version, and no reference to somewhere else. */
export function isVersion(written: string): boolean {
  return /^v?\d+\.\d+[^/:#@]*$/.test(written);
}
