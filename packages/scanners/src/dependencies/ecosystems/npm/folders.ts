import { Unreadable } from '../../parser.ts';

export const MODULES = 'node_modules/';

/** Nobody's packages lie deeper within each other. */
const DEEPEST = 64;
const LONGEST_PATH = 1024;
const MOST_STEPS = 128;

/**
 * Finds packages as Node does: in the `node_modules` of the folder itself, then in those further out. A folder knows the
 * nearest one around it, so that looking up costs no more than there are such folders on the way.
 */
export class Folders {
  readonly #scopes = new Map<string, Map<string, string>>();
  readonly #outer = new Map<string, string | undefined>();

  constructor(keys: Iterable<string>) {
    for (const key of keys) {
      const at = key.lastIndexOf(MODULES);
      if (at < 0) continue;
      checkDepth(key);
      const scope = key.slice(0, at);
      const names = this.#scopes.get(scope) ?? new Map<string, string>();
      names.set(key.slice(at + MODULES.length), key);
      this.#scopes.set(scope, names);
    }
  }

  /** The key of the package that `name` means, seen from within a folder; empty for the project's own. */
  find(folder: string, name: string): string | undefined {
    let scope = this.#nearest(folder === '' ? '' : `${folder}/`);
    while (scope !== undefined) {
      const found = this.#scopes.get(scope)?.get(name);
      if (found !== undefined) return found;
      scope = scope === '' ? undefined : this.#nearest(scope.slice(0, scope.lastIndexOf('/', scope.length - 2) + 1));
    }
    return undefined;
  }

  /** The innermost folder with packages of its own that is this one (written with `/` behind) or around it. */
  #nearest(folder: string): string | undefined {
    if (this.#outer.has(folder)) return this.#outer.get(folder);
    let base = folder;
    while (base !== '' && !this.#scopes.has(base)) base = base.slice(0, base.lastIndexOf('/', base.length - 2) + 1);
    const found = this.#scopes.has(base) ? base : undefined;
    this.#outer.set(folder, found);
    return found;
  }
}

function checkDepth(key: string): void {
  if (key.length > LONGEST_PATH)
    throw new Unreadable(`the path of a package is longer than ${LONGEST_PATH} characters`);
  let steps = 0;
  for (let at = key.indexOf('/'); at >= 0; at = key.indexOf('/', at + 1)) steps += 1;
  if (steps > MOST_STEPS) throw new Unreadable(`the path of a package has more than ${MOST_STEPS} steps`);
  let depth = 0;
  for (let at = key.indexOf(MODULES); at >= 0; at = key.indexOf(MODULES, at + MODULES.length)) depth += 1;
  if (depth > DEEPEST) throw new Unreadable(`packages lie more than ${DEEPEST} folders within each other`);
}
