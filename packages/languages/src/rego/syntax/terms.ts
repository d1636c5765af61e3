import type { Body, Call, Comprehension, Const, Literal, Ref, Term, Var } from './ast.ts';
import type { Token } from './lexer.ts';
import { TokenCursor } from './tokens.ts';

const RELATION: Readonly<Record<string, string>> = {
  '==': 'equal',
  '!=': 'neq',
  '<': 'lt',
  '<=': 'lte',
  '>': 'gt',
  '>=': 'gte',
};
const LEVELS: readonly Readonly<Record<string, string>>[] = [
  RELATION,
  { '|': 'or' },
  { '&': 'and' },
  { '+': 'plus', '-': 'minus' },
  { '*': 'mul', '/': 'div', '%': 'rem' },
];
const OR_LEVEL = 1;
const AND_LEVEL = 2;

/** A constant written after a dot (`a.b`) rather than in brackets (`a["b"]`); heads of v0 rules differ by it. */
export const dotted = new WeakSet<Const>();

/** Terms and operators; bodies come from the subclass. */
export abstract class TermParser extends TokenCursor {
  abstract parseBodyUntil(close: string): Body;
  abstract parseLiteral(): Literal;

  #wildcards = 0;

  /** A term with operators, `in` included; `keyed` allows `k, v in xs`. */
  parseExpression(keyed: boolean): Term {
    return this.nested(() => this.#membership(this.#binary(0), keyed));
  }

  #call(name: string, args: Term[], at: number): Call {
    return { kind: 'call', name: [name], args, at, infix: true };
  }

  #membership(first: Term, keyed: boolean): Term {
    let left = first;
    for (;;) {
      if (keyed && this.isPunct(',')) {
        const saved = this.index;
        this.next();
        const middle = this.#tryTerm();
        if (middle === undefined || !this.isKeyword('in')) {
          this.index = saved;
          return left;
        }
        this.next();
        left = this.#call('internal.member_3', [left, middle, this.#binary(0)], left.at);
      } else if (this.isKeyword('in')) {
        this.next();
        left = this.#call('internal.member_2', [left, this.#binary(0)], left.at);
      } else {
        return left;
      }
    }
  }

  #tryTerm(): Term | undefined {
    const { token } = this;
    if (token.type === 'eof' || (token.type === 'punct' && !'{[(-'.includes(token.text))) return undefined;
    return this.#binary(0);
  }

  #binary(level: number): Term {
    const left = level < LEVELS.length ? this.#binary(level + 1) : this.parseTerm();
    return this.#binaryFrom(left, level);
  }

  #binaryFrom(first: Term, level: number): Term {
    let left = first;
    for (;;) {
      const { token } = this;
      const name = token.type === 'punct' ? LEVELS[level]?.[token.text] : undefined;
      if (name === undefined) return left;
      this.next();
      left = this.#call(name, [left, this.#binary(level + 1)], token.at);
    }
  }

  /** The first element of a bracket, up to a `|` that would open a comprehension. */
  #headOfBracket(): Term {
    return this.nested(() => this.#binary(AND_LEVEL));
  }

  #restOfElement(first: Term): Term {
    const left = this.#binaryFrom(first, OR_LEVEL);
    return this.#membership(this.#binaryFrom(left, 0), false);
  }

  parseTerm(): Term {
    const { token } = this;
    switch (token.type) {
      case 'const':
        this.next();
        return this.#suffix({ kind: 'const', value: token.value as Const['value'], at: token.at });
      case 'template':
        this.next();
        return this.#template(token);
      case 'name':
        return this.#nameTerm(token);
      case 'punct':
        return this.nested(() => this.#bracketed(token));
      default:
        return this.unexpected('expected term');
    }
  }

  // oxlint-disable-next-line complexity -- one grammar production
  #nameTerm(token: Token): Term {
    if (this.isReserved(token)) {
      if (token.text === 'null' || token.text === 'true' || token.text === 'false') {
        this.next();
        return { kind: 'const', value: token.text === 'null' ? null : token.text === 'true', at: token.at };
      }
      // `contains(s, t)` is the builtin, keyword or not.
      const after = this.peek(1);
      const called = after.type === 'punct' && after.text === '(' && !after.space;
      if (token.text !== 'contains' || !called) this.unexpected('expected term');
    }
    this.next();
    if (token.text === 'set' && this.isPunct('(') && this.peek(1).text === ')') {
      this.next();
      this.next();
      return { kind: 'set', items: [], at: token.at };
    }
    return this.#suffix(this.variable(token));
  }

  variable(token: Token): Var {
    const name = token.text === '_' ? `_#${this.#wildcards++}` : token.text;
    return { kind: 'var', name, at: token.at };
  }

  /** `.name`, `[term]` and `(args)` that follow without space. */
  #suffix(head: Term): Term {
    let term = head;
    let path: Term[] = [];
    for (;;) {
      const { token } = this;
      if (token.type !== 'punct' || (token.space && token.text !== '.') || token.newline) break;
      if (token.text === '.' && !token.space) path.push(this.#dotted());
      else if (token.text === '[') path.push(this.#subscript());
      else if (token.text === '(' && callable(term, path)) {
        term = this.#callOf(term, path);
        path = [];
      } else break;
    }
    return path.length === 0 ? term : ({ kind: 'ref', head: term, path, at: term.at } satisfies Ref);
  }

  #dotted(): Const {
    this.next();
    const { token } = this;
    if (token.type !== 'name' || token.space) this.unexpected('expected identifier after "."');
    this.next();
    const name: Const = { kind: 'const', value: token.text, at: token.at };
    dotted.add(name);
    return name;
  }

  #subscript(): Term {
    this.next();
    const term = this.parseExpression(false);
    this.expectPunct(']');
    return term;
  }

  #callOf(head: Term, path: readonly Term[]): Call {
    const name = [(head as Var).name, ...path.map((part) => (part as Const).value as string)];
    this.next();
    return { kind: 'call', name, args: this.parseTermList(')'), at: head.at };
  }

  /** Terms up to a closing bracket; a comma may trail. */
  parseTermList(close: string): Term[] {
    const items: Term[] = [];
    while (!this.isPunct(close)) {
      items.push(this.parseExpression(false));
      if (!this.acceptPunct(',')) break;
    }
    this.expectPunct(close);
    return items;
  }

  #bracketed(token: Token): Term {
    switch (token.text) {
      case '(': {
        this.next();
        const inner = this.parseExpression(true);
        this.expectPunct(')');
        return this.#suffixOfGroup(inner);
      }
      case '[':
        this.next();
        return this.#suffix(this.#array(token.at));
      case '{':
        this.next();
        return this.#suffix(this.#braces(token.at));
      case '-':
        return this.#negative(token.at);
      default:
        return this.unexpected('expected term');
    }
  }

  #suffixOfGroup(inner: Term): Term {
    return inner.kind === 'call' || inner.kind === 'var' ? inner : this.#suffix(inner);
  }

  #negative(at: number): Term {
    this.next();
    const { token } = this;
    if (token.type !== 'const' || token.space || typeof token.value === 'string') this.unexpected('expected number');
    this.next();
    const zero: Const = { kind: 'const', value: 0, at };
    return negated(this.#call('minus', [zero, { kind: 'const', value: token.value as Const['value'], at }], at));
  }

  #array(at: number): Term {
    if (this.acceptPunct(']')) return { kind: 'array', items: [], at };
    const head = this.#headOfBracket();
    if (this.acceptPunct('|')) return this.#comprehension('array', head, at, ']');
    const items = [this.#restOfElement(head)];
    if (this.acceptPunct(',')) items.push(...this.parseTermList(']'));
    else this.expectPunct(']');
    return { kind: 'array', items, at };
  }

  #braces(at: number): Term {
    if (this.acceptPunct('}')) return { kind: 'object', entries: [], at };
    const head = this.#headOfBracket();
    if (this.isPunct(':')) return this.#object(head, at);
    if (this.acceptPunct('|')) return this.#comprehension('set', head, at, '}');
    const items = [this.#restOfElement(head)];
    if (this.isPunct(':')) return this.#object(items[0] as Term, at);
    if (this.acceptPunct(',')) items.push(...this.parseTermList('}'));
    else this.expectPunct('}');
    return { kind: 'set', items, at };
  }

  #object(firstKey: Term, at: number): Term {
    const entries: [Term, Term][] = [];
    let key = firstKey;
    for (;;) {
      this.expectPunct(':');
      const value = this.#headOfBracket();
      if (entries.length === 0 && this.acceptPunct('|')) {
        return { ...this.#comprehension('object', value, at, '}'), key };
      }
      entries.push([key, this.#restOfElement(value)]);
      if (!this.acceptPunct(',') || this.isPunct('}')) break;
      key = this.parseExpression(false);
    }
    this.expectPunct('}');
    return { kind: 'object', entries, at };
  }

  // oxlint-disable-next-line max-params -- kind, head, place and closing bracket are one production
  #comprehension(of: Comprehension['of'], value: Term, at: number, close: string): Comprehension {
    const body = this.parseBodyUntil(close);
    this.expectPunct(close);
    return { kind: 'comprehension', of, value, body, at };
  }

  #template(token: Token): Term {
    const parts = (token.parts ?? []).map((part): string | Term => {
      if (typeof part === 'string') return part;
      const [tokens, index] = [this.tokens, this.index];
      this.tokens = part;
      this.index = 0;
      const term = this.#templatePart(this.parseLiteral());
      if (this.token.type !== 'eof') this.unexpected('expected } of the template expression');
      this.tokens = tokens;
      this.index = index;
      return term;
    });
    return { kind: 'template', parts: parts.filter((part) => part !== ''), at: token.at };
  }

  /** A part is the set of what its expression may be, so that undefined and several values can be told. */
  #templatePart(literal: Literal): Term {
    if (literal.kind !== 'expr' || literal.negated) this.fail(literal.at, 'expected term in template expression');
    const { term, at } = literal;
    if (term.kind === 'const') return term;
    const value = this.variable({ ...this.token, text: '_', at });
    const call: Call = { kind: 'call', name: ['eq'], args: [value, term], at, infix: true };
    return { kind: 'comprehension', of: 'set', value, body: [{ ...literal, term: call }], at };
  }
}

function callable(head: Term, path: readonly Term[]): boolean {
  return head.kind === 'var' && path.every((part) => part.kind === 'const' && typeof part.value === 'string');
}

/** `-1` is a constant, not a subtraction. */
function negated(call: Call): Term {
  const number = call.args[1] as Const;
  const value = number.value;
  if (typeof value === 'number') return { ...number, value: value === 0 ? 0 : -value };
  if (typeof value === 'bigint') return { ...number, value: -value };
  return call;
}
