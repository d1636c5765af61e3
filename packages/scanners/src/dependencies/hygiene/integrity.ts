import type { Package } from '@sallyport/inventory';

import { someOf } from './doubt.ts';
import type { Doubt, HygieneFacts } from './doubt.ts';

/** Lock files of kinds that hold digests, in which packages from a registry have none. One doubt a file. */
export function* checkIntegrity({ files }: HygieneFacts): Generator<Doubt> {
  for (const { path, kind, packages } of files) {
    if (kind?.holdsIntegrity !== true) continue;
    const fromRegistry = packages.filter(isFromRegistry);
    const without = fromRegistry.filter(({ integrity }) => integrity.length === 0);
    const [first] = without;
    if (first === undefined) continue;
    const names = without.map(({ name, version }) => `${name}@${version ?? ''}`);
    yield {
      rule: 'missing-integrity',
      location: first.location ?? { path },
      message: `${without.length} of ${fromRegistry.length} packages have no digest in ${path}: ${someOf(names)}.`,
      details: { packages: names.slice(0, 200) },
    };
  }
}

/** Repositories are held by their commit, and what lies beside the project needs no digest. */
function isFromRegistry({ resolved, version }: Package): boolean {
  return version !== undefined && (resolved === undefined || resolved.kind === 'registry');
}
