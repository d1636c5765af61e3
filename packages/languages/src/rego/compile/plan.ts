import type { Chain, Change, Expr, Plan, Stmt } from '../run/ir.ts';
import type { CComprehension, CEvery, CLiteral, CModifier, CRef, CTerm, CUnify, Local, Origin } from './core.ts';
import { calleeKey, constantKeys, endOf, finalValue, headLocals, isOpen } from './plan-terms.ts';
import type { Marks } from './plan-terms.ts';
import { planIndex } from './indexing.ts';
import type { CompiledRule } from './rules.ts';
import { sameConstant } from './safety.ts';
import type { Group, TreeNode } from './tree.ts';

/** Plans a group: its rules become chains of statements over numbered slots. */
export function planGroup(group: Group, root: TreeNode, marks?: Marks): Plan {
  const planner = new Planner(group, root, marks);
  return planner.plan();
}

class Planner {
  readonly #group: Group;
  readonly #root: TreeNode;
  readonly #marks: Marks | undefined;
  /** Slot 0 holds the context, the parameters follow. */
  #slots = 1;
  #current: Stmt[] = [];
  #context = 0;
  #sorted = false;
  #rule: CompiledRule | undefined;
  #visible: Local[] = [];
  /** How many closures stand around what is planned. */
  #blocks = 0;

  constructor(group: Group, root: TreeNode, marks: Marks | undefined) {
    this.#group = group;
    this.#root = root;
    this.#marks = marks;
  }

  plan(): Plan {
    const group = this.#group;
    const params = Array.from({ length: group.arity }, () => this.#slots++);
    const regular = group.rules.filter((rule) => !rule.isDefault);
    const fixed = finalValue(regular);
    const chains = regular.map((rule) => this.#chain(rule, params, fixed || regular.length === 1));
    const standard = group.rules.find((rule) => rule.isDefault);
    const fallback = standard === undefined ? undefined : this.#branch(standard, params, true);
    const index = group.kind === 'function' ? undefined : planIndex(regular, (ref) => this.#indexed(ref));
    return { group, slots: this.#slots, params, chains, fallback, index };
  }

  /** The reference that rules are chosen by, evaluated before any of them. */
  #indexed(ref: CRef): Expr {
    const saved = this.#current;
    this.#current = [];
    const value = this.#ref(ref);
    this.#current = saved;
    return value;
  }

  #chain(rule: CompiledRule, params: readonly number[], constantEnds: boolean): Chain {
    const branches: Stmt[][] = [];
    for (let branch: CompiledRule | undefined = rule; branch !== undefined; branch = branch.otherwise) {
      branches.push(this.#branch(branch, params, constantEnds && branch.value.kind === 'const'));
    }
    return branches;
  }

  #branch(rule: CompiledRule, params: readonly number[], final: boolean): Stmt[] {
    const statements: Stmt[] = [];
    this.#current = statements;
    this.#rule = rule;
    this.#visible = [];
    rule.args.forEach((arg, i) => this.#match(arg, params[i] as number));
    this.#body(rule.body);
    if (this.#marks !== undefined) this.#visible = [...this.#visible, ...headLocals(rule)];
    this.#mark(endOf(rule));
    this.#end(rule, final);
    return statements;
  }

  #end(rule: CompiledRule, final: boolean): void {
    const { at } = rule.rule.head;
    const value = this.#simple(rule.value);
    switch (this.#group.kind) {
      case 'set':
        this.#emit({ s: 'member', value: this.#simple(rule.member ?? rule.value) });
        return;
      case 'object': {
        const keys = rule.keys.map((key) => this.#simple(key));
        if (!this.#group.general) this.#emit({ s: 'entry', key: keys[0] as Expr, value, at });
        else if (rule.member === undefined) this.#emit({ s: 'path', keys, value, isMember: false, at });
        else this.#emit({ s: 'path', keys, value: this.#simple(rule.member), isMember: true, at });
        return;
      }
      default:
        this.#emit({ s: 'result', value, final, at });
    }
  }

  #emit(statement: Stmt): void {
    this.#current.push(statement);
  }

  #mark(origin: Origin): void {
    if (this.#marks === undefined || this.#rule === undefined) return;
    const id = this.#marks.idOf(this.#rule, origin);
    this.#marks.note(id, this.#visible, this.#blocks === 0);
    this.#emit({ s: 'mark', id, slots: this.#visible.map((local) => local.slot) });
  }

  #body(body: readonly CLiteral[]): void {
    let last: Origin | undefined;
    for (const literal of body) {
      if (literal.origin !== last && literal.kind !== 'with') this.#mark(literal.origin);
      last = literal.origin;
      this.#literal(literal);
    }
  }

  #literal(literal: CLiteral): void {
    switch (literal.kind) {
      case 'unify':
        this.#unify(literal);
        return;
      case 'truth':
        this.#truth(literal.term);
        return;
      case 'not':
        this.#emit({ s: 'not', body: this.#block(() => this.#succeed(literal.body)) });
        return;
      case 'every':
        this.#every(literal);
        return;
      default: {
        const changes = literal.modifiers.map((modifier) => this.#change(modifier));
        const slot = this.#slots++;
        this.#emit({ s: 'with', slot, c: this.#context, changes });
        const outer = this.#context;
        this.#context = slot;
        this.#body(literal.body);
        this.#context = outer;
      }
    }
  }

  #block(fill: () => void): Stmt[] {
    const outer = this.#current;
    const visible = this.#visible;
    const body: Stmt[] = [];
    this.#current = body;
    this.#visible = [...visible];
    this.#blocks++;
    fill();
    this.#blocks--;
    this.#current = outer;
    this.#visible = visible;
    return body;
  }

  #succeed(body: readonly CLiteral[]): void {
    this.#body(body);
    this.#emit({ s: 'succeed' });
  }

  #every(literal: CEvery): void {
    const over = this.#simple(literal.domain);
    const key = literal.key === undefined ? -1 : this.#bind(literal.key);
    const value = this.#bind(literal.value);
    this.#emit({ s: 'every', over, key, value, body: this.#block(() => this.#succeed(literal.body)) });
  }

  #bind(local: Local): number {
    local.slot = this.#slots++;
    this.#show(local);
    return local.slot;
  }

  #show(local: Local): void {
    this.#visible = [...this.#visible, local];
  }

  #change(modifier: CModifier): Change {
    if (modifier.on !== 'call') return { on: modifier.on, path: modifier.path, value: this.#simple(modifier.value) };
    const key = calleeKey(modifier.target);
    return { on: 'call', key, by: 'call' in modifier.by ? modifier.by : this.#simple(modifier.by) };
  }

  #truth(term: CTerm): void {
    if (term.kind === 'call' && term.target === 'equal') {
      this.#emit({ s: 'equal', left: this.#simple(term.args[0] as CTerm), right: this.#simple(term.args[1] as CTerm) });
      return;
    }
    this.#emit({ s: 'test', value: this.#value(term) });
  }

  #unify({ left, right }: CUnify): void {
    if (left.kind === 'var' && left.local.slot < 0) this.#assign(left.local, right);
    else if (right.kind === 'var' && right.local.slot < 0) this.#assign(right.local, left);
    else if (isOpen(left) || isOpen(right)) this.#unifyOpen(left, right);
    else this.#emit({ s: 'equal', left: this.#value(left), right: this.#value(right) });
  }

  #unifyOpen(left: CTerm, right: CTerm): void {
    if (left.kind === 'array' && right.kind === 'array') {
      if (left.items.length !== right.items.length) this.#fail();
      else left.items.forEach((item, i) => this.#unifyParts(item, right.items[i] as CTerm));
    } else if (left.kind === 'object' && right.kind === 'object' && constantKeys(left) && constantKeys(right)) {
      if (left.entries.length !== right.entries.length) this.#fail();
      for (const [key, value] of left.entries) {
        const other = right.entries.find(([candidate]) => sameConstant(candidate, key));
        if (other === undefined) this.#fail();
        else this.#unifyParts(value, other[1]);
      }
    } else if (isOpen(left)) {
      this.#match(left, this.#store(this.#value(right)));
    } else {
      this.#match(right, this.#store(this.#value(left)));
    }
  }

  #unifyParts(left: CTerm, right: CTerm): void {
    this.#unify({ kind: 'unify', left, right, at: 0, origin: { at: 0, end: 0 } });
  }

  #fail(): void {
    this.#emit({ s: 'test', value: { e: 'const', value: false } });
  }

  #assign(local: Local, term: CTerm): void {
    const value = this.#value(term);
    if (value.e === 'slot') local.slot = value.slot;
    else local.slot = this.#store(value);
    this.#show(local);
  }

  #store(value: Expr): number {
    if (value.e === 'slot') return value.slot;
    const slot = this.#slots++;
    this.#emit({ s: 'let', slot, value });
    return slot;
  }

  /** Matches the value of a slot against a pattern; unbound variables take the slot. */
  #match(pattern: CTerm, slot: number): void {
    switch (pattern.kind) {
      case 'var':
        if (pattern.local.slot < 0) {
          pattern.local.slot = slot;
          this.#show(pattern.local);
          return;
        }
        break;
      case 'array':
        this.#emit({ s: 'isArray', slot, length: pattern.items.length });
        pattern.items.forEach((item, i) => this.#matchPart(item, slot, { e: 'const', value: i }));
        return;
      case 'object':
        this.#emit({ s: 'isObject', slot, size: pattern.entries.length });
        for (const [key, value] of pattern.entries) this.#matchPart(value, slot, this.#simple(key));
        return;
      default:
    }
    this.#emit({ s: 'equal', left: { e: 'slot', slot }, right: this.#simple(pattern) });
  }

  #matchPart(pattern: CTerm, of: number, key: Expr): void {
    this.#match(pattern, this.#store({ e: 'get', of: { e: 'slot', slot: of }, key }));
  }

  /** A term that needs no literal of its own: constants, bound variables and composites of these. */
  #simple(term: CTerm): Expr {
    switch (term.kind) {
      case 'const':
        return { e: 'const', value: term.value };
      case 'var':
        return { e: 'slot', slot: term.local.slot };
      case 'array':
      case 'set':
        return { e: term.kind, items: term.items.map((item) => this.#simple(item)) };
      case 'object':
        return { e: 'object', entries: term.entries.map(([key, value]) => [this.#simple(key), this.#simple(value)]) };
      default:
        return { e: 'slot', slot: this.#store(this.#value(term)) };
    }
  }

  #value(term: CTerm): Expr {
    switch (term.kind) {
      case 'ref':
        return this.#ref(term);
      case 'call': {
        const args = term.args.map((arg) => this.#simple(arg));
        const c = this.#context;
        return typeof term.target === 'string'
          ? { e: 'builtin', name: term.target, args, c, at: term.at }
          : { e: 'call', group: term.target, args, c };
      }
      case 'comprehension':
        return this.#comprehension(term);
      default:
        return this.#simple(term);
    }
  }

  #comprehension(term: CComprehension): Expr {
    const slot = this.#slots++;
    const sorted = this.#sorted;
    this.#sorted = term.of === 'array';
    const body = this.#block(() => {
      this.#body(term.body);
      const key = term.key === undefined ? {} : { key: this.#simple(term.key) };
      this.#emit({ s: 'collect', of: term.of, slot, ...key, value: this.#simple(term.value), at: term.at });
    });
    this.#sorted = sorted;
    this.#emit({ s: 'comprehension', of: term.of, slot, at: term.at, body });
    return { e: 'slot', slot };
  }

  #ref(ref: CRef): Expr {
    if (ref.head === 'input') return this.#steps({ e: 'input', c: this.#context }, ref.path);
    if (ref.head === 'data') return this.#dataRef(ref.path);
    return this.#steps(this.#simple(ref.head), ref.path);
  }

  // oxlint-disable-next-line complexity -- the ways in which a path may lead through rules and data
  #dataRef(path: readonly CTerm[]): Expr {
    const c = this.#context;
    let node = this.#root;
    let i = 0;
    while (i < path.length && node.group === undefined) {
      const part = path[i] as CTerm;
      const child = part.kind === 'const' && typeof part.value === 'string' ? node.children.get(part.value) : undefined;
      if (child === undefined) break;
      node = child;
      i++;
    }
    const rest = path.slice(i);
    if (node.group !== undefined) {
      const whole: Expr = node.children.size > 0 ? { e: 'document', node, c } : { e: 'rule', group: node.group, c };
      return this.#steps(whole, rest);
    }
    if (rest.length === 0) return { e: 'document', node, c };
    const next = rest[0] as CTerm;
    if (next.kind === 'const' && typeof next.value === 'number') return this.#baseRef(path);
    if (node.children.size === 0 || (next.kind === 'const' && typeof next.value === 'string')) {
      return this.#baseRef(path);
    }
    return this.#nodeSteps({ e: 'node', node, c }, rest);
  }

  /** A reference into base data: constant numbers may be keys of objects there. */
  #baseRef(path: readonly CTerm[]): Expr {
    let value: Expr = { e: 'base', c: this.#context };
    for (const [i, part] of path.entries()) {
      if (part.kind !== 'const') return this.#steps(value, path.slice(i));
      const isNumber = typeof part.value === 'number';
      value = isNumber
        ? { e: 'baseGet', of: value, key: part.value as number }
        : { e: 'get', of: value, key: this.#simple(part) };
    }
    return value;
  }

  #steps(start: Expr, path: readonly CTerm[]): Expr {
    let value = start;
    for (const part of path) {
      if (!isOpen(part)) {
        value = { e: 'get', of: value, key: this.#simple(part) };
        continue;
      }
      const [key, slot] = [this.#keySlot(part), this.#slots++];
      const body: Stmt[] = [];
      this.#emit({ s: 'loop', over: value, key, value: slot, sorted: this.#sorted, body });
      this.#current = body;
      if (key >= 0) this.#match(part, key);
      value = { e: 'slot', slot };
    }
    return value;
  }

  #nodeSteps(start: Expr, path: readonly CTerm[]): Expr {
    const c = this.#context;
    let value = start;
    for (const part of path) {
      if (!isOpen(part)) {
        value = { e: 'nodeGet', of: value, key: this.#simple(part), c };
        continue;
      }
      const [key, slot] = [this.#keySlot(part), this.#slots++];
      const body: Stmt[] = [];
      this.#emit({ s: 'nodeLoop', over: value, key, value: slot, c, body });
      this.#current = body;
      if (key >= 0) this.#match(part, key);
      value = { e: 'slot', slot };
    }
    return { e: 'force', of: value, c };
  }

  #keySlot(part: CTerm): number {
    const isUnseen = this.#marks === undefined && part.kind === 'var' && part.local.name === '_';
    return isUnseen ? -1 : this.#slots++;
  }
}
