import type { Node } from './ast.ts';
import { bytesOf } from './byte-set.ts';

const MOST_TEXTS = 64;
/** A set of more bytes (two are both cases of a letter) ends what is known. */
const MOST_BYTES = 2;

/**
 * Texts, in Latin-1, one of which ends everything that the pattern matches at the very end of a text; empty where the pattern may
 * match elsewhere or its end is open.
 */
export function endingsOf(root: Node): readonly string[] {
  const items = root.kind === 'seq' ? [...root.items] : [root];
  const last = items.pop();
  if (last?.kind !== 'assert' || last.what !== 'text-end') return [];
  let endings: readonly string[] = [''];
  for (const item of items.toReversed()) {
    const longer = joined(allTexts(item), endings);
    if (longer === undefined) break;
    endings = longer;
  }
  return endings.includes('') ? [] : endings;
}

/** All texts that a node matches; undefined where they are too many. */
function allTexts(node: Node): readonly string[] | undefined {
  switch (node.kind) {
    case 'assert':
      return undefined;
    case 'group':
      return allTexts(node.item);
    case 'set': {
      const bytes = bytesOf(node.set);
      return bytes.length > MOST_BYTES ? undefined : bytes.map((byte) => String.fromCharCode(byte));
    }
    case 'alt': {
      const options = node.options.map(allTexts);
      return options.includes(undefined) ? undefined : options.flatMap((texts) => texts ?? []);
    }
    case 'seq':
      return node.items.reduce<readonly string[] | undefined>((texts, item) => joined(texts, allTexts(item)), ['']);
    case 'repeat':
      return node.min === 1 && node.max === 1 ? allTexts(node.item) : undefined;
  }
}

function joined(
  first: readonly string[] | undefined,
  second: readonly string[] | undefined,
): readonly string[] | undefined {
  if (first === undefined || second === undefined || first.length * second.length > MOST_TEXTS) return undefined;
  return first.flatMap((start) => second.map((end) => start + end));
}
