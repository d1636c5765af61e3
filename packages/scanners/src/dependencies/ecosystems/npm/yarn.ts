import type { DocumentNode } from '@sallyport/documents';

import type { Ask, Asked, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { at, entriesOf, rangeOf, rootOf, textOf } from '../shared/nodes.ts';
import { markReach } from '../shared/reach.ts';
import { answered, asksOf, manifestIn } from './manifest.ts';
import type { Project } from './manifest.ts';
import { isVersion, resolvedFrom } from './source.ts';
import { membersOf } from './workspaces.ts';
import { classicBlocks } from './yarn-block.ts';
import type { Block } from './yarn-block.ts';

/** yarn's lock files: the classic form of version 1, and the YAML of later ones. */
export async function parseYarn(file: LockFile): Promise<ParsedFile> {
  const isBerry = /^__metadata:/m.test(file.text);
  const blocks = isBerry ? await berryBlocks(file) : classicBlocks(file.text);
  const bySpecifier = new Map(blocks.flatMap((block) => block.specifiers.map((each) => [each, block] as const)));
  const keyOf = (specifier: string): string | undefined => blockFor(bySpecifier, specifier)?.specifiers[0];
  const entries = blocks.flatMap((block) => entryOf(block, keyOf));
  const { projects, notes } = await projectsOf(file, blocks);
  if (projects.length === 0) return { entries, notes };
  const own = new Set(projects.flatMap(({ node }) => textOf(at(node, 'name')) ?? []));
  const asks = projects.flatMap((project) =>
    answered(asksOf(project), ({ name, range }) => keyOf(`${name}@${range}`) ?? (own.has(name) ? name : undefined)),
  );
  return { entries: marked(entries, asks, notes.length > 0), asks, notes };
}

/** What only development needs can be told only where every manifest was read. */
function marked(entries: readonly Entry[], asks: readonly Ask[], isPartial: boolean): readonly Entry[] {
  const keys = (which: (asked: Asked) => boolean): string[] => asks.filter(which).flatMap(({ key }) => key ?? []);
  return isPartial
    ? entries
    : markReach(entries, {
        shipped: keys(({ dev, group }) => !dev && group !== 'optionalDependencies'),
        optional: keys(({ group }) => group === 'optionalDependencies'),
        dev: keys(({ dev }) => dev),
      });
}

/** Later versions write `npm:` before a range that the manifest leaves bare, and patches around what they patch. */
function blockFor(bySpecifier: ReadonlyMap<string, Block>, specifier: string): Block | undefined {
  const split = specifier.indexOf('@', 1);
  const [name, range] = [specifier.slice(0, split), specifier.slice(split + 1)];
  return (
    bySpecifier.get(specifier) ??
    bySpecifier.get(`${name}@npm:${range}`) ??
    bySpecifier.get(`${name}@patch:${name}@npm%3A${range}`)
  );
}

/** Protocols of what is no published package. */
const OWN = /^(?:workspace|link|portal):/;

function entryOf(block: Block, keyOf: (specifier: string) => string | undefined): Entry[] {
  const [first = ''] = block.specifiers;
  const resolution = block.fields.get('resolution') ?? first;
  const split = resolution.indexOf('@', 1);
  const reference = resolution.slice(split + 1);
  const written = block.fields.get('version');
  if (written === undefined || split < 0 || OWN.test(reference)) return [];
  const alias = /^npm:(?<name>(?:@[^/@]+\/)?[^@/]+)@/.exec(reference)?.groups?.['name'];
  return [
    given({
      key: first,
      ecosystem: 'npm',
      name: alias ?? resolution.slice(0, split),
      version: isVersion(written) ? written : undefined,
      needs: block.needs.flatMap((need) => keyOf(need) ?? []),
      range: block.range,
      more: given({ integrity: integrityOf(block), resolved: sourceOf(block, reference) }),
    }),
  ];
}

function integrityOf(block: Block): string[] {
  const integrity = block.fields.get('integrity');
  if (integrity !== undefined) return integrity.split(/\s+/);
  const checksum = block.fields.get('checksum');
  if (checksum !== undefined) return [`sha512:${checksum.replace(/^[^/]*\//, '')}`];
  const inAddress = /\.t(?:ar\.)?gz#(?<digest>[0-9a-f]{40})$/.exec(block.fields.get('resolved') ?? '')?.groups?.[
    'digest'
  ];
  return inAddress === undefined ? [] : [`sha1:${inAddress}`];
}

/** A resolution by `npm:` says no more than "the registry"; it is left out. */
function sourceOf(block: Block, reference: string): ReturnType<typeof resolvedFrom> {
  const resolved = block.fields.get('resolved');
  if (resolved !== undefined) return resolvedFrom(resolved.replace(/(?<=\.t(?:ar\.)?gz)#[0-9a-f]{40}$/, ''));
  const isPublished = /^(?:npm|patch):/.test(reference) || !block.fields.has('resolution');
  return isPublished ? undefined : resolvedFrom(reference);
}

async function berryBlocks(file: LockFile): Promise<Block[]> {
  const root = await rootOf('yaml', file);
  return entriesOf(root)
    .filter(({ key }) => key !== '__metadata')
    .map((entry) => ({
      specifiers: entry.key.split(/,\s*/),
      range: rangeOf(entry),
      fields: new Map(entriesOf(entry.value).flatMap(({ key, value }) => pair(key, value))),
      needs: ['dependencies', 'optionalDependencies'].flatMap((field) =>
        entriesOf(at(entry.value, field)).map(({ key, value }) => `${key}@${textOf(value) ?? ''}`),
      ),
    }));
}

function pair(key: string, value: DocumentNode): [string, string][] {
  const text = textOf(value);
  return text === undefined ? [] : [[key, text]];
}

interface Projects {
  readonly projects: readonly Project[];
  readonly notes: readonly string[];
}

/** The manifests of the project and of its workspace's members: later versions list these, the classic one does not. */
async function projectsOf(file: LockFile, blocks: readonly Block[]): Promise<Projects> {
  const root = await manifestIn(file, '');
  if (root === undefined) return { projects: [], notes: [] };
  const listed = blocks.flatMap(({ specifiers }) =>
    specifiers.flatMap((each) => /@workspace:(?<folder>[^*^~]*)$/.exec(each)?.groups?.['folder'] ?? []),
  );
  const { folders, notes } = membersOf(file, root.node);
  const members = new Set([...listed, ...folders].filter((folder) => folder !== '.' && folder !== ''));
  const found = await Promise.all([...members].map((folder) => manifestIn(file, folder)));
  const isComplete = listed.length > 0 || notes.length === 0;
  return {
    projects: [root, ...found.filter((project) => project !== undefined)],
    notes: isComplete ? [] : notes,
  };
}
