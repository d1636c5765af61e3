import { duplicateKeys, parseAs, toValue } from '@sallyport/documents';
import type { PlainValue } from '@sallyport/documents';
import { parseJson } from '@sallyport/languages/rego';
import type { RegoValue } from '@sallyport/languages/rego';

import type { PolicyProblem } from '../policy.ts';
import type { PolicyFile } from '../policy-file.ts';

export interface LoadedData {
  readonly data: { readonly [name: string]: RegoValue };
  readonly problems: readonly PolicyProblem[];
}

type Tree = { [name: string]: RegoValue };

/**
 * Puts data files together as OPA does: what a file holds stands below `data` at the folders of its name (`teams/data.yaml` at
 * `data.teams`), beside what a bundle brings (`start`). A file that cannot be read, holds no object at the top, or says a thing twice is a problem.
 */
export async function loadData(files: readonly PolicyFile[], start: LoadedData['data'] = {}): Promise<LoadedData> {
  const data: Tree = structuredClone(start) as Tree;
  const problems: PolicyProblem[] = [];
  for (const file of files) {
    const read = await readValue(file);
    const problem = 'problem' in read ? read.problem : place(data, folderOf(file.name), read.value);
    if (problem !== undefined) {
      const place = { path: file.path, ...('line' in read && read.line !== undefined ? { line: read.line } : {}) };
      problems.push({ kind: 'unloadable', message: `Data cannot be loaded: ${problem}.`, place });
    }
  }
  return { data, problems };
}

type Read = { readonly value: RegoValue } | { readonly problem: string; readonly line?: number };

async function readValue({ path, text }: PolicyFile): Promise<Read> {
  if (path.endsWith('.json')) {
    const twice = await repeatedKey(text);
    if (twice !== undefined) return twice;
    const read = parseJson(text);
    return 'error' in read ? { problem: read.error } : { value: read.value };
  }
  const parsed = await parseAs('yaml', text);
  if (!parsed.ok) return { problem: parsed.error.message, line: parsed.error.line };
  const [root, another] = parsed.documents;
  const twice = parsed.warnings.find(({ code }) => code === 'DUPLICATE_KEY');
  if (twice !== undefined) return { problem: twice.message, line: twice.range.start.line };
  if (another !== undefined) return { problem: 'more than one YAML document' };
  if (root === undefined) return { problem: 'the file is empty' };
  return { value: toValue(root) as PlainValue & RegoValue };
}

/** The first key that stands twice in an object: which of them counts is not said. */
async function repeatedKey(text: string): Promise<Read | undefined> {
  const parsed = await parseAs('json', text);
  const [root] = parsed.ok ? parsed.documents : [];
  const [twice] = root === undefined ? [] : duplicateKeys(root);
  return twice === undefined ? undefined : { problem: twice.message, line: twice.range.start.line };
}

function folderOf(name: string): string[] {
  return name
    .split('/')
    .slice(0, -1)
    .filter((part) => part !== '' && part !== '.');
}

function place(data: Tree, folders: readonly string[], value: RegoValue): string | undefined {
  let at = data;
  for (const folder of folders) {
    const next = Object.hasOwn(at, folder) ? at[folder] : undefined;
    if (next !== undefined && !isTree(next)) return `data.${folders.join('.')} is there already`;
    const child: Tree = next ?? {};
    put(at, folder, child);
    at = child;
  }
  return isTree(value) ? merge(at, value, folders) : 'what it holds is no object';
}

function isTree(value: RegoValue | undefined): value is Tree {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function merge(into: Tree, from: Tree, path: readonly string[]): string | undefined {
  for (const [name, value] of Object.entries(from)) {
    const before = Object.hasOwn(into, name) ? into[name] : undefined;
    if (before === undefined) put(into, name, value);
    else if (isTree(before) && isTree(value)) {
      const copy = { ...before };
      put(into, name, copy);
      const problem = merge(copy, value, [...path, name]);
      if (problem !== undefined) return problem;
    } else return `data.${[...path, name].join('.')} is there twice`;
  }
  return undefined;
}

function put(into: Tree, name: string, value: RegoValue): void {
  Object.defineProperty(into, name, { value, enumerable: true, writable: true, configurable: true });
}
