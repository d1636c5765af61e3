import type { Node } from './ast.ts';
import { bytesOf } from './byte-set.ts';

/** Shorter texts are no help: they stand everywhere. */
const LEAST_LENGTH = 3;
const MOST_LITERALS = 64;

/**
 * Texts, lower case, of which at least one stands in every match; empty where the pattern requires none of three
 * characters or more. Of several such lists the one with the longest shortest text.
 */
export function requiredLiterals(node: Node): readonly string[] {
  switch (node.kind) {
    case 'set':
    case 'assert':
      return [];
    case 'group':
      return requiredLiterals(node.item);
    case 'repeat':
      return node.min === 0 ? [] : requiredLiterals(node.item);
    case 'alt': {
      const lists = node.options.map((option) => requiredLiterals(option));
      const all = [...new Set(lists.flat())];
      return lists.every((list) => list.length > 0) && all.length <= MOST_LITERALS ? all : [];
    }
    case 'seq':
      return bestOf([...runsOf(node.items).map((run) => [run]), ...node.items.map(requiredLiterals)]);
  }
}

function bestOf(lists: readonly (readonly string[])[]): readonly string[] {
  let best: readonly string[] = [];
  let bestLength = LEAST_LENGTH - 1;
  for (const list of lists) {
    const shortest = list.length === 0 ? 0 : Math.min(...list.map((text) => text.length));
    if (shortest > bestLength) [best, bestLength] = [list, shortest];
  }
  return best;
}

/** Runs of characters that are fixed but for their case. */
function runsOf(items: readonly Node[]): string[] {
  const runs = [''];
  for (const item of flatten(items)) {
    const letter = fixedLetter(item);
    if (letter === undefined) runs.push('');
    else runs.push((runs.pop() ?? '') + letter);
  }
  return runs;
}

function flatten(items: readonly Node[]): Node[] {
  return items.flatMap((item) => (item.kind === 'seq' ? flatten(item.items) : [item]));
}

function fixedLetter(node: Node): string | undefined {
  if (node.kind === 'group') return fixedLetter(node.item);
  if (node.kind !== 'set') return undefined;
  const folded = new Set(bytesOf(node.set).map((byte) => String.fromCharCode(byte).toLowerCase()));
  const [only] = folded;
  return folded.size === 1 && only !== undefined && only < '\u0080' ? only : undefined;
}
