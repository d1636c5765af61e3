import type { Range } from '@sallyport/documents';

import { Unreadable } from '../../parser.ts';
import { linesOf } from '../shared/lines.ts';

/** One line of a module file: `require golang.org/x/text v0.3.0 // indirect`, blocks taken apart. */
export interface Directive {
  readonly verb: string;
  readonly words: readonly string[];
  readonly comment: string;
  readonly range: Range;
}

/** The directives of go.mod or go.work. Throws `Unreadable` for a text that is neither. */
export function directivesOf(text: string): Directive[] {
  const found: Directive[] = [];
  let block = '';
  let opened = 0;
  for (const { text: line, range } of linesOf(text)) {
    const { words, comment } = split(line);
    const [first = ''] = words;
    if (first === '') continue;
    if (first === ')') block = '';
    else if (block !== '') found.push({ verb: block, words, comment, range });
    else if (words.at(-1) === '(') {
      block = first;
      opened = range.start.line;
    } else if (!/^[a-z]+$/.test(first)) throw new Unreadable(`${range.start.line}:1 the line is no directive`);
    else found.push({ verb: first, words: words.slice(1), comment, range });
  }
  if (block !== '') throw new Unreadable(`${opened}:1 the block "${block} (" is not closed`);
  return found;
}

function split(line: string): { words: string[]; comment: string } {
  const at = line.search(/(?:^|\s)\/\//);
  const code = at < 0 ? line : line.slice(0, at);
  const words = code.match(/"[^"]*"|`[^`]*`|\(|\)|[^\s()]+/g) ?? [];
  return {
    words: words.map((word) => word.replace(/^["`](?<inner>.*)["`]$/, '$<inner>')),
    comment: at < 0 ? '' : line.slice(at),
  };
}

export interface Replacement {
  readonly old: string;
  /** The one version that is replaced; every one where absent. */
  readonly at: string | undefined;
  readonly name: string;
  /** Absent for a folder. */
  readonly version: string | undefined;
}

/** `replace old [v] => new [v]`. */
export function replacementOf({ words }: Directive): Replacement | undefined {
  const arrow = words.indexOf('=>');
  const [old, at] = words.slice(0, Math.max(0, arrow));
  const [name, version] = words.slice(arrow + 1);
  return arrow < 1 || old === undefined || name === undefined ? undefined : { old, at, name, version };
}
