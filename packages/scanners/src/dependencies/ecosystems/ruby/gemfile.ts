import type { Asked, LockFile, ParsedFile } from '../../parser.ts';
import { given } from '../shared/given.ts';
import { linesOf } from '../shared/lines.ts';
import { lockBeside, locked, unlocked } from '../shared/manifest.ts';
import { workspaceOf } from '../shared/paths.ts';
import { gitSource, fileSource } from '../shared/resolved.ts';

const NOTE = 'is Ruby code and is not run: what it asks for in other ways than by plain lines is not known';
const GEM = /^\s*gem[\s(]+["'](?<name>[\w.-]+)["'](?<rest>.*)$/;
const GROUP = /^\s*group[\s(]+(?<names>:[\w:, ]+)/;
const NEED = /\.add_(?<kind>runtime_|development_)?dependency[\s(]+["'](?<name>[\w.-]+)["'](?:\.freeze)?(?<rest>.*)$/;

/** Bundler's manifest: the lines that name a gem. It is not run. */
export async function parseGemfile(file: LockFile): Promise<ParsedFile> {
  const lock = lockBeside(file, ['Gemfile.lock', 'gems.locked']);
  return lock === undefined
    ? unlocked(file, gemsOf(file), { ecosystem: 'RubyGems', notes: [`${file.path} ${NOTE}`] })
    : locked(lock);
}

/** A gem's own description: the lines that add a dependency. It is not run. */
export async function parseGemspec(file: LockFile): Promise<ParsedFile> {
  const lock = lockBeside(file, ['Gemfile.lock', 'gems.locked']);
  if (lock !== undefined) return locked(lock);
  const asked: Asked[] = [];
  for (const { text, range } of linesOf(file.text)) {
    const { kind, name, rest = '' } = NEED.exec(text)?.groups ?? {};
    if (name === undefined) continue;
    const dev = kind === 'development_';
    const location = { path: file.path, range };
    const group = dev ? 'development' : 'runtime';
    asked.push({
      name,
      range: rangesIn(rest),
      group,
      dev,
      optional: false,
      location,
      workspace: workspaceOf(file.path),
    });
  }
  return unlocked(file, asked, { ecosystem: 'RubyGems', notes: [`${file.path} ${NOTE}`] });
}

/** The gems that plain lines of a Gemfile name, with the groups that they stand in. */
export function gemsOf(file: LockFile): Asked[] {
  const found: Asked[] = [];
  const blocks: string[] = [];
  for (const { text, range } of linesOf(file.text)) {
    const line = text.replace(/(?:^|\s)#.*$/, '');
    followBlocks(blocks, line);
    const { name, rest = '' } = GEM.exec(line)?.groups ?? {};
    if (name === undefined) continue;
    const groups = groupsOf(rest, blocks);
    found.push(
      given({
        name,
        range: rangesIn(rest),
        group: groups.join(', ') || 'default',
        dev: groups.length > 0 && groups.every((each) => each === 'development' || each === 'test'),
        optional: false,
        location: { path: file.path, range },
        workspace: workspaceOf(file.path),
        resolved: sourceIn(rest),
      }),
    );
  }
  return found;
}

/** Keeps the groups of the blocks that a line opens or closes; other blocks have none. */
function followBlocks(blocks: string[], line: string): void {
  const group = GROUP.exec(line)?.groups?.['names'];
  if (group !== undefined) blocks.push(group);
  else if (/\bdo(?:\s*\|[^|]*\|)?\s*$|^\s*(?:if|unless|case)\b/.test(line)) blocks.push('');
  else if (/^\s*end\b/.test(line)) blocks.pop();
}

function groupsOf(rest: string, blocks: readonly string[]): string[] {
  const inline = /\bgroups?:\s*(?<names>\[[^[\]]*\]|:\w+)|:group\s*=>\s*(?<old>\[[^[\]]*\]|:\w+)/.exec(rest)?.groups;
  const written = inline?.['names'] ?? inline?.['old'] ?? blocks.findLast((block) => block !== '') ?? '';
  return [...written.matchAll(/:(?<name>\w+)/g)].flatMap(({ groups }) => groups?.['name'] ?? []);
}

/** The quoted ranges that stand right behind the name. */
function rangesIn(rest: string): string {
  const ranges: string[] = [];
  let left = rest;
  for (;;) {
    const found = /^\s*,\s*\[?\s*["'](?<range>(?:[<>=!~]+\s*)?\d[\w.-]*)["'](?:\.freeze)?\s*\]?/.exec(left);
    if (found === null) return ranges.join(', ');
    ranges.push(found.groups?.['range'] ?? '');
    left = left.slice(found[0].length);
  }
}

function sourceIn(rest: string): Asked['resolved'] {
  const found = /\b(?<kind>git|github|path):\s*["'](?<value>[^"']+)["']/.exec(rest)?.groups;
  if (found === undefined) return undefined;
  const { kind, value = '' } = found;
  if (kind === 'path') return fileSource(value);
  return gitSource(kind === 'github' ? `https://github.com/${value}.git` : value);
}
