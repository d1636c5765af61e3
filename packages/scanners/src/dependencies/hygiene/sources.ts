import type { Package } from '@sallyport/inventory';

import { anchorOf } from '../match/sightings.ts';
import type { Doubt, HygieneFacts } from './doubt.ts';

/** Packages that come from a git repository, from an address of their own, or over an unencrypted line. */
export function* checkSources({ files }: HygieneFacts): Generator<Doubt> {
  for (const { packages } of files) {
    for (const found of packages) {
      const doubt = gitDoubt(found) ?? urlDoubt(found);
      if (doubt !== undefined) yield doubt;
      if (isUnencrypted(found)) yield unencrypted(found);
    }
  }
}

function gitDoubt(found: Package): Doubt | undefined {
  if (found.resolved?.kind !== 'git') return undefined;
  const { revision, url = 'a repository' } = found.resolved;
  const common = { ...subjectOf(found), rule: 'git-dependency' };
  if (revision !== undefined)
    return {
      ...common,
      severity: 'low',
      message: `${found.name} comes from ${url} at commit ${revision.slice(0, 12)}, past every registry.`,
    };
  return {
    ...common,
    message: `${found.name} comes from ${url} at whatever stands there when it is installed.`,
    remedy: `Pin ${found.name} to a full commit, or take a released version from a registry.`,
  };
}

function urlDoubt(found: Package): Doubt | undefined {
  if (found.resolved?.kind !== 'url') return undefined;
  const held = found.integrity.length > 0;
  const message = `${found.name} is an archive at ${found.resolved.url ?? 'an address of its own'}${held ? '' : ', and no digest says what it must hold'}.`;
  return { ...subjectOf(found), rule: 'url-dependency', severity: held ? 'low' : 'medium', message };
}

function isUnencrypted({ resolved }: Package): boolean {
  return /^(?:http|git|ftp):\/\/(?!localhost[:/]|127\.|\[::1\])/i.test(resolved?.url ?? '');
}

function unencrypted(found: Package): Doubt {
  return {
    ...subjectOf(found),
    rule: 'unencrypted-source',
    message: `${found.name} is fetched from ${found.resolved?.url ?? ''} without encryption: anyone on the way can change it.`,
  };
}

/** Place and subject of a doubt about a package. */
export function subjectOf(found: Package): Pick<Doubt, 'location' | 'subject'> {
  return { location: found.location ?? { path: '.' }, subject: anchorOf(found) };
}
