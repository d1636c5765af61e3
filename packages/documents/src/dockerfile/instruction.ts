import { parseShell } from '../shell/parse.ts';
import type { ShellScript } from '../shell/ast.ts';
import type { DockerFlag, DockerInstruction, DockerPair, DockerWord } from './ast.ts';
import { heredocWords } from './heredocs.ts';
import type { HeredocRead } from './heredocs.ts';
import type { JoinedText } from './lines.ts';
import { placeOf, readJsonWords, readPairs, splitBlanks } from './words.ts';

/** How each instruction is read. */
const KEYWORDS: ReadonlyMap<string, 'words' | 'shell' | 'pairs' | 'list' | 'text' | 'inner'> = new Map([
  ['FROM', 'words'],
  ['RUN', 'shell'],
  ['CMD', 'shell'],
  ['ENTRYPOINT', 'shell'],
  ['SHELL', 'list'],
  ['COPY', 'list'],
  ['ADD', 'list'],
  ['VOLUME', 'list'],
  ['EXPOSE', 'words'],
  ['ENV', 'pairs'],
  ['LABEL', 'pairs'],
  ['ARG', 'pairs'],
  ['HEALTHCHECK', 'inner'],
  ['ONBUILD', 'inner'],
  ['USER', 'text'],
  ['WORKDIR', 'text'],
  ['STOPSIGNAL', 'text'],
  ['MAINTAINER', 'text'],
]);

/** What an instruction is read with. */
export interface InstructionContext {
  readonly escape: string;
  readonly stage: number;
  /** Whether the shell of the stage is a POSIX one, so that its commands can be read. */
  readonly posix: boolean;
}

export function isKnown(keyword: string): boolean {
  return KEYWORDS.has(keyword);
}

/** Instructions whose argument may open here-documents. */
export function takesHeredocs(keyword: string): boolean {
  return keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD';
}

/** The keyword of an instruction, the flags, and where its argument begins. */
export function readHead(joined: JoinedText, from: number): { keyword: string; keywordAt: number; keywordEnd: number } {
  const [, blanks = '', keyword = ''] = /^(\s*)(\S*)/.exec(joined.text.slice(from)) ?? [];
  const keywordAt = from + blanks.length;
  return { keyword: keyword.toUpperCase(), keywordAt, keywordEnd: keywordAt + keyword.length };
}

/** Reads the instruction that begins at an offset of joined lines. `heredocs` are those of the outermost instruction. */
export function readInstruction(
  joined: JoinedText,
  from: number,
  context: InstructionContext,
  heredocs: readonly HeredocRead[],
): DockerInstruction {
  const { keyword, keywordAt, keywordEnd } = readHead(joined, from);
  const { flags, next } = readFlags(joined, keywordEnd);
  const how = KEYWORDS.get(keyword) ?? 'text';
  const argument = joined.text.slice(next).trimEnd();
  const json = how === 'shell' || how === 'list' ? readJsonWords(joined, next) : undefined;
  const inner = how === 'inner' ? readInner(joined, next, context, heredocs) : undefined;
  const { start } = placeOf(joined, keywordAt, 1);
  const lastAt = joined.text.trimEnd().length;
  return {
    keyword,
    keywordEnd: placeOf(joined, keywordAt, keywordEnd - keywordAt).end,
    stage: context.stage,
    flags,
    argument,
    words: json ?? wordsOf(joined, next, how),
    json: json !== undefined,
    pairs: how === 'pairs' ? pairsOf(joined, next, context, keyword) : [],
    heredocs: heredocs.map(({ heredoc }) => heredoc),
    script: how === 'shell' && json === undefined && context.posix ? scriptOf(joined, next, heredocs) : undefined,
    inner,
    start,
    end: Math.max(placeOf(joined, keywordAt, lastAt - keywordAt).end, heredocs.at(-1)?.end ?? 0),
  };
}

function pairsOf(joined: JoinedText, at: number, context: InstructionContext, keyword: string): DockerPair[] {
  return readPairs(joined, at, context.escape, keyword);
}

function readFlags(joined: JoinedText, from: number): { flags: DockerFlag[]; next: number } {
  const flags: DockerFlag[] = [];
  const flag = /\s+--([a-z][a-z0-9-]*)(?:=((?:"[^"]*"|'[^']*'|[^\s"'])*))?(?=\s|$)/gy;
  flag.lastIndex = from;
  let next = from;
  for (let match = flag.exec(joined.text); match !== null; match = flag.exec(joined.text)) {
    const [all, name = '', value] = match;
    const written = all.trimStart();
    flags.push({ name, value, ...placeOf(joined, flag.lastIndex - written.length, written.length) });
    next = flag.lastIndex;
  }
  while (/\s/.test(joined.text.charAt(next))) next += 1;
  return { flags, next };
}

function wordsOf(joined: JoinedText, from: number, how: string): DockerWord[] {
  if (how !== 'text' && how !== 'shell' && how !== 'inner') return splitBlanks(joined, from);
  const raw = joined.text.slice(from).trimEnd();
  return raw === '' ? [] : [{ raw, text: raw, ...placeOf(joined, from, raw.length) }];
}

/** The instruction within ONBUILD, and the CMD within HEALTHCHECK; undefined for `HEALTHCHECK NONE`. */
function readInner(
  joined: JoinedText,
  from: number,
  context: InstructionContext,
  heredocs: readonly HeredocRead[],
): DockerInstruction | undefined {
  const { keyword } = readHead(joined, from);
  return KEYWORDS.has(keyword) && keyword !== 'ONBUILD' ? readInstruction(joined, from, context, heredocs) : undefined;
}

/** The commands of a shell form. Where the argument is only a here-document, they are those of its text. */
function scriptOf(joined: JoinedText, from: number, heredocs: readonly HeredocRead[]): ShellScript {
  const argument = joined.text.slice(from);
  const [heredoc] = heredocs;
  const [word] = heredocWords(argument);
  if (
    heredoc !== undefined &&
    word !== undefined &&
    word.end === argument.trimEnd().length &&
    /^[0-9]*<</.test(argument)
  ) {
    return heredocScript(heredoc);
  }
  return parseShell(argument, { toSource: (offset) => joined.toSource(from + offset) });
}

function heredocScript({ heredoc, joined }: HeredocRead): ShellScript {
  const interpreter = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(heredoc.content);
  const name = interpreter?.[1]?.endsWith('/env') === true ? interpreter[2] : interpreter?.[1];
  if (name !== undefined && !isPosixShell(name)) return { commands: [], complete: true };
  return parseShell(heredoc.content, { toSource: (offset) => joined.toSource(offset) });
}

/** Whether a program is a shell whose language is the POSIX shell's. */
export function isPosixShell(program: string): boolean {
  const name = program.slice(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1);
  return /^(?:sh|bash|ash|dash|ksh|zsh)(?:\.exe)?$/.test(name.toLowerCase());
}
