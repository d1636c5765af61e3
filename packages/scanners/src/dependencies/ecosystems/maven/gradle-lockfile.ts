import { linesOf } from '../shared/lines.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';

/** Gradle's lock file: one line a module with the configurations that hold it. */
export async function parseGradleLockfile(file: LockFile): Promise<ParsedFile> {
  const entries: Entry[] = [];
  for (const { text, range } of linesOf(file.text)) {
    const {
      group,
      artifact,
      version,
      of = '',
    } = /^(?<group>[^:#=\s]+):(?<artifact>[^:=\s]+):(?<version>[^=\s]+)=(?<of>.*)$/.exec(text)?.groups ?? {};
    if (group === undefined || artifact === undefined || version === undefined) continue;
    const name = `${group}:${artifact}`;
    const dev = of.split(',').every((each) => each.trim().startsWith('test'));
    entries.push({ key: `${name}:${version}`, ecosystem: 'Maven', name, version, dev, range });
  }
  return { entries };
}
