import type { DocumentNode } from '@sallyport/documents';

import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, entriesOf, itemsOf, keysOf, rangeOf, rootOf, textOf } from '../shared/nodes.ts';
import { folderOf, joinPath } from '../shared/paths.ts';
import { markReach } from '../shared/reach.ts';
import { answered, asksOf, manifestIn } from './manifest.ts';
import { isVersion, resolvedFrom } from './source.ts';

const NEEDS = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/** Bun's text lock file: each package is an array whose last object says what it brings. */
export async function parseBun(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json-lenient', file);
  const packages = entriesOf(at(root, 'packages'));
  const known = new Set(packages.map(({ key }) => key));
  const entries = packages.flatMap((entry): Entry[] => entryOf(entry, known));
  const asks: Ask[] = [];
  for (const { key, value } of entriesOf(at(root, 'workspaces'))) asks.push(...(await asksIn(file, key, value, known)));
  const keys = (which: (ask: Ask) => boolean): string[] => asks.filter(which).flatMap(({ key }) => key ?? []);
  const marked = markReach(entries, {
    shipped: keys(({ dev, group }) => !dev && group !== 'optionalDependencies'),
    optional: keys(({ group }) => group === 'optionalDependencies'),
    dev: keys(({ dev }) => dev),
  });
  return { entries: marked, asks };
}

// oxlint-disable-next-line max-params -- one member: its folder and the lock file's copy of its manifest belong together
async function asksIn(file: LockFile, key: string, copy: DocumentNode, known: ReadonlySet<string>): Promise<Ask[]> {
  const workspace = joinPath(folderOf(file.path), key === '' ? '.' : key) ?? '.';
  const project = (await manifestIn(file, key)) ?? { node: copy, path: file.path, workspace };
  const member = textOf(at(copy, 'name')) ?? '';
  return answered(asksOf(project), ({ name }) => [`${member}/${name}`, name].find((each) => known.has(each)));
}

function entryOf(entry: ReturnType<typeof entriesOf>[number], known: ReadonlySet<string>): Entry[] {
  const { key, value } = entry;
  const items = itemsOf(value);
  const written = textOf(items[0]) ?? '';
  const split = written.indexOf('@', 1);
  const reference = written.slice(split + 1);
  if (split < 0 || /^(?:workspace|link):/.test(reference)) return [];
  const facts = items.find((item) => item.kind === 'object');
  const needs = NEEDS.flatMap((field) => keysOf(at(facts, field))).flatMap((name) => find(known, key, name) ?? []);
  const last = textOf(items.at(-1));
  const registry = textOf(items[1]);
  return [
    given({
      key,
      ecosystem: 'npm',
      name: written.slice(0, split),
      version: isVersion(reference) ? reference : undefined,
      needs,
      range: rangeOf(entry),
      more: given({
        integrity: last !== undefined && /^sha\d+-/.test(last) ? [last] : [],
        resolved: isVersion(reference)
          ? registry === undefined
            ? undefined
            : resolvedFrom(registry)
          : resolvedFrom(reference),
      }),
    }),
  ];
}

/** A name as seen from a package: its own copy first, then those of the packages that it lies in. */
function find(known: ReadonlySet<string>, key: string, name: string): string | undefined {
  for (
    let base = key, steps = 0;
    base !== '' && steps < 64;
    base = base.slice(0, Math.max(0, base.lastIndexOf('/'))), steps += 1
  ) {
    if (known.has(`${base}/${name}`)) return `${base}/${name}`;
  }
  return known.has(name) ? name : undefined;
}
