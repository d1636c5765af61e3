import type { Local } from './core.ts';
import type { Names } from './scan.ts';

/** The variables of one body: a rule's, a comprehension's or an `every`'s. */
export class Scope {
  readonly parent: Scope | undefined;
  readonly owned = new Set<Local>();
  readonly #names: Names;
  readonly #locals = new Map<string, Local>();
  readonly used = new Set<Local>();

  constructor(parent: Scope | undefined, names: Names) {
    this.parent = parent;
    this.#names = names;
    for (const [name, { at }] of names.declared) this.declare(name, at);
  }

  declare(name: string, at: number): Local {
    const local: Local = { name: name.startsWith('_#') ? '_' : name, generated: false, at, slot: -1 };
    this.owned.add(local);
    this.#locals.set(name, local);
    return local;
  }

  generate(at: number): Local {
    const local: Local = { name: '_', generated: true, at, slot: -1 };
    this.owned.add(local);
    return local;
  }

  declared(name: string): Local | undefined {
    const own = this.#locals.get(name);
    if (own === undefined) return this.parent?.declared(name);
    this.used.add(own);
    return own;
  }

  /** A name that nothing declares belongs to the outermost body that mentions it. */
  undeclared(name: string, at: number): Local {
    let owner: Scope = this;
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (scope.#names.mentioned.has(name)) owner = scope;
    }
    return owner.#locals.get(name) ?? owner.declare(name, at);
  }

  /** Names declared by a bare `some` that nothing uses. */
  unused(): { name: string; at: number }[] {
    const found: { name: string; at: number }[] = [];
    for (const [name, { at, by }] of this.#names.declared) {
      const local = this.#locals.get(name);
      if (by === 'some' && local !== undefined && !this.used.has(local)) found.push({ name, at });
    }
    return found;
  }
}
