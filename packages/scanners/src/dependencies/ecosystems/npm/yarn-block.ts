import type { Range } from '@sallyport/documents';

import { refuseAbove, Unreadable } from '../../parser.ts';
import { linesOf } from '../shared/lines.ts';
import type { Line } from '../shared/lines.ts';

/** One package of a yarn lock file, of either form. */
export interface Block {
  /** What was asked for and is answered by this package: `name@range`. */
  readonly specifiers: readonly string[];
  readonly range: Range;
  readonly fields: ReadonlyMap<string, string>;
  /** `name@range` of what it brings. */
  readonly needs: readonly string[];
}

interface OpenBlock {
  readonly specifiers: readonly string[];
  readonly start: Range;
  end: Range;
  readonly fields: Map<string, string>;
  readonly needs: string[];
}

/** A quote that is not closed goes to the end of the line, so that nothing is looked at twice. */
const WORDS = /"(?<quoted>[^"\\]*(?:\\.[^"\\]*)*)(?:"|\\?$)|(?<bare>[^\s,:"]+(?::[^\s,"]+)*)/g;

/** The blocks of the classic form: indented lines that look like YAML and are none. */
export function classicBlocks(text: string): Block[] {
  const blocks: OpenBlock[] = [];
  let section = '';
  for (const line of linesOf(text)) {
    if (/^\s*(?:#|$)/.test(line.text)) continue;
    refuseAbove(blocks.length);
    const words = wordsOf(line.text);
    const indent = line.text.search(/\S/);
    const block = blocks.at(-1);
    if (indent === 0) blocks.push(blockOf(words, line));
    else if (block === undefined) throw new Unreadable(`${line.range.start.line}:1 a field stands before any package`);
    else section = addTo(block, { words, indent, section, line });
  }
  return blocks.map(({ start, end, ...block }) => ({ ...block, range: { start: start.start, end: end.end } }));
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(WORDS)].map(({ groups }) => groups?.['quoted'] ?? groups?.['bare'] ?? '');
}

function blockOf(words: readonly string[], line: Line): OpenBlock {
  if (!line.text.trimEnd().endsWith(':'))
    throw new Unreadable(`${line.range.start.line}:1 the line is neither a package nor a comment`);
  return { specifiers: words, start: line.range, end: line.range, fields: new Map(), needs: [] };
}

interface Field {
  readonly words: readonly string[];
  readonly indent: number;
  readonly section: string;
  readonly line: Line;
}

/** Adds a field to a block, and says which section the lines below are in. */
function addTo(block: OpenBlock, { words, indent, section, line }: Field): string {
  const [name = '', value] = words;
  block.end = line.range;
  if (indent === 2) {
    if (value === undefined) return name;
    block.fields.set(name, value);
    return '';
  }
  if (section === 'dependencies' || section === 'optionalDependencies') block.needs.push(`${name}@${value ?? ''}`);
  return section;
}
