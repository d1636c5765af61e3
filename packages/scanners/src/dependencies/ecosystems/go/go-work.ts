import type { LockFile, ParsedFile } from '../../parser.ts';
import { folderOf, joinPath } from '../shared/paths.ts';
import { directivesOf, replacementOf } from './directives.ts';
import type { Directive, Replacement } from './directives.ts';

/** Go's workspace file. It names modules of the project, whose own files say what they require. */
export async function parseGoWork(file: LockFile): Promise<ParsedFile> {
  const missing = usesOf(directivesOf(file.text)).filter((folder) => file.near(`${folder}/go.mod`) === undefined);
  if (missing.length === 0) return { entries: [] };
  return {
    entries: [],
    notes: [`${file.path} uses modules that are not in the target: ${missing.slice(0, 5).join(', ')}`],
  };
}

function usesOf(directives: readonly Directive[]): string[] {
  return directives.flatMap(({ verb, words: [folder] }) => (verb === 'use' && folder !== undefined ? [folder] : []));
}

export interface Workspace {
  readonly path: string;
  readonly directives: readonly Directive[];
  readonly replacements: readonly Replacement[];
}

/** The workspace that a module is in: the nearest go.work in its folder or above that uses it. */
export function workspaceAbove(file: LockFile, foldersUp: readonly string[]): Workspace | undefined {
  for (const up of foldersUp) {
    const work = file.near(`${up}go.work`);
    if (work === undefined) continue;
    const directives = readable(work.text);
    const base = folderOf(work.path);
    const isUsed = usesOf(directives).some(
      (folder) => `${joinPath(base, folder) ?? ''}/`.replace(/^\//, '') === folderOf(file.path),
    );
    if (!isUsed) return undefined;
    const replacements = directives.flatMap((each) => (each.verb === 'replace' ? (replacementOf(each) ?? []) : []));
    return { path: work.path, directives, replacements };
  }
  return undefined;
}

/** A workspace file that cannot be read is its own problem, not that of the modules below it. */
function readable(text: string): Directive[] {
  try {
    return directivesOf(text);
  } catch {
    return [];
  }
}
