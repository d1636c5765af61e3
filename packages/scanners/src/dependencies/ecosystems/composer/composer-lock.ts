import { at, entriesOf, itemsOf, keysOf, rootOf, textOf } from '../shared/nodes.ts';
import { given } from '../shared/given.ts';
import type { Entry, LockFile, ParsedFile } from '../../parser.ts';

/** Composer's lock file, and its list of what is installed, which has the same form. */
export async function parseComposerLock(file: LockFile): Promise<ParsedFile> {
  const root = await rootOf('json', file);
  const entries = ['packages', 'packages-dev'].flatMap((field) =>
    itemsOf(at(root, field)).flatMap((item): Entry[] => {
      const name = textOf(at(item, 'name'));
      if (name === undefined) return [];
      const licences = itemsOf(at(item, 'license')).flatMap((licence) => textOf(licence) ?? []);
      return [
        given({
          key: name.toLowerCase(),
          ecosystem: 'Packagist',
          name,
          version: textOf(at(item, 'version'))?.replace(/^v(?=\d)/, ''),
          needs: keysOf(at(item, 'require')).map((need) => need.toLowerCase()),
          dev: field === 'packages-dev',
          range: item.range,
          more: { licences: licences.map((raw) => ({ raw, kind: 'declared' as const })) },
        }),
      ];
    }),
  );
  const manifest = file.path.endsWith('.lock') ? file.near('composer.json')?.text : undefined;
  if (manifest === undefined) return { entries };
  const asked = await rootOf('json', { ...file, text: manifest });
  const direct = ['require', 'require-dev'].flatMap((field) => entriesOf(at(asked, field)));
  return { entries, direct: new Set(direct.map(({ key }) => key.toLowerCase())) };
}
