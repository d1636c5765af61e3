import type { Group } from '../compile/tree.ts';
import type { Expr } from './ir.ts';
import type { LinkTarget } from './link.ts';

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Words that some JavaScript value has as an inherited property: never read without a check. */
const INHERITED: ReadonlySet<string> = new Set(
  [{}, [], '', 0, false, new Map(), new Set(), 0n].flatMap((sample) => {
    const names: string[] = [];
    for (let o: unknown = Object(sample); o !== null; o = Object.getPrototypeOf(o)) {
      names.push(...Object.getOwnPropertyNames(o));
    }
    return [...names, 'sorted', 'mantissa', 'exponent', 'toJSON'];
  }),
);

const COMPARISONS: Readonly<Record<string, string>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' };

/** Writes the text of a function: lines, constants, and expressions whose failure jumps to the right place. */
export abstract class Emitter {
  readonly target: LinkTarget;
  readonly constants: unknown[];
  readonly #constantNames = new Map<unknown, string>();
  readonly #lines: string[] = [];
  readonly #fails: string[] = [];
  readonly #successes: string[] = [];
  #numbers = 0;

  constructor(target: LinkTarget, group: Group) {
    this.target = target;
    this.constants = [group];
  }

  line(text: string): void {
    this.#lines.push(text);
  }

  text(): string {
    return this.#lines.join('\n');
  }

  prologue(): string {
    return this.constants.map((_, i) => `const K${i} = K[${i}];`).join('') + '\n';
  }

  number(): number {
    return this.#numbers++;
  }

  label(prefix: string): string {
    return `${prefix}${this.number()}`;
  }

  /** Runs with another place to go when a statement fails, and to end at. */
  inBlock<T>(onFail: string, fill: () => T, onSuccess = ''): T {
    this.#fails.push(onFail);
    this.#successes.push(onSuccess === '' ? (this.#successes.at(-1) ?? '') : onSuccess);
    const result = fill();
    this.#fails.pop();
    this.#successes.pop();
    return result;
  }

  get onFail(): string {
    return this.#fails.at(-1) ?? 'return undefined;';
  }

  get onSuccess(): string {
    return this.#successes.at(-1) ?? '';
  }

  /** The label of the branch that is being written. */
  outermost(): string {
    return (this.#fails[0] ?? '').replace(/^break |;$/g, '');
  }

  failUnless(condition: string): void {
    this.line(`if (!(${condition})) ${this.onFail}`);
  }

  constant(value: unknown): string {
    if (typeof value === 'string' || typeof value === 'boolean' || value === null)
      return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
    if (typeof value === 'number' && Number.isInteger(value)) return String(value);
    const known = this.#constantNames.get(value);
    if (known !== undefined) return known;
    const name = `K${this.constants.push(value) - 1}`;
    this.#constantNames.set(value, name);
    return name;
  }

  define(slot: number, value: Expr): void {
    const text = this.expression(value, true);
    this.line(`const s${slot} = ${text};`);
    if (this.#mayFail(value)) this.line(`if (s${slot} === undefined) ${this.onFail}`);
  }

  test(value: Expr): void {
    if (value.e === 'const') {
      if (value.value === false) this.line(this.onFail);
      return;
    }
    if (value.e === 'builtin' && this.#comparison(value)) return;
    const name = `t${this.number()}`;
    this.line(`const ${name} = ${this.expression(value, true)};`);
    this.line(`if (${name} === undefined || ${name} === false) ${this.onFail}`);
  }

  /** `a < b` of two numbers needs no call. */
  #comparison(value: Extract<Expr, { e: 'builtin' }>): boolean {
    const operator = COMPARISONS[value.name];
    const isNeq = value.name === 'neq';
    if ((operator === undefined && !isNeq) || this.target.isMockedBuiltin(value.name)) return false;
    const [left, right] = value.args.map((arg) => this.expression(arg)) as [string, string];
    if (isNeq) {
      this.line(`R.payWhole(S, ${left}); if (R.equal(${left}, ${right})) ${this.onFail}`);
    } else {
      const fast = `typeof ${left} === 'number' && typeof ${right} === 'number'`;
      this.line(`R.payWhole(S, ${left});`);
      this.line(
        `if (!(${fast} ? ${left} ${operator ?? ''} ${right} : R.compare(${left}, ${right}) ${operator ?? ''} 0)) ${this.onFail}`,
      );
    }
    return true;
  }

  equality(left: Expr, right: Expr): void {
    const a = this.expression(left);
    const b = this.expression(right);
    const primitive = isPrimitive(left) || isPrimitive(right);
    this.line(
      primitive
        ? `if (${a} !== ${b}) ${this.onFail}`
        : `if (${a} !== ${b}) { R.payWhole(S, ${a}); if (!R.equal(${a}, ${b})) ${this.onFail} }`,
    );
  }

  #mayFail(value: Expr): boolean {
    switch (value.e) {
      case 'const':
      case 'slot':
      case 'array':
      case 'set':
      case 'object':
      case 'document':
        return value.e === 'document';
      default:
        return true;
    }
  }

  /** The text of an expression; what may be undefined is checked first, unless the caller does. */
  expression(value: Expr, unchecked = false): string {
    const text = this.#raw(value);
    if (unchecked || !this.#mayFail(value)) return text;
    const name = `t${this.number()}`;
    this.line(`const ${name} = ${text}; if (${name} === undefined) ${this.onFail}`);
    return name;
  }

  // oxlint-disable-next-line complexity -- one arm for each kind of expression
  #raw(value: Expr): string {
    switch (value.e) {
      case 'const':
        return this.constant(value.value);
      case 'slot':
        return `s${value.slot}`;
      case 'input':
        return `s${value.c}.input`;
      case 'base':
        return `s${value.c}.data`;
      case 'get':
        return this.#get(value);
      case 'baseGet':
        return `R.baseGet(${this.#raw(value.of)}, ${value.key})`;
      case 'array':
        return `[${this.#list(value.items)}]`;
      case 'set':
        return `R.setOf([${this.#list(value.items)}])`;
      case 'object':
        return `R.objectFrom([${value.entries.map((entry) => `[${this.#list(entry)}]`).join(', ')}])`;
      case 'builtin':
        return this.#builtin(value);
      case 'call':
        return `${this.constant(value.group)}.fn(s${value.c}${value.args.map((arg) => `, ${this.expression(arg)}`).join('')})`;
      case 'rule':
        return `${this.constant(value.group)}.fn(s${value.c})`;
      case 'document':
        return `R.documentOf(s${value.c}, ${this.constant(value.node)})`;
      case 'node':
        return `R.view(${this.constant(value.node)})`;
      case 'nodeGet':
        return `R.nodeGet(s${value.c}, ${this.#raw(value.of)}, ${this.expression(value.key)})`;
      default:
        return `R.force(s${value.c}, ${this.#raw(value.of)})`;
    }
  }

  #list(items: readonly Expr[]): string {
    return items.map((item) => this.expression(item)).join(', ');
  }

  /** A constant key that no JavaScript value inherits is read as a property; the rest is looked up. */
  #get(value: Extract<Expr, { e: 'get' }>): string {
    const { key } = value;
    if (key.e !== 'const' || typeof key.value !== 'string' || !IDENTIFIER.test(key.value) || INHERITED.has(key.value)) {
      return `R.get(${this.#raw(value.of)}, ${this.expression(key)})`;
    }
    const of = this.expression(value.of);
    const name = `t${this.number()}`;
    this.line(
      `let ${name} = ${of} === null ? undefined : ${of}.${key.value}; if (${name} === undefined && (${name} = R.get(${of}, ${JSON.stringify(key.value)})) === undefined) ${this.onFail}`,
    );
    return name;
  }

  #builtin(value: Extract<Expr, { e: 'builtin' }>): string {
    const operands = value.args.map((arg) => this.expression(arg));
    value.args.forEach((arg, i) => {
      if (arg.e !== 'const') this.line(`R.pay(S, ${operands[i] ?? ''});`);
    });
    const args = operands.map((operand) => `, ${operand}`).join('');
    const fn = this.constant(this.target.builtin(value.name));
    const call = `${fn}(s${value.c}${args})`;
    if (!this.target.isMockedBuiltin(value.name)) return call;
    return `R.callMocked(s${value.c}, ${JSON.stringify(value.name)}, ${fn}, [${args.slice(2)}])`;
  }
}

function isPrimitive(value: Expr): boolean {
  return value.e === 'const' && (typeof value.value !== 'object' || value.value === null);
}
