import { textOf, Unreadable } from '../analyser.ts';
import type { FileFacts, ImageFile } from '../analyser.ts';
import { claims } from './claims.ts';

/** `library/NAME/DESCRIPTION` of an installed R package. What belongs to R itself (`Priority: base`) has R's own version. */
export function analyseRDescription(file: ImageFile): FileFacts {
  const text = textOf(file);
  const name = field(text, 'Package');
  const version = field(text, 'Version');
  if (name === undefined || version === undefined) throw new Unreadable('it names no package and version');
  if (field(text, 'Priority') === 'base') return {};
  return { packages: [{ ecosystem: 'CRAN', name, version, licences: claims([field(text, 'License')]) }] };
}

function field(text: string, name: string): string | undefined {
  for (const line of text.split(/\r?\n/, 1000))
    if (line.startsWith(`${name}:`)) return line.slice(name.length + 1).trim() || undefined;
  return undefined;
}
