import type { Local } from './core.ts';
import type { Names } from './scan.ts';

/** The variables of one body: a rule's, a comprehension's or an `every`'s. */
export class Scope {
  readonly parent: Scope | undefined;
  readonly owned = new Set<Local>();
  readonly #names: Names;
  /** Declared names, from their declaration on. */
  readonly #declared = new Map<string, Local>();
  /** Names that nothing declares. */
  readonly #free = new Map<string, Local>();
  readonly used = new Set<Local>();

  constructor(parent: Scope | undefined, names: Names) {
    this.parent = parent;
    this.#names = names;
  }

  /** From here on the name is a variable of this body. */
  declare(name: string, at: number): Local {
    const local = this.#create(name, at);
    this.#declared.set(name, local);
    return local;
  }

  #create(name: string, at: number): Local {
    const local: Local = { name: name.startsWith('_#') ? '_' : name, generated: name.startsWith('$'), at, slot: -1 };
    this.owned.add(local);
    return local;
  }

  generate(at: number): Local {
    const local: Local = { name: '_', generated: true, at, slot: -1 };
    this.owned.add(local);
    return local;
  }

  declared(name: string): Local | undefined {
    const own = this.#declared.get(name);
    if (own === undefined) return this.parent?.declared(name);
    this.used.add(own);
    return own;
  }

  /** A name that nothing declares belongs to the outermost body that mentions it. */
  undeclared(name: string, at: number): Local {
    const owner = this.#outermost(name) ?? this;
    const known = owner.#free.get(name);
    if (known !== undefined) return known;
    const local = owner.#create(name, at);
    owner.#free.set(name, local);
    return local;
  }

  #outermost(name: string): Scope | undefined {
    if (this.parent !== undefined) {
      const outer = this.parent.#outermost(name);
      if (outer !== undefined) return outer;
    }
    return this.#names.mentioned.has(name) && !this.#names.declared.has(name) ? this : undefined;
  }

  /** Names declared by a bare `some` that nothing uses. */
  unused(): { name: string; at: number }[] {
    const found: { name: string; at: number }[] = [];
    for (const [name, { at, by }] of this.#names.declared) {
      const local = this.#declared.get(name);
      if (by === 'some' && local !== undefined && !this.used.has(local)) found.push({ name, at });
    }
    return found;
  }
}
