import type { Range } from '@sallyport/documents';
import type { ResolvedFrom } from '@sallyport/inventory';

import { Unreadable } from '../../parser.ts';
import type { Ask, Entry, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { linesOf } from '../shared/lines.ts';
import type { Line } from '../shared/lines.ts';
import { workspaceOf } from '../shared/paths.ts';
import { markReach } from '../shared/reach.ts';
import { registrySource, gitSource } from '../shared/resolved.ts';
import { gemsOf } from './gemfile.ts';

const SPEC = /^ {4}(?<name>[^\s(]+) \((?<version>[^-)\s]+)(?:-(?<platform>[^)]+))?\)$/;
const NEED = /^ {6}(?<name>[^\s(]+)/;
const ASKED = /^ {2}(?<name>[^\s(!]+)(?: \((?<range>[^)]*)\))?(?<pinned>!)?$/;
const CHECKSUM = /^ {2}(?<name>[^\s(]+) \((?<version>[^)]+)\) (?<digests>sha\S+)$/;

/** What was read so far. */
interface Reading {
  readonly gems: Map<string, Entry & { readonly needs: string[] }>;
  /** Gems of the project itself, and what they need. */
  readonly own: Map<string, string[]>;
  readonly asked: { readonly name: string; readonly range: string; readonly line: Line }[];
  readonly digests: Map<string, string[]>;
  section: string;
  source: Map<string, string>;
  needs: string[];
}

/** Bundler's lock file. A gem that is listed for several platforms counts once. */
export async function parseGemfileLock(file: LockFile): Promise<ParsedFile> {
  const reading: Reading = {
    gems: new Map(),
    own: new Map(),
    asked: [],
    digests: new Map(),
    section: '',
    source: new Map(),
    needs: [],
  };
  for (const line of linesOf(file.text)) readLine(reading, line);
  if (reading.section === '') throw new Unreadable('the file has none of the sections of a lock file');
  const asks = asksOf(file, reading);
  const entries = [...reading.gems.values()].map((gem) => withDigests(gem, reading.digests));
  const keys = (isDev: boolean): string[] => asks.filter(({ dev }) => dev === isDev).flatMap(({ key }) => key ?? []);
  const shipped = [...keys(false), ...[...reading.own.values()].flat()];
  return {
    entries: markReach(entries, { shipped, dev: keys(true) }),
    direct: new Set([...reading.own.values()].flat()),
    asks,
  };
}

function readLine(reading: Reading, line: Line): void {
  const { text } = line;
  if (/^[A-Z]/.test(text)) {
    reading.section = text.trim();
    reading.source = new Map();
    return;
  }
  if (['GEM', 'GIT', 'PATH', 'PLUGIN SOURCE'].includes(reading.section)) readSpec(reading, line);
  else if (reading.section === 'DEPENDENCIES') readAsked(reading, line);
  else if (reading.section === 'CHECKSUMS') readDigests(reading, text);
}

function readAsked(reading: Reading, line: Line): void {
  const { name, range = '' } = ASKED.exec(line.text)?.groups ?? {};
  if (name !== undefined) reading.asked.push({ name, range, line });
}

function readDigests(reading: Reading, text: string): void {
  const { name, version, digests } = CHECKSUM.exec(text)?.groups ?? {};
  if (digests !== undefined) reading.digests.set(`${name} ${version}`, digests.replaceAll('=', ':').split(','));
}

function readSpec(reading: Reading, { text, range }: Line): void {
  const option = /^ {2}(?<key>[a-z]+): (?<value>.*)$/.exec(text)?.groups;
  if (option !== undefined) reading.source.set(option['key'] ?? '', option['value'] ?? '');
  const spec = SPEC.exec(text)?.groups;
  if (spec !== undefined) {
    addGem(reading, { name: spec['name'] ?? '', version: spec['version'] ?? '', platform: spec['platform'], range });
    return;
  }
  const need = NEED.exec(text)?.groups?.['name'];
  if (need !== undefined) reading.needs.push(need);
}

interface Spec {
  readonly name: string;
  readonly version: string;
  readonly platform: string | undefined;
  readonly range: Range;
}

function addGem(reading: Reading, { name, version, platform, range }: Spec): void {
  if (reading.section === 'PATH') {
    reading.needs = [];
    reading.own.set(name, reading.needs);
    return;
  }
  const known = reading.gems.get(name);
  reading.needs = known?.needs ?? [];
  if (known !== undefined && platform !== undefined) return;
  const more = given({ resolved: sourceOf(reading) });
  reading.gems.set(name, { key: name, ecosystem: 'RubyGems', name, version, needs: reading.needs, range, more });
}

function sourceOf({ section, source }: Reading): ResolvedFrom | undefined {
  const remote = source.get('remote');
  if (remote === undefined) return undefined;
  return section === 'GIT' ? gitSource(remote, source.get('revision')) : registrySource(remote);
}

function withDigests<T extends Entry>(gem: T, digests: ReadonlyMap<string, readonly string[]>): Entry {
  const integrity = digests.get(`${gem.name} ${gem.version ?? ''}`);
  return integrity === undefined ? gem : { ...gem, more: { ...gem.more, integrity } };
}

/** What is asked for, with its place and group from the Gemfile where a line of it is understood. */
function asksOf(file: LockFile, { gems, own, asked }: Reading): Ask[] {
  const manifest = file.near('Gemfile') ?? file.near('gems.rb');
  const written = new Map(manifest === undefined ? [] : gemsOf(manifest).map((each) => [each.name, each]));
  return asked.flatMap(({ name, range, line }): Ask[] => {
    if (own.has(name)) return [];
    const {
      group = 'default',
      dev = false,
      location = { path: file.path, range: line.range },
    } = written.get(name) ?? {};
    const workspace = workspaceOf(file.path);
    const key = gems.has(name) ? name : undefined;
    return [given({ name, range, group, dev, optional: false, location, workspace, key })];
  });
}
