import type { Asked, LockFile, ParsedFile } from '../../parser.ts';
import { linesOf } from '../shared/lines.ts';
import { lockBeside, locked, unlocked } from '../shared/manifest.ts';
import { workspaceOf } from '../shared/paths.ts';
import { parseReference } from './reference.ts';

/** Sections that ask for packages, and whether these only build or test the project. */
const SECTIONS: ReadonlyMap<string, boolean> = new Map([
  ['requires', false],
  ['build_requires', true],
  ['tool_requires', true],
  ['test_requires', true],
]);

/** Conan's manifest in its plain form. */
export async function parseConanfile(file: LockFile): Promise<ParsedFile> {
  const asked = asksOf(file);
  const lock = lockBeside(file, ['conan.lock']);
  if (lock !== undefined) return locked(lock);
  const versionOf = ({ range }: Asked): string | undefined => (range.startsWith('[') ? undefined : range);
  return unlocked(file, asked, { ecosystem: 'ConanCenter', versionOf });
}

export function asksOf(file: LockFile): Asked[] {
  const found: Asked[] = [];
  let section = '';
  for (const { text, range } of linesOf(file.text)) {
    const line = text.replace(/(?:^|\s)#.*$/, '').trim();
    section = /^\[(?<name>[a-z_]+)\]$/.exec(line)?.groups?.['name'] ?? section;
    const dev = SECTIONS.get(section);
    const reference = dev === undefined ? undefined : parseReference(line);
    if (dev === undefined || reference === undefined) continue;
    const location = { path: file.path, range };
    const { name, version } = reference;
    found.push({
      name,
      range: version,
      group: section,
      dev,
      optional: false,
      location,
      workspace: workspaceOf(file.path),
    });
  }
  return found;
}
