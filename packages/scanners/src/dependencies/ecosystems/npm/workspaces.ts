import type { DocumentNode } from '@sallyport/documents';

import type { LockFile } from '../../parser.ts';
import { at, textsOf } from '../shared/nodes.ts';
import { folderOf } from '../shared/paths.ts';

export interface Members {
  /** Folders of members, relative to the manifest's. */
  readonly folders: readonly string[];
  readonly notes: readonly string[];
}

/** Every manifest below is held against each of them. */
const MOST_PATTERNS = 1000;

/** The patterns by which a manifest names the members of its workspace, in either of the two forms. */
export function workspacePatterns(manifest: DocumentNode): string[] {
  const workspaces = at(manifest, 'workspaces');
  return textsOf(workspaces?.kind === 'object' ? at(workspaces, 'packages') : workspaces).slice(0, MOST_PATTERNS);
}

/** The members of a workspace, among the manifests that are known. */
export function membersOf(file: LockFile, manifest: DocumentNode): Members {
  const patterns = workspacePatterns(manifest);
  if (patterns.length === 0) return { folders: [], notes: [] };
  const base = folderOf(file.path);
  const folders = file.known
    .filter((path) => path.startsWith(base) && path.endsWith('/package.json') && !path.includes('node_modules/'))
    .map((path) => path.slice(base.length, -'/package.json'.length))
    .filter((folder) => folder !== '' && isMember(patterns, folder));
  const notes =
    folders.length > 0 ? [] : [`${file.path}: the members of the workspace are not among the files that were read`];
  return { folders, notes };
}

/** Whether a folder is a member by patterns, of which those with `!` take away again. */
export function isMember(patterns: readonly string[], folder: string): boolean {
  let found = false;
  for (const pattern of patterns.slice(0, MOST_PATTERNS)) {
    const isExclusion = pattern.startsWith('!');
    const plain = pattern.replace(/^!/, '').replace(/^\.\//, '').replace(/\/+$/, '');
    if (matchesSteps(plain.split('/'), folder.split('/'))) found = !isExclusion;
  }
  return found;
}

/** Steps of a pattern against those of a path; `**` is any number of steps, `*` any text within one. Linear per pair. */
function matchesSteps(pattern: readonly string[], path: readonly string[]): boolean {
  let [at, star, resume] = [0, -1, 0];
  for (let step = 0; step < path.length;) {
    const wanted = pattern[at];
    if (wanted === '**') {
      star = at;
      resume = step;
      at += 1;
    } else if (wanted !== undefined && matchesStep(wanted, path[step] ?? '')) {
      at += 1;
      step += 1;
    } else if (star >= 0) {
      resume += 1;
      step = resume;
      at = star + 1;
    } else return false;
  }
  while (pattern[at] === '**') at += 1;
  return at === pattern.length;
}

function matchesStep(pattern: string, step: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === step;
  if (!step.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = step.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return step.length - last.length >= at && step.endsWith(last);
}
