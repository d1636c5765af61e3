import type { TreeEdges } from './tree-edges.ts';

const UNKNOWN = 0;
const OPEN = 1;
const NO = 2;
const YES = 3;

/** Which trees lead to something that is looked for, themselves or through others. */
export class Leading {
  readonly #edges: TreeEdges;
  readonly #states: Uint8Array;

  constructor(edges: TreeEdges, trees: number) {
    this.#edges = edges;
    this.#states = new Uint8Array(trees);
  }

  /** Finds out at the first call, with a list of its own: trees made to hurt nest deeper than calls can. */
  leads(tree: number): boolean {
    if (this.#states[tree] === UNKNOWN) this.#resolve(tree);
    return this.#states[tree] === YES;
  }

  #resolve(tree: number): void {
    const stack = [{ tree, next: 0, leads: false }];
    this.#states[tree] = OPEN;
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (top.next === this.#edges.count(top.tree)) {
        this.#states[top.tree] = top.leads ? YES : NO;
        stack.pop();
        continue;
      }
      const to = this.#edges.to(top.tree, top.next);
      const state = to < 0 ? YES : this.#states[to];
      if (state === UNKNOWN) {
        this.#states[to] = OPEN;
        stack.push({ tree: to, next: 0, leads: false });
        continue;
      }
      // A folder that holds itself is made to hurt; it is walked, where it is seen once.
      if (state === YES || state === OPEN) top.leads = true;
      top.next += 1;
    }
  }
}
