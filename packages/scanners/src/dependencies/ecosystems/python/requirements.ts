import { lineRange, linesOf } from '../shared/lines.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';

const PIN = /^(?<name>[A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?<range>[^;#]*)/;

/** pip's requirements: what is pinned has a version, the rest is named as not known. */
export async function parseRequirements(file: LockFile): Promise<ParsedFile> {
  const entries: Entry[] = [];
  const open: string[] = [];
  for (const { text, range } of linesOf(file.text)) {
    const found = PIN.exec(text.trim().replace(/\s+--hash.*$|\s*\\$/, ''))?.groups;
    if (found?.['name'] === undefined || /^\w+:\/\//.test(text)) continue;
    const wanted = (found['range'] ?? '').trim();
    const version = /^={2,3}\s*(?<version>[^\s,*]+)$/.exec(wanted)?.groups?.['version'];
    if (version === undefined) open.push(found['name']);
    else
      entries.push({
        key: `${entries.length}`,
        ecosystem: 'PyPI',
        name: found['name'],
        version,
        range: lineRange(range.start.line, range.start.offset, text.length),
      });
  }
  if (open.length === 0) return { entries };
  const some = open.slice(0, 5).join(', ');
  return { entries, notes: [`${open.length} requirements are not pinned, so their versions are not known: ${some}`] };
}
