import { Halt } from '../errors.ts';
import type { CelExpr, EntryExpr, MessageExpr } from './ast.ts';
import { Builder } from './build.ts';
import { tokens } from './lexer.ts';
import type { Token } from './lexer.ts';
import { readNumber } from './literals.ts';
import type { Macro } from './macros.ts';

export interface ParseOptions {
  readonly macros: readonly Macro[];
  /** `a.?b`, `a[?b]`, `[?a]`, `{?k: v}`. */
  readonly optionals: boolean;
  /** Fields between backquotes. */
  readonly quotedFields: boolean;
  /** Longest text, in characters. */
  readonly maxSource: number;
  /** Deepest nesting of parts. */
  readonly maxDepth: number;
  readonly maxNodes: number;
}

const RESERVED = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);
const LITERALS = new Set(['true', 'false', 'null', 'in']);
const BINARY: readonly ReadonlySet<string>[] = [
  new Set(['<', '<=', '>', '>=', '==', '!=', 'in']),
  new Set(['+', '-']),
  new Set(['*', '/', '%']),
];

/** Parses an expression; a `Halt` with the position of the first error. */
export function parseExpression(text: string, options: ParseOptions): CelExpr {
  if (text.length > options.maxSource) {
    throw new Halt('cel_limit_error', `the expression is longer than ${options.maxSource} characters`, 0);
  }
  const parser = new Parser(tokens(text), options);
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #options: ParseOptions;
  readonly #build: Builder;
  #next = 0;
  #depth = 0;

  constructor(list: readonly Token[], options: ParseOptions) {
    this.#tokens = list;
    this.#options = options;
    this.#build = new Builder(options.maxDepth, options.maxNodes);
  }

  whole(): CelExpr {
    const expr = this.#expr();
    if (this.#peek().kind !== 'end') this.#unexpected();
    return expr;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] as Token;
  }

  #is(operator: string): boolean {
    const token = this.#peek();
    return token.text === operator && (token.kind === 'op' || (token.kind === 'ident' && operator === 'in'));
  }

  /** The token, where it is this operator; it is then consumed. */
  #take(operator: string): Token | undefined {
    if (!this.#is(operator)) return undefined;
    return this.#tokens[this.#next++];
  }

  #expect(operator: string): Token {
    return this.#take(operator) ?? this.#unexpected(operator);
  }

  #unexpected(wanted?: string): never {
    const token = this.#peek();
    const found = token.kind === 'end' ? 'the end' : JSON.stringify(token.text);
    const expected = wanted === undefined ? '' : `, expected ${JSON.stringify(wanted)}`;
    throw new Halt('cel_syntax_error', `unexpected ${found}${expected}`, token.at);
  }

  #expr(): CelExpr {
    if (++this.#depth > this.#options.maxDepth) {
      const limit = `the expression is nested more than ${this.#options.maxDepth} levels deep`;
      throw new Halt('cel_limit_error', limit, this.#peek().at);
    }
    const test = this.#logical('||');
    const question = this.#take('?');
    let expr = test;
    if (question !== undefined) {
      const yes = this.#logical('||');
      this.#expect(':');
      expr = this.#build.call(question.at, '_?_:_', [test, yes, this.#expr()]);
    }
    this.#depth--;
    return expr;
  }

  /** A chain of `||` or `&&`, as a balanced tree. */
  #logical(operator: '||' | '&&'): CelExpr {
    const part = (): CelExpr => (operator === '||' ? this.#logical('&&') : this.#binary(0));
    const terms = [part()];
    const places: number[] = [];
    for (let token = this.#take(operator); token !== undefined; token = this.#take(operator)) {
      places.push(token.at);
      terms.push(part());
    }
    return terms.length === 1 ? (terms[0] as CelExpr) : this.#balanced(`_${operator}_`, terms, places);
  }

  #balanced(name: string, terms: readonly CelExpr[], places: readonly number[]): CelExpr {
    const tree = (low: number, high: number): CelExpr => {
      const middle = Math.floor((low + high + 1) / 2);
      const left = middle === low ? (terms[middle] as CelExpr) : tree(low, middle - 1);
      const right = middle === high ? (terms[middle + 1] as CelExpr) : tree(middle + 1, high);
      return this.#build.call(places[middle] ?? 0, name, [left, right]);
    };
    return tree(0, places.length - 1);
  }

  #binary(level: number): CelExpr {
    const operators = BINARY[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const token = this.#peek();
      if (!operators.has(token.text) || (token.kind !== 'op' && token.text !== 'in') || token.kind === 'string') {
        return left;
      }
      this.#next++;
      const name = token.text === 'in' ? '@in' : `_${token.text}_`;
      left = this.#build.call(token.at, name, [left, this.#binary(level + 1)]);
    }
  }

  #unary(): CelExpr {
    const first = this.#peek();
    if (first.kind !== 'op' || (first.text !== '!' && first.text !== '-')) return this.#member();
    const isNumber = ['int', 'double'].includes(this.#peek(1).kind);
    if (first.text === '-' && isNumber) return this.#member();
    let count = 0;
    while (this.#take(first.text) !== undefined) count++;
    const operand = this.#member();
    return count % 2 === 0 ? operand : this.#build.call(first.at, `${first.text}_`, [operand]);
  }

  #member(): CelExpr {
    let expr = this.#primary();
    for (;;) {
      const dot = this.#take('.');
      const bracket = dot === undefined ? this.#take('[') : undefined;
      if (dot !== undefined) expr = this.#dotted(expr, dot);
      else if (bracket !== undefined) expr = this.#index(expr, bracket);
      else return expr;
    }
  }

  #dotted(operand: CelExpr, dot: Token): CelExpr {
    if (this.#optionalMark()) {
      const { text, at } = this.#fieldName();
      return this.#build.call(dot.at, '_?._', [operand, this.#build.constant(at, 'string', text)]);
    }
    const field = this.#fieldName();
    const open = field.kind === 'ident' ? this.#take('(') : undefined;
    if (open === undefined) return this.#build.select(dot.at, operand, field.text);
    const args = this.#items(')');
    return this.#macro(open.at, operand, field.text, args) ?? this.#build.method(open.at, operand, field.text, args);
  }

  #fieldName(): Token {
    const token = this.#peek();
    const isName = token.kind === 'ident' && !LITERALS.has(token.text);
    const isQuoted = token.kind === 'quoted' && this.#options.quotedFields;
    if (!isName && !isQuoted) this.#unexpected();
    this.#next++;
    return token;
  }

  #optionalMark(): boolean {
    const mark = this.#take('?');
    if (mark === undefined) return false;
    if (!this.#options.optionals) throw new Halt('cel_syntax_error', 'optional syntax is not enabled here', mark.at);
    return true;
  }

  #index(operand: CelExpr, bracket: Token): CelExpr {
    const name = this.#optionalMark() ? '_[?_]' : '_[_]';
    const index = this.#expr();
    this.#expect(']');
    return this.#build.call(bracket.at, name, [operand, index]);
  }

  /** Comma separated expressions, up to and with the closing bracket. */
  #items(close: string): CelExpr[] {
    const items: CelExpr[] = [];
    while (!this.#is(close)) {
      items.push(this.#expr());
      if (this.#take(',') === undefined) break;
      if (close === ')' && this.#is(close)) this.#unexpected();
    }
    this.#expect(close);
    return items;
  }

  #primary(): CelExpr {
    const token = this.#peek();
    switch (token.kind) {
      case 'ident':
        return this.#named(token);
      case 'op':
        return this.#bracketed(token);
      case 'end':
      case 'quoted':
        return this.#unexpected();
      case 'string':
        this.#next++;
        return this.#build.constant(token.at, 'string', token.text);
      case 'bytes':
        this.#next++;
        return this.#build.constant(token.at, 'bytes', token.bytes ?? new Uint8Array());
      default:
        this.#next++;
        return this.#build.constant(token.at, token.kind, readNumber(token.kind, token.text, token.at));
    }
  }

  #bracketed(token: Token): CelExpr {
    this.#next++;
    switch (token.text) {
      case '(': {
        const expr = this.#expr();
        this.#expect(')');
        return expr;
      }
      case '[':
        return this.#list(token.at);
      case '{':
        return this.#map(token.at);
      case '.':
        return this.#named(this.#peek(), true, token.at);
      case '-':
        return this.#negativeNumber(token.at);
      default:
        this.#next--;
        return this.#unexpected();
    }
  }

  #negativeNumber(at: number): CelExpr {
    const { kind, text } = this.#peek();
    if (kind !== 'int' && kind !== 'double') return this.#unexpected();
    this.#next++;
    return this.#build.constant(at, kind, readNumber(kind, `-${text}`, at));
  }

  #literal({ text, at }: Token): CelExpr {
    if (text === 'in') this.#unexpected();
    this.#next++;
    if (text === 'null') return this.#build.constant(at, 'null', null);
    return this.#build.constant(at, 'bool', text === 'true');
  }

  #named(token: Token, absolute = false, at = token.at): CelExpr {
    if (!absolute && LITERALS.has(token.text)) return this.#literal(token);
    if (token.kind !== 'ident' || LITERALS.has(token.text)) this.#unexpected();
    const message = this.#message(absolute);
    if (message !== undefined) return message;
    if (RESERVED.has(token.text)) throw new Halt('cel_syntax_error', `${token.text} is a reserved word`, at);
    this.#next++;
    const name = absolute ? `.${token.text}` : token.text;
    const open = this.#take('(');
    if (open === undefined) return this.#build.ident(at, name);
    const args = this.#items(')');
    return this.#macro(open.at, undefined, name, args) ?? this.#build.call(open.at, name, args);
  }

  /** `a.b.C{field: value}`, where a brace follows the name. */
  #message(absolute: boolean): MessageExpr | undefined {
    let length = 1;
    while (this.#peek(length).text === '.' && this.#peek(length + 1).kind === 'ident') length += 2;
    const brace = this.#peek(length);
    if (brace.text !== '{' || brace.kind !== 'op') return undefined;
    const words = this.#tokens.slice(this.#next, this.#next + length).map(({ text }) => text);
    this.#next += length + 1;
    const fields: { name: string; value: CelExpr; optional: boolean }[] = [];
    while (!this.#is('}')) {
      const optional = this.#optionalMark();
      const name = this.#fieldName().text;
      this.#expect(':');
      fields.push({ name, value: this.#expr(), optional });
      if (this.#take(',') === undefined) break;
    }
    this.#expect('}');
    const height = this.#build.over(
      brace.at,
      fields.map(({ value }) => value),
    );
    return { kind: 'message', at: brace.at, height, name: `${absolute ? '.' : ''}${words.join('')}`, fields };
  }

  #list(at: number): CelExpr {
    const items: CelExpr[] = [];
    const optional = new Set<number>();
    while (!this.#is(']')) {
      if (this.#optionalMark()) optional.add(items.length);
      items.push(this.#expr());
      if (this.#take(',') === undefined) break;
    }
    this.#expect(']');
    return this.#build.list(at, items, optional);
  }

  #map(at: number): CelExpr {
    const entries: EntryExpr[] = [];
    while (!this.#is('}')) {
      const optional = this.#optionalMark();
      const key = this.#expr();
      this.#expect(':');
      entries.push({ key, value: this.#expr(), optional });
      if (this.#take(',') === undefined) break;
    }
    this.#expect('}');
    return this.#build.map(at, entries);
  }

  // oxlint-disable-next-line max-params -- a call and where it is
  #macro(at: number, target: CelExpr | undefined, name: string, args: readonly CelExpr[]): CelExpr | undefined {
    for (const macro of this.#options.macros) {
      if (macro.name !== name || macro.method !== (target !== undefined)) continue;
      if (macro.arity !== undefined && macro.arity !== args.length) continue;
      const expanded = macro.expand({ build: this.#build, at, target, args });
      if (expanded !== undefined) return expanded;
    }
    return undefined;
  }
}
