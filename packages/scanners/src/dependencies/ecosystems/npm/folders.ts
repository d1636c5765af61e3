import { Unreadable } from '../../parser.ts';

export const MODULES = 'node_modules/';

/** Nobody's packages lie deeper within each other. */
const DEEPEST = 64;
const LONGEST_PATH = 1024;
const MOST_STEPS = 128;

/** Packages of one `node_modules`, and where to look on for what is not there. */
interface Scope {
  readonly names: Map<string, string>;
  outer?: Scope | undefined;
}

/**
 * Finds packages as Node does: in the `node_modules` of the folder itself, then in those further out. A scope knows the
 * nearest one around it, so that looking up costs no more than there are such folders on the way.
 */
export class Folders {
  /** By the folder that holds the `node_modules`, with `/` behind. */
  readonly #scopes = new Map<string, Scope>();

  constructor(keys: Iterable<string>) {
    for (const key of keys) {
      const at = key.lastIndexOf(MODULES);
      if (at < 0) continue;
      checkDepth(key);
      const folder = key.slice(0, at);
      const scope = this.#scopes.get(folder) ?? { names: new Map<string, string>() };
      scope.names.set(key.slice(at + MODULES.length), key);
      this.#scopes.set(folder, scope);
    }
    for (const [folder, scope] of this.#scopes) scope.outer = this.#around(folder);
  }

  /** Adds what a package within a folder (empty for the project's own) means by the keys of an object; what is not there is left out. */
  findAll(found: string[], folder: string, needs: unknown): void {
    if (typeof needs !== 'object' || needs === null || Array.isArray(needs)) return;
    let scope: Scope | undefined;
    for (const name of Object.keys(needs)) {
      scope ??= this.#scopeOf(folder);
      const key = findIn(scope, name);
      if (key !== undefined) found.push(key);
    }
  }

  /** The key of the package that `name` means, seen from within a folder. */
  find(folder: string, name: string): string | undefined {
    return findIn(this.#scopeOf(folder), name);
  }

  #scopeOf(folder: string): Scope | undefined {
    if (folder === '') return this.#scopes.get('');
    const path = `${folder}/`;
    return this.#scopes.get(path) ?? this.#around(path);
  }

  /** The innermost scope outside of a folder, which is written with `/` behind. */
  #around(folder: string): Scope | undefined {
    let path = folder;
    while (path !== '') {
      const at = path.lastIndexOf(MODULES);
      path = at >= 0 ? path.slice(0, at) : path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
      const found = this.#scopes.get(path);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function findIn(inner: Scope | undefined, name: string): string | undefined {
  for (let scope = inner; scope !== undefined; scope = scope.outer) {
    const found = scope.names.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A path so short has too few steps to be hostile, as nearly all have. */
const SURELY_SHALLOW = 2 * MOST_STEPS;

function checkDepth(key: string): void {
  if (key.length <= SURELY_SHALLOW) return;
  if (key.length > LONGEST_PATH)
    throw new Unreadable(`the path of a package is longer than ${LONGEST_PATH} characters`);
  let steps = 0;
  for (let at = key.indexOf('/'); at >= 0; at = key.indexOf('/', at + 1)) steps += 1;
  if (steps > MOST_STEPS) throw new Unreadable(`the path of a package has more than ${MOST_STEPS} steps`);
  let depth = 0;
  for (let at = key.indexOf(MODULES); at >= 0; at = key.indexOf(MODULES, at + MODULES.length)) depth += 1;
  if (depth > DEEPEST) throw new Unreadable(`packages lie more than ${DEEPEST} folders within each other`);
}
