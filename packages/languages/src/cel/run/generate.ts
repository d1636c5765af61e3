import type { CostModel } from '../cost/model.ts';
import type { CelValue } from '../values.ts';
import { callable } from './dispatch.ts';
import { CallEmitter } from './generate-calls.ts';
import type { CelFunction } from './frame.ts';
import { isBool, isSafe, selectionCost } from './ir.ts';
import type { CondNode, LetNode, ListNode, LogicNode, LoopNode, MapNode, Node, SelectNode } from './ir.ts';
import { LOOP_COSTS } from './loop-costs.ts';
import * as runtime from './operations.ts';

/**
 * Turns an expression into a JavaScript function. The text holds nothing of the expression's own text: constants and
 * functions come in through an array, names are numbers, and the only words are property names that are plain
 * identifiers and that no object inherits.
 */
export function generate(node: Node, costs: CostModel | undefined): CelFunction {
  const generator = new Generator(costs);
  const source = generator.source(node);
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func -- compiling expressions is what this module is for
  const make = new Function('K', 'R', source) as (k: readonly unknown[], r: typeof RUNTIME) => CelFunction;
  return make(generator.constants, RUNTIME);
}

/** A plain object: a module's namespace is slower to read from. */
const RUNTIME = { ...runtime };
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

/** True for names that can stand in code as a property that only a map's own entry has. */
function isPlainName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !INHERITED.has(name);
}

class Generator extends CallEmitter {
  constructor(costs: CostModel | undefined) {
    super(costs, { callable, node: (node) => this.node(node) });
  }

  source(node: Node): string {
    const value = this.node(node);
    const check = this.costs === undefined ? '' : 'if (S.cost > S.costLimit) S.exceeded();\n';
    return `${this.prologue()}const O = Object;\nreturn function (A, S) {\n${this.text()}${check}return ${value};\n};`;
  }

  /** Emits what computes the part; the text of its value. */
  // oxlint-disable-next-line complexity -- one arm for each kind of node
  node(node: Node): string {
    switch (node.n) {
      case 'const':
        return this.constantValue(node.value);
      case 'variable':
        return this.#variable(node.name, node.at);
      case 'local':
        this.pay(1);
        return node.mayFail
          ? `(x${node.slot} === undefined ? v${node.slot} : R.raise(x${node.slot}))`
          : `v${node.slot}`;
      case 'fail':
        this.line(`S.at = ${node.at};`);
        return `R.undeclared(${this.constant(node.message)})`;
      case 'select':
      case 'has':
      case 'optional':
        return this.#selection(node);
      case 'call':
        return this.call(node);
      case 'and':
      case 'or':
        return this.#logic(node);
      case 'cond':
        return this.#conditional(node);
      case 'list':
        return this.#list(node);
      case 'map':
        return this.#map(node);
      case 'let':
        return this.#let(node);
      default:
        return this.#loop(node);
    }
  }

  #variable(name: string, at: number): string {
    this.pay(1);
    const value = this.temporary();
    const key = this.constant(name);
    const slow = `{ S.at = ${at}; ${value} = R.variable(A, ${key}); }`;
    if (isPlainName(name)) this.line(`let ${value} = A.${name}; if (${value} === undefined) ${slow}`);
    else this.line(`let ${value}; ${slow}`);
    return value;
  }

  /**
   * A plain object is known by its constructor, which V8 reads faster than a prototype; one with a key of that name goes
   * the long way.
   */
  #selection({ n, of, field, at }: SelectNode): string {
    if (n !== 'has') this.pay(selectionCost(of));
    const operand = this.held(this.node(of));
    const value = this.temporary();
    const key = this.constant(field);
    const slow = { select: 'select', has: 'has', optional: 'optionalField' }[n];
    const call = `S.at = ${at}; ${value} = R.${slow}(${operand}, ${key});`;
    if (!isPlainName(field) || n === 'optional') this.line(`let ${value}; ${call}`);
    else if (n === 'has') {
      this.line(
        `let ${value}; if (${operand}?.constructor === O) ${value} = ${operand}.${field} !== undefined; else { ${call} }`,
      );
    } else {
      this.line(
        `let ${value} = ${operand}?.${field}; if (${value} === undefined || ${operand}.constructor !== O) { ${call} }`,
      );
    }
    return value;
  }

  #logic({ n, left, right, at }: LogicNode): string {
    const decides = n === 'or';
    const value = this.temporary();
    const error = this.temporary();
    const safe = isSafe(left);
    this.line(`let ${value}, ${error};`);
    this.block(safe ? '{' : 'try {', () => {
      this.line(`${value} = ${this.node(left)};`);
    });
    if (!safe) this.line(`catch (e) { ${error} = R.caught(S, e); }`);
    if (!isBool(left)) {
      const bad = `S.at = ${at}; ${error} = R.notBool(S, ${value}); ${value} = undefined;`;
      this.line(`if (${value} !== undefined && typeof ${value} !== 'boolean') { ${bad} }`);
    }
    this.block(`if (${value} !== ${decides}) {`, () => {
      const second = this.held(this.node(right));
      const rest = `if (${error} !== undefined) throw ${error};`;
      const bool = isBool(right) ? second : `R.bool(${second})`;
      this.line(
        `if (${second} === ${decides}) ${value} = ${decides}; else { ${rest} S.at = ${at}; ${value} = ${bool}; }`,
      );
    });
    return value;
  }

  #conditional({ test, yes, no, at }: CondNode): string {
    const value = this.temporary();
    const condition = this.held(this.node(test));
    this.line(`let ${value};`);
    if (!isBool(test)) this.line(`S.at = ${at}; R.bool(${condition});`);
    this.block(`if (${condition}) {`, () => {
      this.line(`${value} = ${this.node(yes)};`);
    });
    this.block('else {', () => {
      this.line(`${value} = ${this.node(no)};`);
    });
    return value;
  }

  #list({ items, at }: ListNode): string {
    this.pay(10);
    this.line(`S.charge(${items.length});`);
    if (items.every(({ optional }) => !optional)) {
      const texts = items.map(({ value }) => this.held(this.node(value)));
      return this.held(`[${texts.join(', ')}]`);
    }
    const list = this.held('[]');
    for (const { value, optional } of items) {
      const text = this.node(value);
      this.line(optional ? `S.at = ${at}; R.pushOptional(${list}, ${text});` : `${list}.push(${text});`);
    }
    return list;
  }

  #map({ entries, at }: MapNode): string {
    this.pay(30);
    this.line(`S.charge(${entries.length * 2});`);
    const map = this.held('R.newMap()');
    for (const { key, value, optional } of entries) {
      const [k, v] = [this.held(this.node(key)), this.held(this.node(value))];
      this.line(`S.at = ${at}; R.${optional ? 'putOptional' : 'put'}(${map}, ${k}, ${v});`);
    }
    return map;
  }

  #let({ slot, value, body }: LetNode): string {
    this.pay(10);
    const safe = isSafe(value);
    this.line(`let v${slot}, x${slot};`);
    this.block(safe ? '{' : 'try {', () => {
      this.line(`v${slot} = ${this.node(value)};`);
    });
    if (!safe) this.line(`catch (e) { x${slot} = R.caught(S, e); }`);
    return this.node(body);
  }

  #loop(node: LoopNode): string {
    const { form, slot, slot2, at } = node;
    this.pay(LOOP_COSTS[form].start);
    const range = this.held(this.node(node.range));
    const out = this.temporary();
    const n = this.number();
    this.line(`S.at = ${at};`);
    if (slot2 === undefined) this.line(`const k${n} = R.items(${range});`);
    else this.line(`const [k${n}, w${n}] = R.pairs(${range});`);
    const start = {
      all: 'true',
      exists: 'false',
      existsOne: '0',
      map: '[]',
      filter: '[]',
      transformList: '[]',
      transformMap: 'R.newMap()',
      transformMapEntry: 'R.newMap()',
    }[form];
    this.line(`let ${out} = ${start}, e${n};`);
    this.block(`for (let i${n} = 0; i${n} < k${n}.length; i${n}++) {`, () => {
      this.line('if (--S.fuel < 0) S.refuel();');
      this.pay(LOOP_COSTS[form].round);
      this.checkCost();
      this.line(`const v${slot} = k${n}[i${n}];`);
      if (slot2 !== undefined) this.line(`const v${slot2} = w${n}[i${n}];`);
      if (form === 'all' || form === 'exists') this.#quantified(node, out, n);
      else this.#collected(node, out, n);
    });
    if (form === 'all') this.line(`if (${out} && e${n} !== undefined) throw e${n};`);
    if (form === 'exists') this.line(`if (!${out} && e${n} !== undefined) throw e${n};`);
    return form === 'existsOne' ? `(${out} === 1)` : out;
  }

  #quantified({ form, body }: LoopNode, out: string, n: number): void {
    const decides = form === 'exists';
    const value = this.temporary();
    const safe = isSafe(body);
    this.line(`let ${value};`);
    this.block(safe ? '{' : 'try {', () => {
      this.line(`${value} = ${this.node(body)};`);
    });
    if (!safe) this.line(`catch (e) { const h = R.caught(S, e); e${n} ??= h; continue; }`);
    this.block(`if (${value} === ${decides}) {`, () => {
      if (this.costs !== undefined) {
        this.line(`if (i${n} + 1 < k${n}.length) S.cost += ${LOOP_COSTS[form].stop};`);
        this.checkCost();
      }
      this.line(`${out} = ${decides}; break;`);
    });
    if (!isBool(body)) this.line(`if (typeof ${value} !== 'boolean') e${n} ??= R.notBool(S, ${value});`);
  }

  #collected({ form, condition, body, at }: LoopNode, out: string, n: number): void {
    const test = form === 'existsOne' ? body : condition;
    if (test !== undefined) {
      const passed = this.held(this.node(test));
      const bool = isBool(test) ? passed : `R.bool(${passed})`;
      this.line(`if (!${bool}) continue;`);
    }
    this.pay(LOOP_COSTS[form].taken);
    this.checkCost();
    if (form === 'existsOne') {
      this.line(`${out}++;`);
      return;
    }
    this.line('S.charge(1);');
    const value = this.held(this.node(body));
    if (form === 'transformMap') this.line(`S.at = ${at}; R.put(${out}, k${n}[i${n}], ${value});`);
    else if (form === 'transformMapEntry') this.line(`S.at = ${at}; R.putAll(${out}, ${value});`);
    else this.line(`${out}.push(${value});`);
  }

  constantValue(value: CelValue): string {
    if (value === null || typeof value === 'boolean') return String(value);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return `(${value})`;
    return this.constant(value);
  }
}
