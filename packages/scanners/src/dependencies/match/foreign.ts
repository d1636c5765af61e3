import { baseEcosystem } from '@sallyport/inventory';
import type { Package } from '@sallyport/inventory';

/** Ecosystems whose packages come from a registry, so that one from elsewhere may be another one. */
const REGISTERED: ReadonlySet<string> = new Set(['npm', 'PyPI', 'crates.io', 'RubyGems', 'Pub', 'Hex']);

/** Whether a package comes from elsewhere than the registry of whose packages advisories speak. */
export function isForeign({ ecosystem, resolved }: Package): boolean {
  return REGISTERED.has(baseEcosystem(ecosystem)) && (resolved?.kind === 'git' || resolved?.kind === 'url');
}
