import { given, textOf, Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile } from '../analyser.ts';
import { mayBeFoundTwice, ownablePath } from '../owned-path.ts';

/** One package of pacman's local database: `desc` says what it is, `files` what it owns. Both are blocks under `%NAME%`. */
export function analyseAlpm(file: ImageFile): FileFacts {
  const blocks = blocksOf(textOf(file));
  if (file.path.endsWith('/files')) {
    const owned = (blocks.get('FILES') ?? []).map(ownablePath).filter(mayBeFoundTwice);
    return owned.length === 0 ? {} : { owned };
  }
  const first = (name: string): string | undefined => blocks.get(name)?.[0];
  const name = first('NAME');
  const version = first('VERSION');
  if (name === undefined || version === undefined) throw new Unreadable('it names no package and version');
  const found = {
    name,
    version,
    source: { name: first('BASE') ?? name, version },
    ...given({ arch: first('ARCH'), licence: blocks.get('LICENSE')?.join(' AND '), supplier: first('PACKAGER') }),
  };
  return { installed: { family: 'alpm', packages: [found] } };
}

function blocksOf(text: string): Map<string, string[]> {
  const blocks = new Map<string, string[]>();
  let block: string[] = [];
  for (const line of text.split('\n')) {
    const name = /^%(?<name>[A-Z0-9]+)%$/.exec(line)?.groups?.['name'];
    if (name !== undefined) blocks.set(name, (block = []));
    else if (line !== '' && !line.endsWith('/')) block.push(line);
  }
  return blocks;
}
