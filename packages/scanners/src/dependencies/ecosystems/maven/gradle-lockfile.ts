import { refuseAbove, Unreadable } from '../../parser.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';
import { linesOf } from '../shared/lines.ts';

const LINE = /^(?<group>[^:#=\s]+):(?<artifact>[^:=\s]+):(?<version>[^:=\s]+)(?:=(?<of>.*))?$/;

/** Gradle's lock file: one line a module with the configurations that hold it. An old form leaves these out. */
export async function parseGradleLockfile(file: LockFile): Promise<ParsedFile> {
  const entries = new Map<string, Entry>();
  const isBuild = /(?:^|\/)(?:buildscript-[^/]*|buildscript)\.lockfile$/.test(file.path);
  for (const { text, range } of linesOf(file.text)) {
    refuseAbove(entries.size);
    const line = text.trim();
    const { group, artifact, version, of = '' } = LINE.exec(line)?.groups ?? {};
    if (group === undefined || artifact === undefined || version === undefined) {
      if (line === '' || line.startsWith('#') || line.startsWith('empty=')) continue;
      throw new Unreadable(`${range.start.line}:1 the line is no module with its configurations`);
    }
    const name = `${group}:${artifact}`;
    const key = `${name}:${version}`;
    entries.set(key, { key, ecosystem: 'Maven', name, version, dev: isBuild || isOfTests(of), range });
  }
  return { entries: [...entries.values()] };
}

function isOfTests(configurations: string): boolean {
  const names = configurations.split(',').map((name) => name.trim());
  return configurations.trim() !== '' && names.every((name) => /^(?:test|androidTest|integrationTest)/.test(name));
}
