import type { ObjectEntry } from '@sallyport/documents';

import type { Asked, LockFile, ParsedFile } from '../../parser.ts';
import { lockBeside, locked, unlocked } from '../shared/manifest.ts';
import { at, entriesOf, rootOf } from '../shared/nodes.ts';
import { workspaceOf } from '../shared/paths.ts';
import { parseRequirement, pinOf } from './requirement.ts';

/** setuptools' declarative manifest. */
export async function parseSetupCfg(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('ini', file);
  const lock = lockBeside(file, ['poetry.lock', 'uv.lock', 'pdm.lock', 'pylock.toml']);
  if (lock !== undefined) return locked(lock);
  const asked = [
    ...entriesOf(at(root, 'options')).flatMap((entry) => asksOf(file, entry)),
    ...entriesOf(at(root, 'options.extras_require')).flatMap((entry) =>
      listed(file, entry, { group: entry.key, dev: false, optional: true }),
    ),
  ];
  return unlocked(file, asked, { ecosystem: 'PyPI', versionOf: ({ range }) => pinOf(range) });
}

function asksOf(file: LockFile, entry: ObjectEntry): Asked[] {
  switch (entry.key) {
    case 'install_requires':
      return listed(file, entry, { group: entry.key, dev: false, optional: false });
    case 'tests_require':
    case 'setup_requires':
      return listed(file, entry, { group: entry.key, dev: true, optional: false });
    default:
      return [];
  }
}

/** One requirement a line. */
function listed(
  file: LockFile,
  { value, source }: ObjectEntry,
  more: Pick<Asked, 'group' | 'dev' | 'optional'>,
): Asked[] {
  const found: Asked[] = [];
  let offset = value.start;
  for (const line of value.raw.split('\n')) {
    const requirement = parseRequirement(line.replace(/(?:^|\s)#.*$/, ''));
    const start = offset + (line.length - line.trimStart().length);
    if (requirement !== undefined) {
      const { name, range, resolved } = requirement;
      const location = { path: file.path, range: source.rangeOf(start, offset + line.trimEnd().length) };
      found.push({
        name,
        range,
        location,
        workspace: workspaceOf(file.path),
        ...more,
        ...(resolved === undefined ? {} : { resolved }),
      });
    }
    offset += line.length + 1;
  }
  return found;
}
