import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { formatOf } from '@sallyport/documents';

import { cliErrors } from '../errors.ts';

const LEFT_OUT = new Set(['node_modules', '.git']);
const MOST_FILES = 100_000;

/** The files to judge at a path: the file itself, or every file of a known format below the folder. Paths use `/`. */
export function documentFiles(absolute: string, shown: string): string[] {
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (stat === undefined) throw cliErrors.UNREADABLE_FILE({ path: shown, reason: 'there is nothing' });
  if (!stat.isDirectory()) return [shown];
  const found: string[] = [];
  const visit = (folder: string, prefix: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${prefix}/${entry.name}`;
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) visit(join(folder, entry.name), path);
      else if (entry.isFile() && formatOf(entry.name) !== undefined && found.length < MOST_FILES) found.push(path);
    }
  };
  visit(absolute, shown.replaceAll('\\', '/').replace(/\/+$/, ''));
  return found;
}
