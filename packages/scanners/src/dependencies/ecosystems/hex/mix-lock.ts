import { Source } from '@sallyport/documents';

import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { markReach } from '../shared/reach.ts';
import { gitSource, registrySource } from '../shared/resolved.ts';
import { asksOf } from './mix-exs.ts';
import { parseTerm } from './terms.ts';
import type { ListTerm, Term } from './terms.ts';

/** Mix's lock file: one literal of Elixir, a map from names to tuples. */
export async function parseMixLock(file: LockFile): Promise<ParsedFile> {
  const root = parseTerm(file.text);
  const source = new Source(file.text, () => null);
  const entries: Entry[] = [];
  for (let index = 0; index + 1 < root.items.length; index += 2) {
    const [name, tuple] = [root.items[index], root.items[index + 1]];
    if (name?.kind !== 'text' || tuple?.kind !== 'list') continue;
    const entry = entryOf(name.value, tuple);
    if (entry !== undefined) entries.push({ ...entry, range: source.rangeOf(name.start, tuple.end) });
  }
  const manifest = file.near('mix.exs');
  const asked = manifest === undefined ? [] : asksOf(manifest);
  if (asked.length === 0) return { entries };
  const known = new Set(entries.map(({ key }) => key));
  const asks = asked.map((each): Ask => (known.has(each.name) ? { ...each, key: each.name } : each));
  const keys = (isDev: boolean): string[] => asks.filter(({ dev }) => dev === isDev).flatMap(({ key }) => key ?? []);
  return { entries: markReach(entries, { shipped: keys(false), dev: keys(true) }), asks };
}

function entryOf(key: string, { items }: ListTerm): Entry | undefined {
  const [kind, second, third] = items;
  if (valueOf(kind) === ':git') {
    const resolved = gitSource(valueOf(second) ?? '', valueOf(third));
    return { key, ecosystem: 'Hex', name: key, more: { resolved } };
  }
  const version = valueOf(third);
  if (valueOf(kind) !== ':hex' || version === undefined) return undefined;
  const name = atomOf(second) ?? key;
  const [inner, , needs, repository, outer] = items.slice(3);
  const digests = [outer, inner].flatMap((digest) => valueOf(digest) ?? []);
  const from = valueOf(repository);
  return given({
    key,
    ecosystem: 'Hex',
    name,
    version,
    needs: needs?.kind === 'list' ? needs.items.flatMap(nameOfNeed) : [],
    more: given({
      integrity: digests.map((digest) => `sha256:${digest}`),
      resolved: from === undefined || from === 'hexpm' ? undefined : registrySource(from),
    }),
  });
}

/** `{:name, "~> 1.0", [hex: :name, …]}`. */
function nameOfNeed(term: Term): string[] {
  const name = term.kind === 'list' ? atomOf(term.items[0]) : undefined;
  return name === undefined ? [] : [name];
}

function valueOf(term: Term | undefined): string | undefined {
  return term === undefined || term.kind === 'list' ? undefined : term.value;
}

function atomOf(term: Term | undefined): string | undefined {
  return term?.kind === 'word' ? term.value.replace(/^:"?(?<name>.*?)"?$/, '$<name>') : undefined;
}
