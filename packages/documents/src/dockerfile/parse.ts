import type { Limits } from '@sallyport/kernel';

import { documentErrors } from '../errors.ts';
import { guard, ReadFailure } from '../result.ts';
import type { FailedRead, ParseOptions } from '../result.ts';
import { Source } from '../source.ts';
import type { DockerComment, DockerDirective, Dockerfile, DockerInstruction, DockerProblem } from './ast.ts';
import { heredocWords, readHeredocs } from './heredocs.ts';
import { isKnown, isPosixShell, readHead, readInstruction, takesHeredocs } from './instruction.ts';
import { commentOf, isComment, joinLines, lineAt } from './lines.ts';

export type DockerfileResult = { readonly ok: true; readonly file: Dockerfile } | FailedRead;

/**
 * Reads a Dockerfile as BuildKit does: directives, joined lines, here-documents, ONBUILD, exec forms. What Docker
 * would refuse is a problem of the file, and the rest is read.
 */
export function parseDockerfile(text: string, options: ParseOptions = {}): DockerfileResult {
  return guard(text, options.limits, (limits) => ({ ok: true, file: new DockerfileReader(text, limits).read() }));
}

const DIRECTIVE = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/;
const DIRECTIVES = new Set(['syntax', 'escape', 'check']);

class DockerfileReader {
  readonly #text: string;
  readonly #limits: Limits;
  readonly #directives: DockerDirective[] = [];
  readonly #comments: DockerComment[] = [];
  readonly #instructions: DockerInstruction[] = [];
  readonly #problems: DockerProblem[] = [];
  #escape = '\\';
  #stage = -1;
  #posix = true;
  #at: number;

  constructor(text: string, limits: Limits) {
    this.#text = text;
    this.#limits = limits;
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  read(): Dockerfile {
    this.#readDirectives();
    while (this.#at < this.#text.length) {
      const line = lineAt(this.#text, this.#at);
      if (line.text.trim() === '') this.#at = line.next;
      else if (isComment(line.text)) {
        this.#comments.push(commentOf(line));
        this.#at = line.next;
      } else this.#readInstruction();
    }
    if (this.#instructions.length === 0) this.#problem('the file holds no instruction', 0, 0);
    return {
      source: new Source(this.#text, () => null),
      directives: this.#directives,
      comments: this.#comments,
      instructions: this.#instructions,
      problems: this.#problems,
    };
  }

  /** Directives stand before anything else, each at most once. */
  #readDirectives(): void {
    while (this.#at < this.#text.length) {
      const line = lineAt(this.#text, this.#at);
      const [, written = '', value = ''] = DIRECTIVE.exec(line.text) ?? [];
      const name = written.toLowerCase();
      if (!DIRECTIVES.has(name) || this.#directives.some((known) => known.name === name)) return;
      this.#directives.push({ name, value, start: line.start, end: line.start + line.text.length });
      if (name === 'escape') {
        if (value === '\\' || value === '`') this.#escape = value;
        else this.#problem('the escape character is \\ or `', line.start, line.start + line.text.length);
      }
      this.#at = line.next;
    }
  }

  #readInstruction(): void {
    const { joined, next, comments } = joinLines(this.#text, this.#at, this.#escape);
    this.#comments.push(...comments);
    this.#at = next;
    if (joined.text.trim() === '') return;
    const head = readHead(joined, 0);
    const keyword = head.keyword === 'ONBUILD' ? readHead(joined, head.keywordEnd).keyword : head.keyword;
    const words = takesHeredocs(keyword) ? heredocWords(joined.text) : [];
    const read = readHeredocs(this.#text, next, words);
    this.#at = read.next;
    if (head.keyword === 'FROM') this.#beginStage();
    const context = { escape: this.#escape, stage: this.#stage, posix: this.#posix };
    const instruction = readInstruction(joined, 0, context, read.heredocs);
    if (this.#instructions.push(instruction) > this.#limits.nodes) {
      throw new ReadFailure(documentErrors.TOO_MANY_NODES({ max: this.#limits.nodes }), instruction.start);
    }
    if (keyword === 'SHELL') this.#posix = isPosixShell(instruction.words[0]?.text ?? 'sh');
    this.#judge(instruction, read.missing);
  }

  #beginStage(): void {
    this.#stage += 1;
    // A file with the escape character of Windows builds on Windows, whose shell is another one until SHELL says so.
    this.#posix = this.#escape === '\\';
  }

  #judge(instruction: DockerInstruction, missing: string | undefined): void {
    const { keyword, start, end, keywordEnd } = instruction;
    if (!isKnown(keyword)) this.#problem(`there is no instruction ${keyword.slice(0, 40)}`, start, keywordEnd);
    else if (instruction.argument === '') this.#problem(`${keyword} has no argument`, start, end);
    else if (this.#stage === -1 && keyword !== 'ARG') this.#problem(`${keyword} stands before FROM`, start, keywordEnd);
    if (missing !== undefined) this.#problem(`the here-document ${missing} is not closed`, start, end);
  }

  #problem(message: string, start: number, end: number): void {
    this.#problems.push({ message, start, end });
  }
}
