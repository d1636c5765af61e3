import { Halt } from '../errors.ts';
import type { RegoError, Source } from '../errors.ts';
import type { Body, Head, Import, Literal, Module, RegoVersion, Rule, Term, Var, With } from './ast.ts';
import { lex } from './lexer.ts';
import type { Comment } from './ast.ts';
import { TermParser, dotted } from './terms.ts';
import { FUTURE_KEYWORDS } from './tokens.ts';

/** Parses one module. A syntax error is a value; there is at most one a module. */
export function parseModule(source: Source, version: RegoVersion = 'v1'): Module | { readonly errors: RegoError[] } {
  return guarded(() => {
    const { tokens, comments } = lex(source);
    return new Parser(source, tokens, version).module(comments);
  });
}

/** Parses a query: literals separated by `;` or line breaks. */
export function parseQuery(source: Source, version: RegoVersion = 'v1'): Body | { readonly errors: RegoError[] } {
  return guarded(() => new Parser(source, lex(source).tokens, version).query());
}

function guarded<T>(parse: () => T): T | { readonly errors: RegoError[] } {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Halt) return { errors: [error.error] };
    throw error;
  }
}

/** What every kind of literal has. */
interface Common {
  readonly at: number;
  readonly end: number;
  readonly negated: boolean;
  readonly with: readonly With[];
}

class Parser extends TermParser {
  module(comments: readonly Comment[]): Module {
    if (this.peek(0).type === 'eof') this.fail(0, 'empty module');
    if (!this.acceptKeyword('package')) this.unexpected('package must be the first statement');
    const packageAt = this.token.at;
    const path = this.#path();
    const imports: Import[] = [];
    const rules: Rule[] = [];
    while (this.token.type !== 'eof') {
      if (this.acceptPunct(';')) continue;
      if (this.isKeyword('import')) imports.push(this.#import());
      else rules.push(...this.#rules());
    }
    const { file, text } = this.source;
    return { file, text, package: path, packageAt, imports, rules, comments, version: this.version };
  }

  query(): Body {
    const body = this.parseBodyUntil('');
    if (this.token.type !== 'eof') this.unexpected('expected end of query');
    return body;
  }

  /** `a.b["c"]` of a package or an import. */
  #path(): string[] {
    const path: string[] = [];
    for (;;) {
      const { token } = this;
      if (token.type !== 'name') this.unexpected('expected ident');
      path.push(this.next().text);
      while (this.isPunct('[') && !this.token.space) {
        this.next();
        const { value } = this.next();
        if (typeof value !== 'string') this.fail(this.token.at, 'expected string in path');
        path.push(value);
        this.expectPunct(']');
      }
      if (!this.isPunct('.')) return path;
      this.next();
    }
  }

  #import(): Import {
    const { at } = this.next();
    const path = this.#path();
    const root = path[0];
    if (root !== 'data' && root !== 'input' && root !== 'future' && root !== 'rego') {
      this.fail(at, `unexpected import path, must begin with one of: {data, future, input, rego}, got: ${root ?? ''}`);
    }
    if (root === 'future' || root === 'rego') this.#enable(path, at);
    if (!this.acceptKeyword('as')) return { path, at };
    const { token } = this;
    if (token.type !== 'name') this.unexpected('expected var after as');
    if (root === 'future' || root === 'rego') this.fail(token.at, `\`${root}\` imports cannot be aliased`);
    this.next();
    return { path, alias: token.text, at };
  }

  #enable(path: readonly string[], at: number): void {
    if (path[0] === 'rego') {
      if (path.length !== 2 || path[1] !== 'v1') this.fail(at, 'invalid import, must be `rego.v1`');
      this.version = 'v1';
    } else if (path[1] !== 'keywords') {
      this.fail(at, 'invalid import, must be `future.keywords`');
    }
    const wanted = path[0] === 'rego' || path.length === 2 ? FUTURE_KEYWORDS : path.slice(2, 3);
    for (const word of wanted) {
      if (!FUTURE_KEYWORDS.includes(word) && word !== 'not')
        this.fail(at, `unexpected keyword, must be one of: ${FUTURE_KEYWORDS.join(', ')}`);
      this.keywords.add(word);
      if (word === 'every') this.keywords.add('in');
    }
  }

  parseBodyUntil(close: string): Body {
    const body: Literal[] = [];
    while (this.token.type !== 'eof' && !this.isPunct(close)) {
      if (this.acceptPunct(';')) continue;
      if (body.length > 0 && !this.token.newline && this.tokens[this.index - 1]?.text !== ';') {
        this.unexpected('expected \\n or ; or }');
      }
      body.push(this.parseLiteral());
    }
    if (body.length === 0) this.fail(this.token.at, 'found empty body');
    return body;
  }

  parseLiteral(): Literal {
    const { at } = this.token;
    const negated = this.acceptKeyword('not');
    const made = this.nested(() => this.#unmodified(at, negated));
    const modifiers: With[] = [];
    while (this.isKeyword('with')) modifiers.push(this.#with());
    return { ...made, with: modifiers, end: this.lastEnd };
  }

  #with(): With {
    const { at } = this.next();
    const target = this.parseTerm();
    if (!this.acceptKeyword('as')) this.unexpected('expected as keyword');
    return { target, value: this.parseExpression(false), at };
  }

  #unmodified(at: number, negated: boolean): Literal {
    const common: Common = { at, end: at, negated, with: [] };
    if (this.isKeyword('some')) {
      if (negated) this.unexpected('`some` cannot be negated');
      return this.#some(common);
    }
    if (this.isKeyword('every')) {
      if (negated) this.unexpected('`every` cannot be negated');
      return this.#every(common);
    }
    const left = this.parseExpression(true);
    const operator = this.token;
    if (!this.isPunct(':=') && !this.isPunct('=')) return { kind: 'expr', term: left, ...common };
    this.next();
    const name = operator.text === ':=' ? 'assign' : 'eq';
    const args = [left, this.parseExpression(true)];
    return { kind: 'expr', term: { kind: 'call', name: [name], args, at: operator.at, infix: true }, ...common };
  }

  #some(common: Common): Literal {
    this.next();
    const terms = [this.#someTerm()];
    while (this.acceptPunct(',')) terms.push(this.#someTerm());
    const last = terms.at(-1) as Term;
    if (this.acceptKeyword('in')) {
      if (terms.length > 2) this.fail(common.at, 'expected `some x in xs` or `some x, y in xs`');
      const domain = this.parseExpression(false);
      const key = terms.length === 2 ? { key: terms[0] as Term } : {};
      return { kind: 'somein', ...key, value: last, domain, ...common };
    }
    const names = terms.map((term) => {
      if (term.kind !== 'var' || term.name.startsWith('_#')) this.fail(term.at, 'expected var in `some` declaration');
      return term as Var;
    });
    return { kind: 'some', names, ...common };
  }

  #someTerm(): Term {
    return this.parseTerm();
  }

  #every(common: Common): Literal {
    this.next();
    const names: Var[] = [];
    do {
      const { token } = this;
      if (token.type !== 'name') this.unexpected('expected var after every');
      this.next();
      names.push(this.variable(token));
    } while (names.length < 2 && this.acceptPunct(','));
    if (!this.acceptKeyword('in')) this.unexpected('expected `every x[, y] in xs { ... }`');
    const domain = this.parseExpression(false);
    this.expectPunct('{');
    const body = this.parseBodyUntil('}');
    this.expectPunct('}');
    const key = names.length === 2 ? { key: names[0] as Var } : {};
    return { kind: 'every', ...key, value: names.at(-1) as Var, domain, body, ...common };
  }

  // oxlint-disable-next-line complexity -- one grammar production
  #rules(): Rule[] {
    const { at } = this.token;
    const isDefault = this.acceptKeyword('default');
    const head = this.#head();
    if (isDefault) return [this.#defaultRule(head, at)];
    const hasIf = this.acceptKeyword('if');
    const braced = this.isPunct('{') && (hasIf || !this.token.newline || this.version === 'v0');
    if (!hasIf && braced && this.version === 'v1') {
      this.fail(this.token.at, '`if` keyword is required before rule body');
    }
    const body = hasIf || braced ? this.#ruleBody(braced) : undefined;
    const shaped = this.#shape(head, hasIf, body !== undefined);
    const otherwise = body !== undefined || this.isKeyword('else') ? this.#otherwise(shaped) : undefined;
    const first: Rule = {
      head: shaped,
      body: body ?? [],
      isDefault: false,
      ...(otherwise === undefined ? {} : { otherwise }),
      at,
      end: this.lastEnd,
    };
    return braced && !hasIf && otherwise === undefined ? this.#chained(first) : [first];
  }

  /** v0: `p { a } { b }` is two rules of one head. */
  #chained(first: Rule): Rule[] {
    const rules = [first];
    while (this.isPunct('{')) {
      const { at } = this.token;
      rules.push({ ...first, body: this.#ruleBody(true), at, end: this.lastEnd });
    }
    return rules;
  }

  #defaultRule(head: Head, at: number): Rule {
    if (head.value === undefined) this.unexpected('expected default rule to have a value');
    if (head.member !== undefined) this.fail(head.at, 'default rules must not be partial');
    if (this.isKeyword('if') || this.isPunct('{')) this.fail(at, 'default rules must not have a body');
    return { head, body: [], isDefault: true, at, end: this.lastEnd };
  }

  #ruleBody(braced: boolean): Body {
    if (!braced) return [this.parseLiteral()];
    this.expectPunct('{');
    const body = this.parseBodyUntil('}');
    this.expectPunct('}');
    return body;
  }

  // oxlint-disable-next-line complexity -- one grammar production
  #otherwise(head: Head): Rule | undefined {
    if (!this.isKeyword('else')) return undefined;
    const { at } = this.next();
    if (head.member !== undefined) this.fail(at, 'else keyword cannot be used on partial rules');
    const assigned = this.isPunct(':=');
    const valued = assigned || this.isPunct('=');
    if (valued) this.next();
    const value = valued ? { value: this.parseExpression(false) } : {};
    const hasIf = this.acceptKeyword('if');
    const braced = this.isPunct('{') && (hasIf || !this.token.newline || this.version === 'v0');
    if (!hasIf && braced && this.version === 'v1')
      this.fail(this.token.at, '`if` keyword is required before rule body');
    if (!hasIf && !braced && !valued) this.unexpected('expected else value term or rule body');
    const body = hasIf || braced ? this.#ruleBody(braced) : [];
    const { value: _, ...rest } = head;
    const shaped: Head = { ...rest, ...value, assigned, at };
    const otherwise = this.#otherwise(shaped);
    return {
      head: shaped,
      body,
      isDefault: false,
      ...(otherwise === undefined ? {} : { otherwise }),
      at,
      end: this.lastEnd,
    };
  }

  #head(): Head {
    const { token } = this;
    if (token.type !== 'name' || this.isReserved(token)) this.unexpected('expected rule head name');
    const term = this.parseTerm();
    const head = this.#headOf(term);
    if (this.isKeyword('contains')) {
      this.next();
      if (head.args !== undefined)
        this.fail(term.at, 'the contains keyword can only be used with multi-value rule definitions');
      const member = this.parseExpression(false);
      if (this.isPunct(':=') || this.isPunct('=')) this.fail(this.token.at, 'partial sets cannot have a value');
      return { ...head, member };
    }
    const assigned = this.isPunct(':=');
    if (!assigned && !this.isPunct('=')) return head;
    this.next();
    return { ...head, value: this.parseExpression(false), assigned };
  }

  #headOf(term: Term): Head {
    const { at } = term;
    switch (term.kind) {
      case 'var':
        return { name: term.name, path: [], assigned: false, at };
      case 'ref':
        if (term.head.kind === 'var') return { name: term.head.name, path: term.path, assigned: false, at };
        return this.fail(at, 'rule head must be a reference');
      case 'call': {
        const [name = '', ...rest] = term.name;
        const path = rest.map((value): Term => ({ kind: 'const', value, at }));
        return { name, path, args: term.args, assigned: false, at };
      }
      default:
        return this.fail(at, 'rule name must be a reference');
    }
  }

  /** Makes what a head means explicit: a bare head is true, `p[x]` of v0 is a partial set. */
  // oxlint-disable-next-line complexity -- one grammar production
  #shape(head: Head, hasIf: boolean, hasBody: boolean): Head {
    if (head.member !== undefined || head.value !== undefined) return head;
    const last = head.path.at(-1);
    const bracketed = last !== undefined && !(last.kind === 'const' && dotted.has(last));
    if (head.args === undefined && head.path.length === 1 && bracketed && !hasIf) {
      if (this.version === 'v1') this.fail(head.at, '`contains` keyword is required for partial set rules');
      return { ...head, path: [], member: last };
    }
    if (!hasBody && head.args === undefined) {
      if (head.path.length === 0) this.fail(head.at, 'var cannot be used for rule name');
      if (this.version === 'v1') this.fail(head.at, '`if` keyword is required before rule body');
    }
    return head;
  }
}
