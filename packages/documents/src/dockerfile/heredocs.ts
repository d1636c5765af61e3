import type { DockerHeredoc } from './ast.ts';
import { JoinedText, lineAt } from './lines.ts';

interface HeredocWord {
  readonly name: string;
  readonly expand: boolean;
  readonly tabs: boolean;
  /** Where the word ends in the argument. */
  readonly end: number;
}

/** The words of an argument that open here-documents: `<<EOF`, `<<-EOF`, `<<"EOF"`, `0<<EOF`. */
export function heredocWords(argument: string): HeredocWord[] {
  const found: HeredocWord[] = [];
  for (const match of argument.matchAll(/(?<=^|\s)[0-9]*<<(-?)(?:"([^"\s]+)"|'([^'\s]+)'|([^\s<"'|;&()]+))/g)) {
    const [all, dash, double, single, bare = ''] = match;
    const name = double ?? single ?? bare;
    found.push({
      name,
      expand: double === undefined && single === undefined,
      tabs: dash === '-',
      end: match.index + all.length,
    });
  }
  return found;
}

/** A here-document, its text with the places of its lines, and the offset behind the line that closes it. */
export interface HeredocRead {
  readonly heredoc: DockerHeredoc;
  readonly joined: JoinedText;
  readonly end: number;
}

/** Reads the here-documents of an instruction from the line behind it on. `missing` is the first that is not closed. */
export function readHeredocs(
  text: string,
  start: number,
  words: readonly HeredocWord[],
): { readonly heredocs: readonly HeredocRead[]; readonly next: number; readonly missing: string | undefined } {
  const heredocs: HeredocRead[] = [];
  let at = start;
  let missing: string | undefined;
  for (const word of words) {
    const { joined, bodyEnd, end, next } = readBody(text, at, word);
    if (end === undefined) missing ??= word.name;
    const heredoc = { name: word.name, expand: word.expand, content: joined.text, start: at, end: bodyEnd };
    heredocs.push({ heredoc, joined, end: end ?? text.length });
    at = next;
  }
  return { heredocs, next: at, missing };
}

function readBody(
  text: string,
  start: number,
  word: HeredocWord,
): { readonly joined: JoinedText; readonly bodyEnd: number; readonly end: number | undefined; readonly next: number } {
  const joined = new JoinedText();
  let at = start;
  while (at < text.length) {
    const line = lineAt(text, at);
    at = line.next;
    const tabs = word.tabs ? (/^\t*/.exec(line.text)?.[0].length ?? 0) : 0;
    if (line.text.slice(tabs) === word.name) {
      return { joined, bodyEnd: line.start, end: line.start + line.text.length, next: at };
    }
    joined.append(text.slice(line.start + tabs, line.next), line.start + tabs);
  }
  return { joined, bodyEnd: text.length, end: undefined, next: at };
}
