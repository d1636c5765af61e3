import { DEFAULT_LIMITS } from '@sallyport/kernel';

import type { ShellCommand, ShellConnector, ShellRedirect, ShellScript, ShellWord } from './ast.ts';
import { readWord } from './words.ts';
import type { WordHost } from './words.ts';

export interface ShellOptions {
  /** Maps an offset of the script to one of the file that it stands in; without it offsets are those of the script. */
  readonly toSource?: (offset: number) => number;
  /** Deepest nesting of substitutions. */
  readonly depth?: number;
}

/**
 * Reads a script for the POSIX shell or bash and finds the commands that it holds, also within control structures and
 * substitutions. It is tolerant: what cannot be read ends the list, and `complete` is false.
 */
export function parseShell(text: string, options: ShellOptions = {}): ShellScript {
  const state: ScriptState = {
    commands: [],
    complete: true,
    pipelines: 0,
    depth: options.depth ?? DEFAULT_LIMITS.depth,
    toSource: options.toSource ?? ((offset) => offset),
  };
  new ShellReader(text, 0, text.length, state).read(false);
  return { commands: state.commands, complete: state.complete };
}

interface ScriptState {
  readonly commands: ShellCommand[];
  complete: boolean;
  pipelines: number;
  depth: number;
  readonly toSource: (offset: number) => number;
}

/** Words that begin or end a structure where a command may begin. */
const STRUCTURE = new Set(['if', 'then', 'elif', 'else', 'fi', 'while', 'until', 'do', 'done', '{', '}', '!', 'time']);
const OPERATORS = ['&&', '||', ';;&', ';;', ';&', '|&', ';', '&', '|', '\n'];

interface Draft {
  words: ShellWord[];
  assignments: ShellWord[];
  redirects: ShellRedirect[];
  connector: ShellConnector;
  start: number;
  end: number;
}

interface PendingHeredoc {
  readonly word: string;
  readonly tabs: boolean;
  readonly redirects: ShellRedirect[];
  readonly index: number;
}

class ShellReader implements WordHost {
  readonly text: string;
  readonly end: number;
  readonly #state: ScriptState;
  readonly #substitution: boolean;
  #at: number;
  #draft: Draft;
  #heredocs: PendingHeredoc[] = [];
  /** Where a pattern of `case` stands next, for each `case` that is open. */
  readonly #cases: { pattern: boolean }[] = [];

  // oxlint-disable-next-line max-params -- a reader of a part of a text for the readers around it
  constructor(text: string, start: number, end: number, state: ScriptState, substitution = false) {
    this.text = text;
    this.end = end;
    this.#at = start;
    this.#state = state;
    this.#substitution = substitution;
    this.#draft = emptyDraft('');
  }

  /** Reads commands up to the end, or up to the parenthesis that closes a substitution. Gives the offset behind it. */
  read(untilParenthesis: boolean): number {
    this.#startPipeline();
    let open = 0;
    for (this.#blank(); this.#at < this.end; this.#blank()) {
      const character = this.text.charAt(this.#at);
      if (character === '(') {
        if (this.#draft.words.length === 0) open += 1;
        this.#flush('');
        this.#at += 1;
      } else if (character === ')') {
        if (this.#closesPattern()) continue;
        if (open === 0 && untilParenthesis) {
          this.#flush('');
          return this.#at + 1;
        }
        open = Math.max(0, open - 1);
        this.#flush('');
        this.#at += 1;
      } else if (!this.#operator() && !this.#redirect()) this.#word();
    }
    this.#flush('');
    if (untilParenthesis || this.#heredocs.length > 0) this.incomplete();
    return this.end;
  }

  substitution(start: number): number {
    if (this.#state.depth <= 0) {
      this.incomplete();
      return this.end;
    }
    this.#state.depth -= 1;
    const end = new ShellReader(this.text, start, this.end, this.#state, true).read(true);
    this.#state.depth += 1;
    return end;
  }

  backquoted(start: number, end: number): void {
    if (this.#state.depth <= 0) {
      this.incomplete();
      return;
    }
    this.#state.depth -= 1;
    new ShellReader(this.text, start, end, this.#state, true).read(false);
    this.#state.depth += 1;
  }

  incomplete(): void {
    this.#state.complete = false;
  }

  toSource(offset: number): number {
    return this.#state.toSource(offset);
  }

  /** Skips blanks, joined lines and comments. */
  #blank(): void {
    for (;;) {
      const character = this.text.charAt(this.#at);
      if (this.#at >= this.end) return;
      if (character === ' ' || character === '\t' || character === '\r') this.#at += 1;
      else if (character === '\\' && /^\\\r?\n/.test(this.text.slice(this.#at, this.#at + 3))) {
        this.#at = this.text.indexOf('\n', this.#at) + 1;
      } else if (character === '#') {
        const end = this.text.indexOf('\n', this.#at);
        this.#at = end === -1 || end > this.end ? this.end : end;
      } else return;
    }
  }

  #operator(): boolean {
    const operator = OPERATORS.find((candidate) => this.text.startsWith(candidate, this.#at));
    if (operator === undefined || this.text.startsWith('&>', this.#at)) return false;
    this.#at += operator.length;
    const current = this.#cases.at(-1);
    if (operator.startsWith(';;') || operator === ';&') {
      if (current !== undefined) current.pattern = true;
      this.#flush(';');
    } else if (operator === '|' || operator === '|&') this.#flush('|');
    else this.#flush(operator as ShellConnector);
    if (operator === '\n') this.#readHeredocs();
    return true;
  }

  #redirect(): boolean {
    const found = this.#redirectOperator();
    if (found === undefined) return false;
    this.#touch(this.#at);
    this.#at += found.length;
    this.#blank();
    const read = readWord(this, this.#at);
    if (read !== undefined) this.#at = read.next;
    const { redirects } = this.#draft;
    const tabs = found.operator === '<<-';
    const operator = tabs ? '<<' : found.operator;
    redirects.push({ operator, fd: found.fd, target: read?.word, heredoc: undefined });
    if (read !== undefined && operator === '<<') {
      this.#heredocs.push({ word: read.word.text, tabs, redirects, index: redirects.length - 1 });
    }
    this.#draft.end = this.#at;
    return true;
  }

  #redirectOperator():
    | { readonly operator: string; readonly fd: number | undefined; readonly length: number }
    | undefined {
    const pattern = /([0-9]*)(<<<|<<-|<<|>>|>&|<&|>\||<>|&>>|&>|<(?!\()|>(?!\())/y;
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    const [all, fd = '', operator = ''] = match;
    return { operator, fd: fd === '' ? undefined : Number(fd), length: all.length };
  }

  #word(): void {
    const start = this.#at;
    const read = readWord(this, start);
    if (read === undefined) {
      this.#at += 1;
      return;
    }
    this.#at = read.next;
    const { word } = read;
    const first = this.#draft.words.length === 0;
    if (this.#cases.at(-1)?.pattern === true && word.raw !== 'esac') return;
    if (first && !word.quoted && this.#structure(word)) return;
    this.#touch(start);
    if (first && /^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(word.raw)) this.#draft.assignments.push(word);
    else this.#draft.words.push(word);
    this.#draft.end = this.#at;
  }

  /** Steps over a word of a control structure, and over the head of a loop or a choice. */
  #structure(word: ShellWord): boolean {
    if (this.#draft.assignments.length > 0) return false;
    if (STRUCTURE.has(word.raw)) return true;
    switch (word.raw) {
      case 'for':
      case 'select':
        this.#skipHead();
        return true;
      case 'case':
        this.#skipTo('in');
        this.#cases.push({ pattern: true });
        return true;
      case 'esac':
        this.#cases.pop();
        return true;
      case 'function':
        this.#blank();
        this.#at = readWord(this, this.#at)?.next ?? this.#at;
        return true;
      default:
        return false;
    }
  }

  /** Skips words up to the end of a command; substitutions in them are read. */
  #skipHead(): void {
    for (this.#blank(); this.#at < this.end; this.#blank()) {
      const read = readWord(this, this.#at);
      if (read === undefined) return;
      this.#at = read.next;
    }
  }

  #skipTo(last: string): void {
    for (this.#blank(); this.#at < this.end; this.#blank()) {
      const read = readWord(this, this.#at);
      this.#at = read?.next ?? this.#at + 1;
      if (read?.word.raw === last) return;
    }
  }

  /** Whether the parenthesis here ends a pattern of `case`. */
  #closesPattern(): boolean {
    const current = this.#cases.at(-1);
    if (current?.pattern !== true) return false;
    current.pattern = false;
    this.#draft = emptyDraft(';');
    this.#at += 1;
    return true;
  }

  #touch(start: number): void {
    const { words, assignments, redirects } = this.#draft;
    if (words.length + assignments.length + redirects.length === 0) this.#draft.start = start;
  }

  /** Ends the command that is being read; what follows is connected by an operator. */
  #flush(connector: ShellConnector): void {
    const { words, assignments, redirects, start, end } = this.#draft;
    const empty = words.length + assignments.length + redirects.length === 0;
    if (!empty) {
      this.#state.commands.push({
        words,
        assignments,
        redirects,
        connector: this.#draft.connector,
        pipeline: this.#state.pipelines,
        substitution: this.#substitution,
        start: this.toSource(start),
        end: this.toSource(end - 1) + 1,
      });
    }
    if (connector !== '|') this.#startPipeline();
    const kept = empty && (connector === '\n' || connector === '') ? this.#draft.connector : connector;
    this.#draft = emptyDraft(kept);
  }

  #startPipeline(): void {
    this.#state.pipelines += 1;
  }

  /** Reads the bodies of the here-documents whose operators stood on the line before. */
  #readHeredocs(): void {
    for (const { word, tabs, redirects, index } of this.#heredocs) {
      const start = this.#at;
      const body = this.#heredocBody(word, tabs);
      const redirect = redirects[index];
      if (redirect !== undefined) redirects[index] = { ...redirect, heredoc: this.text.slice(start, body) };
    }
    this.#heredocs = [];
  }

  /** Moves behind the line that closes a here-document, and gives the offset where its body ends. */
  #heredocBody(word: string, tabs: boolean): number {
    while (this.#at < this.end) {
      const start = this.#at;
      const found = this.text.indexOf('\n', start);
      const lineEnd = found === -1 || found > this.end ? this.end : found;
      this.#at = Math.min(lineEnd + 1, this.end);
      const line = this.text.slice(start, lineEnd).replace(/\r$/, '');
      if ((tabs ? line.replace(/^\t+/, '') : line) === word) return start;
    }
    this.incomplete();
    return this.end;
  }
}

function emptyDraft(connector: ShellConnector): Draft {
  return { words: [], assignments: [], redirects: [], connector, start: 0, end: 0 };
}
