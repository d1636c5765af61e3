import type { ResolvedFrom } from '@sallyport/inventory';

import { given } from './given.ts';

/** An address without the user and password in it, and without what its query may carry as a token. */
export function withoutCredentials(url: string): string {
  if (!/[@?&]/.test(url)) return url;
  return url
    .replace(/^(?<scheme>[a-z][a-z0-9+.-]*:\/\/)[^/?#@]*(?:@[^/?#@]*)*@/i, '$<scheme>')
    .replace(/(?<before>[?&](?:[a-z_-]*(?:token|key|password|secret|signature|auth))=)[^&#]*/gi, '$<before>');
}

/** A git source: the address, and the commit where the reference is one. */
export function gitSource(written: string, revision?: string): ResolvedFrom {
  const url = withoutCredentials(written);
  const commit = revision ?? /#(?:commit=)?(?<commit>[0-9a-f]{7,64})$/.exec(url)?.groups?.['commit'];
  return given({ kind: 'git' as const, url, revision: commit });
}

export function urlSource(written: string): ResolvedFrom {
  return { kind: 'url', url: withoutCredentials(written) };
}

export function registrySource(written: string): ResolvedFrom {
  return { kind: 'registry', url: withoutCredentials(written) };
}

export function fileSource(written: string): ResolvedFrom {
  return { kind: 'file', url: written };
}
