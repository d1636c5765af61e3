import type { Package } from '@sallyport/inventory';

import { someOf } from './doubt.ts';
import type { Doubt, HygieneFacts } from './doubt.ts';
import { configuredHosts, hostOf } from './hosts.ts';

/** From so many packages of one host on a lock file shows where its packages come from. */
const ENOUGH = 10;
/** The share of the packages that come from the usual host. */
const USUAL = 0.8;

/**
 * A few packages of a lock file that come from another registry than all others, which nothing in the project names: what
 * somebody writes into a lock file who wants his own package installed. One doubt a host.
 */
export function* checkForeignHosts(facts: HygieneFacts): Generator<Doubt> {
  const configured = configuredHosts(facts);
  for (const { path, kind, packages } of facts.files) {
    if (kind?.role !== 'lock') continue;
    const byHost = Map.groupBy(packages, hostOf);
    byHost.delete(undefined);
    const located = [...byHost.values()].reduce((sum, { length }) => sum + length, 0);
    const [usual] = [...byHost].toSorted(([, a], [, b]) => b.length - a.length);
    if (usual === undefined || usual[1].length < ENOUGH || usual[1].length < located * USUAL) continue;
    for (const [host, found] of byHost)
      if (host !== undefined && host !== usual[0] && !configured.has(host))
        yield foreign({ path, host, found, usual: [usual[0] ?? '', usual[1].length] });
  }
}

interface Foreign {
  readonly path: string;
  readonly host: string;
  readonly found: readonly Package[];
  readonly usual: readonly [host: string, count: number];
}

function foreign({ path, host, found, usual: [usual, count] }: Foreign): Doubt {
  const names = found.map(({ name, version }) => `${name}@${version ?? ''}`);
  return {
    rule: 'foreign-host',
    location: found[0]?.location ?? { path },
    subject: `${path} ${host}`,
    message: `${found.length === 1 ? '1 package comes' : `${found.length} packages come`} from ${host} (${someOf(names)}), but ${count} others of ${path} from ${usual}, and no setting of the project names ${host}.`,
    details: { host, packages: names.slice(0, 200) },
  };
}
