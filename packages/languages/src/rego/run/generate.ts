import type { Value } from '../../shared/values.ts';
import type { Chain, Change, Expr, Plan, Stmt } from './ir.ts';
import { Emitter } from './emitter.ts';
import type { LinkTarget } from './link.ts';
import type { GroupFn } from './context.ts';

/**
 * Turns a plan into JavaScript. The text holds nothing of the policy's own text: constants, functions and groups
 * come in through an array, names are numbers, and the only words are property names that are plain identifiers.
 */
export function generate(plan: Plan, target: LinkTarget): GroupFn {
  const generator = new Generator(plan, target);
  const source = generator.source();
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func -- compiling policies is what this module is for
  const make = new Function('K', 'R', source) as (k: readonly unknown[], r: unknown) => GroupFn;
  return make(generator.constants, target.runtime);
}

class Generator extends Emitter {
  readonly #plan: Plan;

  constructor(plan: Plan, target: LinkTarget) {
    super(target, plan.group);
    this.#plan = plan;
  }

  source(): string {
    const { group, params, chains, fallback, index } = this.#plan;
    const names = params.map((slot) => `s${slot}`).join(', ');
    const collects = group.kind === 'set' || group.kind === 'object';
    this.line(`function E(s0${group.general ? ', acc' : names === '' ? '' : `, ${names}`}) {`);
    this.line('const S = s0.session; if (--S.fuel < 0) S.refuel();');
    if (group.kind === 'set') this.line('const acc = new R.StructSet();');
    else if (group.kind === 'object' && !group.general) this.line('const acc = new R.ObjectBuilder();');
    else if (!collects) this.line('let out;');
    if (index !== undefined) this.#indexValue(index.on);
    chains.forEach((chain, i) => this.#chain(chain, index?.wanted[i]));
    if (collects)
      this.line(group.general ? 'return acc;' : group.kind === 'set' ? 'return acc;' : 'return acc.done();');
    else this.#fallback(fallback);
    this.line('}');
    this.#wrapper(names);
    return `${this.prologue()}${this.text()}`;
  }

  #indexValue(on: Expr): void {
    this.line('let ix; XI: {');
    const value = this.inBlock('break XI;', () => this.expression(on));
    this.line(`ix = ${value}; }`);
  }

  #chain(chain: Chain, wanted: Value | undefined): void {
    if (wanted !== undefined) this.line(`if (ix === ${this.constant(wanted)}) {`);
    if (chain.length === 1) {
      const label = this.label('B');
      this.line(`${label}: {`);
      this.inBlock(`break ${label};`, () => this.#statements(chain[0] as Stmt[]));
      this.line('}');
    } else {
      this.#branches(chain);
    }
    if (wanted !== undefined) this.line('}');
  }

  #branches(chain: Chain): void {
    const whole = this.label('C');
    this.line(`${whole}: { const before = out; out = undefined;`);
    for (const branch of chain) {
      const label = this.label('B');
      this.line(`${label}: {`);
      this.inBlock(`break ${label};`, () => this.#statements(branch));
      this.line(
        `} if (out !== undefined) { if (before !== undefined) R.agree(before, out, K0, ${this.#at()}); break ${whole}; }`,
      );
    }
    this.line('out = before; }');
  }

  #at(): number {
    return this.#plan.group.sources[0]?.rule.head.at ?? 0;
  }

  #fallback(fallback: Stmt[] | undefined): void {
    if (fallback === undefined) {
      this.line('return out;');
      return;
    }
    this.line('if (out !== undefined) return out; BD: {');
    this.inBlock('break BD;', () => this.#statements(fallback));
    this.line('} return out;');
  }

  /** What callers get: results kept for the evaluation, replacements looked up where the program has any. */
  #wrapper(names: string): void {
    const { group } = this.#plan;
    const replaced = this.target.isReplaceable(group)
      ? 'if (c.replaced !== null && R.isReplaced(c, K0.path)) return R.baseAt(c, K0.path);'
      : '';
    if (group.kind === 'function') {
      this.line(
        this.target.isMocked(group)
          ? `return function (c, ...a) { ${this.#mocked('a')} return E(c, ...a); };`
          : 'return E;',
      );
      return;
    }
    const run = group.general ? 'E(c, new R.DocumentBuilder()).done()' : `E(c${names === '' ? '' : `, ${names}`})`;
    const fill = group.general ? 'if (b !== undefined) { E(c, b); return; }' : '';
    this.line(`let g = 0, v; return function (c${group.general ? ', b' : ''}) { ${fill}${replaced}
if (c.memo !== null) return R.memo(c, K0, () => ${run});
if (g === c.generation) return v;
const w = ${run}; v = w; g = c.generation; return w; };`);
  }

  #mocked(args: string): string {
    const key = this.constant(this.target.keyOf(this.#plan.group));
    return `if (c.mocks !== null) { const m = c.mocks.get(${key}); if (m !== undefined) return m(c, ${args}); }`;
  }

  #statements(statements: readonly Stmt[]): void {
    for (const statement of statements) this.#statement(statement);
  }

  // oxlint-disable-next-line complexity -- one arm for each kind of statement
  #statement(s: Stmt): void {
    switch (s.s) {
      case 'let':
        this.define(s.slot, s.value);
        return;
      case 'test':
        this.test(s.value);
        return;
      case 'equal':
        this.equality(s.left, s.right);
        return;
      case 'isArray':
        this.failUnless(`R.isArrayOf(s${s.slot}, ${s.length})`);
        return;
      case 'isObject':
        this.failUnless(`R.isObjectOf(s${s.slot}, ${s.size})`);
        return;
      case 'loop':
      case 'nodeLoop':
        this.#loop(s);
        return;
      case 'not':
        this.#not(s.body);
        return;
      case 'every':
        this.#every(s);
        return;
      case 'comprehension':
        this.#comprehension(s);
        return;
      case 'with':
        this.#with(s.slot, s.c, s.changes);
        return;
      case 'mark':
        this.line(`R.mark(s0, ${s.id}, [${s.slots.map((slot) => `s${slot}`).join(', ')}]);`);
        return;
      default:
        this.#terminal(s);
    }
  }

  #terminal(
    s: Exclude<
      Stmt,
      {
        s:
          | 'let'
          | 'test'
          | 'equal'
          | 'isArray'
          | 'isObject'
          | 'loop'
          | 'nodeLoop'
          | 'not'
          | 'every'
          | 'comprehension'
          | 'with'
          | 'mark';
      }
    >,
  ): void {
    switch (s.s) {
      case 'succeed':
        this.line(this.onSuccess);
        return;
      case 'result':
        if (s.final) this.line(`out = ${this.expression(s.value)}; ${this.#leave()}`);
        else this.line(`out = R.agree(out, ${this.expression(s.value)}, K0, ${s.at});`);
        return;
      case 'member':
        this.line(`acc.add(${this.expression(s.value)}) && S.charge(1);`);
        return;
      case 'entry':
        this.line(`R.put(acc, ${this.expression(s.key)}, ${this.expression(s.value)}, K0, ${s.at}); S.charge(1);`);
        return;
      case 'path': {
        const keys = s.keys.map((key) => this.expression(key)).join(', ');
        this.line(`R.putPath(acc, [${keys}], ${this.expression(s.value)}, ${s.isMember}, K0, ${s.at}); S.charge(1);`);
        return;
      }
      default:
        this.#collect(s);
    }
  }

  /** A final result ends its branch; where there is only one branch a chain, it ends the function. */
  #leave(): string {
    return this.#plan.chains.every((chain) => chain.length === 1) ? 'return out;' : `break ${this.outermost()};`;
  }

  #collect(s: Extract<Stmt, { s: 'collect' }>): void {
    const value = this.expression(s.value);
    if (s.of === 'array') this.line(`a${s.slot}.push(${value}); S.charge(1);`);
    else if (s.of === 'set') this.line(`a${s.slot}.add(${value}); S.charge(1);`);
    else
      this.line(
        `R.put(a${s.slot}, ${s.key === undefined ? 'undefined' : this.expression(s.key)}, ${value}, K0, ${s.at}); S.charge(1);`,
      );
  }

  #loop(s: Extract<Stmt, { s: 'loop' | 'nodeLoop' }>): void {
    const n = this.number();
    const over = this.expression(s.over, true);
    const label = `L${n}`;
    if (s.s === 'loop') {
      this.line(
        `const o${n} = ${over}, k${n} = R.keysOf(o${n}, ${s.sorted}), v${n} = R.valuesOf(o${n}, k${n}); if (k${n} !== null) S.fuel -= v${n}.length >> 1;`,
      );
    } else {
      this.line(`const o${n} = ${over}, v${n} = R.nodeKeys(s${s.c}, o${n});`);
    }
    this.line(`${label}: for (let i${n} = 0; i${n} < v${n}.length; i${n}++) { if (--S.fuel < 0) S.refuel();`);
    if (s.s === 'loop') {
      if (s.key >= 0) this.line(`const s${s.key} = k${n} === null ? i${n} : k${n}[i${n}];`);
      this.line(`const s${s.value} = v${n}[i${n}];`);
    } else {
      if (s.key >= 0) this.line(`const s${s.key} = v${n}[i${n}];`);
      this.line(
        `const s${s.value} = R.nodeGet(s${s.c}, o${n}, v${n}[i${n}]); if (s${s.value} === undefined) continue ${label};`,
      );
    }
    this.inBlock(`continue ${label};`, () => this.#statements(s.body));
    this.line('}');
  }

  #not(body: readonly Stmt[]): void {
    const n = this.number();
    this.line(`let n${n} = false; N${n}: {`);
    this.inBlock(`break N${n};`, () => this.#statements(body), `n${n} = true; break N${n};`);
    this.line('}');
    this.failUnless(`!n${n}`);
  }

  #every(s: Extract<Stmt, { s: 'every' }>): void {
    const n = this.number();
    this.line(
      `const o${n} = ${this.expression(s.over)}, k${n} = R.keysOf(o${n}, false), v${n} = R.valuesOf(o${n}, k${n}); if (k${n} !== null) S.fuel -= v${n}.length >> 1;`,
    );
    this.line(
      `let e${n} = R.isCollection(o${n}); for (let i${n} = 0; i${n} < v${n}.length; i${n}++) { if (--S.fuel < 0) S.refuel();`,
    );
    if (s.key >= 0) this.line(`const s${s.key} = k${n} === null ? i${n} : k${n}[i${n}];`);
    this.line(`const s${s.value} = v${n}[i${n}]; let y${n} = false; Y${n}: {`);
    this.inBlock(`break Y${n};`, () => this.#statements(s.body), `y${n} = true; break Y${n};`);
    this.line(`} if (!y${n}) { e${n} = false; break; } }`);
    this.failUnless(`e${n}`);
  }

  #comprehension(s: Extract<Stmt, { s: 'comprehension' }>): void {
    const label = `P${s.slot}`;
    const start = { array: '[]', set: 'new R.StructSet()', object: 'new R.ObjectBuilder()' }[s.of];
    this.line(`const a${s.slot} = ${start}; ${label}: {`);
    this.inBlock(`break ${label};`, () => this.#statements(s.body));
    this.line(`} const s${s.slot} = a${s.slot}${s.of === 'object' ? '.done()' : ''};`);
  }

  #with(slot: number, c: number, changes: readonly Change[]): void {
    this.line(`let s${slot} = s${c};`);
    for (const change of changes) {
      if (change.on === 'call') {
        const mock =
          'call' in change.by
            ? `R.mockCall(${this.constant(change.key)}, ${this.constant(this.target.callee(change.by.call))})`
            : `R.mockValue(${this.expression(change.by)})`;
        this.line(`s${slot} = R.withMock(s${slot}, ${this.constant(change.key)}, ${mock});`);
      } else {
        const make = change.on === 'input' ? 'withInput' : 'withData';
        this.line(`s${slot} = R.${make}(s${slot}, ${this.constant(change.path)}, ${this.expression(change.value)});`);
      }
    }
  }
}
