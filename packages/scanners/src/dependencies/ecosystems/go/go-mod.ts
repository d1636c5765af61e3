import { comparatorOf } from '@sallyport/inventory';

import { Unreadable } from '../../parser.ts';
import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { linesOf } from '../shared/lines.ts';
import { foldersUp } from '../shared/manifest.ts';
import { workspaceOf } from '../shared/paths.ts';
import { directivesOf, replacementOf } from './directives.ts';
import type { Directive, Replacement } from './directives.ts';
import { standardLibrary } from './standard-library.ts';
import { workspaceAbove } from './go-work.ts';
import type { Workspace } from './go-work.ts';

/** Go's module file, which from Go 1.17 on names all modules that are built; before, `go.sum` beside it does. */
export async function parseGoMod(file: LockFile): Promise<ParsedFile> {
  const directives = directivesOf(file.text);
  if (!directives.some(({ verb }) => verb === 'module')) throw new Unreadable('the file names no module');
  const found = new Map<string, Entry>();
  for (const directive of directives) if (directive.verb === 'require') addRequired(found, directive);
  const work = workspaceAbove(file, [...foldersUp(file)]);
  const asks = asksIn(file, { path: file.path, directives, found }, work);
  const sums = sumsOf(file.near('go.sum')?.text);
  if (minorOf(directives) < 17) addFromSums(found, sums);
  const notes = leaveOut(found, directives);
  replaceAll(found, [...(work?.replacements ?? []), ...replacementsOf(directives)]);
  const library = standardLibrary(work?.directives ?? [], directives);
  const entries = [...found.values()].map((entry) => withSum(entry, sums));
  return {
    entries: library.entry === undefined ? entries : [...entries, library.entry],
    asks,
    notes: [...notes, ...library.notes],
  };
}

/** What the workspace replaces is replaced whatever its modules say. */
function asksIn(file: LockFile, own: Replacing, work: Workspace | undefined): Ask[] {
  const above = work === undefined ? [] : replacedAsks(file, { ...work, found: own.found });
  const replaced = [...above, ...without(replacedAsks(file, own), above)];
  return [...replaced, ...without(asksOf(file, own.directives), replaced)];
}

function without(asks: readonly Ask[], others: readonly Ask[]): Ask[] {
  const names = new Set(others.map(({ name }) => name));
  return asks.filter(({ name }) => !names.has(name));
}

function addRequired(found: Map<string, Entry>, { words: [name, version], comment, range }: Directive): void {
  if (name === undefined || version === undefined) return;
  const relation = /^\s*\/\/\s*indirect\b/.test(comment) ? 'transitive' : 'direct';
  found.set(name, { key: name, ecosystem: 'Go', name, version, relation, range });
}

function asksOf(file: LockFile, directives: readonly Directive[]): Ask[] {
  return directives.flatMap(({ verb, words: [name, version], comment, range }): Ask[] => {
    if (verb !== 'require' || name === undefined || version === undefined || comment.includes('indirect')) return [];
    const location = { path: file.path, range };
    const workspace = workspaceOf(file.path);
    return [{ name, range: version, group: 'require', dev: false, optional: false, location, workspace, key: name }];
  });
}

/** A file with directives that replace, and what is required by then. */
interface Replacing {
  readonly path: string;
  readonly directives: readonly Directive[];
  readonly found: ReadonlyMap<string, Entry>;
}

/** A module that another version stands in for is moved by its `replace`, not by what requires it. */
function replacedAsks(file: LockFile, { path, directives, found }: Replacing): Ask[] {
  return directives.flatMap((directive): Ask[] => {
    const replacement = directive.verb === 'replace' ? replacementOf(directive) : undefined;
    const entry = replacement === undefined ? undefined : found.get(replacement.old);
    if (replacement?.version === undefined || entry === undefined) return [];
    if (replacement.at !== undefined && replacement.at !== entry.version) return [];
    const { old: name, version: range } = replacement;
    const location = { path, range: directive.range };
    const workspace = workspaceOf(file.path);
    return [{ name, range, group: 'replace', dev: false, optional: false, location, workspace, key: name }];
  });
}

function minorOf(directives: readonly Directive[]): number {
  const [version = '1.0'] = directives.find(({ verb }) => verb === 'go')?.words ?? [];
  return Number(/^1\.(?<minor>\d+)/.exec(version)?.groups?.['minor'] ?? 0);
}

/** Digests of `go.sum` by `name@version`. */
type Sums = ReadonlyMap<string, { readonly name: string; readonly version: string; readonly digest: string }>;

function sumsOf(text: string | undefined): Sums {
  const sums = new Map<string, { name: string; version: string; digest: string }>();
  if (text === undefined) return sums;
  for (const { text: line } of linesOf(text)) {
    const [name = '', version = '', digest = ''] = line.trim().split(/\s+/);
    if (digest === '' || version.endsWith('/go.mod')) continue;
    sums.set(`${name}@${version}`, { name, version, digest });
  }
  return sums;
}

/** Modules whose code was fetched; of several versions the highest is the one that is built. */
function addFromSums(found: Map<string, Entry>, sums: Sums): void {
  const compare = comparatorOf('go');
  const required = new Set(found.keys());
  for (const { name, version } of sums.values()) {
    const known = found.get(name)?.version;
    if (required.has(name) || (known !== undefined && compare(known, version) >= 0)) continue;
    found.set(name, { key: name, ecosystem: 'Go', name, version, relation: 'transitive' });
  }
}

/** A version that is excluded is not built, and which one is instead stands nowhere. */
function leaveOut(found: Map<string, Entry>, directives: readonly Directive[]): string[] {
  return directives.flatMap(({ verb, words: [name = '', version] }) => {
    const entry = verb === 'exclude' ? found.get(name) : undefined;
    if (entry === undefined || entry.version !== version) return [];
    const { version: _excluded, ...rest } = entry;
    found.set(name, rest);
    return [`${name} ${version} is required and excluded: which version is built is not known`];
  });
}

function replacementsOf(directives: readonly Directive[]): Replacement[] {
  return directives.flatMap((directive) => (directive.verb === 'replace' ? (replacementOf(directive) ?? []) : []));
}

/** Of several replacements of a module the first one counts. */
function replaceAll(found: Map<string, Entry>, replacements: readonly Replacement[]): void {
  const moved = new Set<string>();
  for (const replacement of replacements)
    if (!moved.has(replacement.old) && replace(found, replacement)) moved.add(replacement.old);
}

/** What is replaced by a folder has no published version any more. False where nothing is replaced. */
function replace(found: Map<string, Entry>, { old, at, name, version }: Replacement): boolean {
  const entry = found.get(old);
  if (entry === undefined || (at !== undefined && at !== entry.version)) return false;
  const { version: _replaced, ...rest } = entry;
  if (version !== undefined) found.set(old, { ...rest, name, version });
  else found.set(old, { ...rest, more: { resolved: { kind: 'file', url: name } } });
  return true;
}

function withSum(entry: Entry, sums: Sums): Entry {
  const digest = sums.get(`${entry.name}@${entry.version ?? ''}`)?.digest;
  return digest === undefined ? entry : { ...entry, more: { ...entry.more, integrity: [digest] } };
}
