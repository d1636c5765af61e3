import type { Package } from '@sallyport/inventory';

import type { CollectedFile } from '../collect/collect.ts';
import type { Doubt, HygieneFacts } from './doubt.ts';
import { hostOf, hostOfUrl } from './hosts.ts';
import { subjectOf } from './sources.ts';

/**
 * Names of one's own that somebody else could answer for: packages of a private scope that come from another host than
 * the one that `.npmrc` names for it, private names that come from where everybody's come from, and pip's extra indexes.
 */
export function* checkConfusion(facts: HygieneFacts): Generator<Doubt> {
  const scopes = scopedRegistries(facts);
  for (const file of facts.files) {
    yield* extraIndexes(file, facts);
    const isPrivate = matcher(facts.options.private);
    const shared = hostsOf(file.packages.filter(({ name }) => !isPrivate(name) && !scopes.has(scopeOf(name) ?? '')));
    for (const found of file.packages) {
      const wanted = scopes.get(scopeOf(found.name) ?? '');
      const host = hostOf(found);
      if (wanted !== undefined && host !== undefined && host !== wanted) yield elsewhere(found, host, wanted);
      else if (wanted === undefined && isPrivate(found.name) && host !== undefined && shared.has(host))
        yield fromShared(found, host);
    }
  }
}

function elsewhere(found: Package, host: string, wanted: string): Doubt {
  return {
    ...subjectOf(found),
    rule: 'dependency-confusion',
    severity: 'high',
    message: `${found.name} comes from ${host}, but its scope belongs to ${wanted}.`,
    remedy: `Remove the entry from the lock file, make sure that ${wanted} has ${found.name}, and install again.`,
  };
}

function fromShared(found: Package, host: string): Doubt {
  return {
    ...subjectOf(found),
    rule: 'dependency-confusion',
    message: `${found.name} is a private name, but comes from ${host} as everybody's packages do: whoever publishes it there is installed.`,
    remedy: `Register ${found.name} there yourself, or bind its scope to your own registry.`,
  };
}

const EXTRA_INDEX = /^\s*--extra-index-url[\s=]+(?<url>\S+)/;

/** pip asks all indexes alike and takes the highest version, whoever offers it. */
function* extraIndexes({ path, kind }: CollectedFile, { textOf }: HygieneFacts): Generator<Doubt> {
  if (kind?.ecosystem !== 'PyPI' || !path.endsWith('.txt')) return;
  let offset = 0;
  for (const [at, line] of (textOf(path) ?? '').split('\n').entries()) {
    const url = EXTRA_INDEX.exec(line)?.groups?.['url'];
    if (url !== undefined) {
      const start = { line: at + 1, column: 1, offset };
      yield {
        rule: 'dependency-confusion',
        location: {
          path,
          range: { start, end: { line: at + 1, column: line.length + 1, offset: offset + line.length } },
        },
        message: `pip asks ${hostOfUrl(url) ?? 'the extra index'} and the public index alike, and takes the higher version of whoever has one.`,
        remedy: 'Name one index (--index-url) that serves both, or pin digests with --require-hashes.',
      };
    }
    offset += line.length + 1;
  }
}

/** Hosts by scope, as `.npmrc` files beside lock files say it: `@acme:registry=https://npm.acme.example/`. */
function scopedRegistries({ files, textOf }: HygieneFacts): Map<string, string> {
  const scopes = new Map<string, string>();
  const folders = new Set(
    files.filter(({ kind }) => kind?.ecosystem === 'npm').map(({ path }) => path.slice(0, path.lastIndexOf('/') + 1)),
  );
  for (const folder of folders) {
    for (const line of (textOf(`${folder}.npmrc`) ?? '').split('\n')) {
      const { scope, url } = /^\s*(?<scope>@[\w.-]+):registry\s*=\s*(?<url>\S+)/.exec(line)?.groups ?? {};
      const host = url === undefined ? undefined : hostOfUrl(url);
      if (scope !== undefined && host !== undefined) scopes.set(scope, host);
    }
  }
  return scopes;
}

const scopeOf = (name: string): string | undefined => (name.startsWith('@') ? name.split('/', 1)[0] : undefined);

function hostsOf(packages: readonly Package[]): Set<string> {
  return new Set(packages.flatMap((found) => hostOf(found) ?? []));
}

/** Whether a name is one of the patterns, in which `*` stands for anything. */
function matcher(patterns: readonly string[]): (name: string) => boolean {
  const starts = patterns.map((pattern) => pattern.split('*'));
  return (name) => starts.some((parts) => fits(name, parts));
}

function fits(name: string, [first = '', ...rest]: readonly string[]): boolean {
  if (rest.length === 0) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const next = name.indexOf(part, at);
    if (next < 0) return false;
    at = next + part.length;
  }
  const last = rest.at(-1) ?? '';
  return name.length - last.length >= at && name.endsWith(last);
}
