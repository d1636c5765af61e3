import type { CostModel } from '../cost/model.ts';

/** Lines of code and the constants that they use. */
export class Emitter {
  readonly constants: unknown[] = [];
  readonly costs: CostModel | undefined;
  readonly #known = new Map<unknown, string>();
  #lines: string[] = [];
  #numbers = 0;

  constructor(costs: CostModel | undefined) {
    this.costs = costs;
  }

  line(text: string): void {
    this.#lines.push(text);
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  /** Gives the constants their names. */
  prologue(): string {
    return this.constants.map((_, i) => `const c${i} = K[${i}];\n`).join('');
  }

  constant(value: unknown): string {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const name = `c${this.constants.length}`;
    this.constants.push(value);
    this.#known.set(value, name);
    return name;
  }

  number(): number {
    return this.#numbers++;
  }

  temporary(): string {
    return `t${this.#numbers++}`;
  }

  /** The value under a name, so that its text is evaluated once. */
  held(text: string): string {
    if (/^[a-z]\d+$|^\(-?\d+\)$|^(?:true|false|null)$/.test(text)) return text;
    const name = this.temporary();
    this.line(`const ${name} = ${text};`);
    return name;
  }

  block(head: string, body: () => void): void {
    this.line(head);
    body();
    this.line('}');
  }

  /** Pays before what costs is done, so that what fails has its cost too. */
  pay(cost: number): void {
    if (this.costs !== undefined && cost > 0) this.line(`S.cost += ${cost};`);
  }

  checkCost(): void {
    if (this.costs !== undefined) this.line('if (S.cost > S.costLimit) S.exceeded();');
  }
}
