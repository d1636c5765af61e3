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

/** Digests that nobody can forge today. */
const STRONG = /^sha(?:256|384|512)\b|^sha3|^h1:|^[0-9a-f]{64}$|^[0-9a-f]{128}$/i;

/** Lock files in which packages have digests of a broken kind alone. One doubt a file. */
export function* checkWeakIntegrity({ files }: HygieneFacts): Generator<Doubt> {
  for (const { path, kind, packages } of files) {
    // Elsewhere the package manager writes nothing better.
    if (kind?.ecosystem !== 'npm' || kind.holdsIntegrity !== true) continue;
    const held = packages.filter((found) => isFromRegistry(found) && found.integrity.length > 0);
    const weak = held.filter(({ integrity }) => !integrity.some((digest) => STRONG.test(digest)));
    const [first] = weak;
    if (first === undefined) continue;
    const names = weak.map(({ name, version }) => `${name}@${version ?? ''}`);
    yield {
      rule: 'weak-integrity',
      location: first.location ?? { path },
      message: `${weak.length} of ${held.length} packages have no better digest than SHA-1 in ${path}: ${someOf(names)}.`,
      details: { packages: names.slice(0, 200) },
    };
  }
}

/** Repositories are held by their commit, and what lies beside the project needs no digest. */
function isFromRegistry({ resolved, version }: Package): boolean {
  return version !== undefined && (resolved === undefined || resolved.kind === 'registry');
}
